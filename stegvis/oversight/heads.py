"""The heads of the chains, taken out each day to be kept where nobody who can change the log can reach.

A file has one line of JSON for each chain, and a last line that says how many they are and signs them all
(HMAC-SHA256 over the bytes of the lines before, with the key of `STEGVIS_HEADS_KEY`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from stegvis.oversight.chain import Chain, Fault, row_at
from stegvis.oversight.models import ChainHead

BEGINS = "kedjehuvuden-"


class UnreadableHeads(ValueError):
    """The file is not one of heads, or is not as it was written. The message says which."""


def export_heads(folder: Path, now: datetime, key: str) -> Path:
    """Writes the heads of all chains to a new file in the folder; never over another. Answers its name."""
    lines = [json.dumps(_told(head, now)) for head in ChainHead.objects.order_by("principal_id", "unit_id")]
    body = "".join(f"{line}\n" for line in lines)
    last = {"heads": len(lines), "taken": now.isoformat(), "signature": _signature(body, key)}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{BEGINS}{now:%Y-%m-%dT%H%M%S}.jsonl"
    with file.open("x", encoding="utf-8") as new:
        new.write(body + json.dumps(last) + "\n")
    file.chmod(0o440)
    return file


def newest(place: Path) -> Path:
    """The file itself, or the newest in a folder. Raises UnreadableHeads."""
    if place.is_file():
        return place
    files = sorted(place.glob(f"{BEGINS}*.jsonl"))
    if not files:
        raise UnreadableHeads(f"Det finns inga kedjehuvuden i {place}.")
    return files[-1]


def read_heads(file: Path, key: str) -> list[dict[str, Any]]:
    """The heads in the file. Raises UnreadableHeads when it is damaged, or not signed with the key."""
    body, _, last_line = file.read_text(encoding="utf-8").removesuffix("\n").rpartition("\n")
    body += "\n" if body else ""
    try:
        heads, last = [json.loads(line) for line in body.splitlines()], json.loads(last_line)
        told = last["heads"], last["signature"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableHeads(f"{file.name} går inte att läsa.") from error
    if told[0] != len(heads):
        raise UnreadableHeads(f"{file.name} ska ha {told[0]} rader och har {len(heads)}.")
    if key and not hmac.compare_digest(str(told[1]), _signature(body, key) or ""):
        raise UnreadableHeads(f"{file.name} är inte undertecknad med nyckeln i STEGVIS_HEADS_KEY.")
    return heads


def faults_against(heads: list[dict[str, Any]], principal_id: int | None) -> Iterator[Fault]:
    """Heads that the log no longer has: a chain that has been rewritten or cut since they were taken out."""
    for head in heads:
        chain = Chain(head["principal"], head["unit"])
        if head["seq"] == 0 or (principal_id is not None and chain.principal_id != principal_id):
            continue
        row = row_at(chain, head["seq"])
        if row is None:
            yield Fault(
                chain, head["seq"], _moment(head), "läsningen finns i de uttagna huvudena men inte i loggen"
            )
        elif bytes(row["hash"]).hex() != head["hash"]:
            yield Fault(chain, head["seq"], row["at"], "kedjan är en annan än när huvudet togs ut")


def _told(head: ChainHead, now: datetime) -> dict[str, Any]:
    return {
        "date": now.date().isoformat(),
        "principal": head.principal_id,
        "unit": head.unit_id,
        "seq": head.seq,
        "hash": bytes(head.hash).hex(),
        "at": head.at.isoformat(),
    }


def _moment(head: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(head["at"])


def _signature(body: str, key: str) -> str | None:
    return hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest() if key else None
