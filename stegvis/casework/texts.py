"""The words around the reasons of a decision: the principal's own of the day, else the standard ones."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from stegvis.casework.models import Decision, DecisionText

STANDARD = Path(__file__).parent / "data" / "decision_texts.toml"
KINDS: dict[str, int] = {kind.value: place for place, kind in enumerate(Decision.Kind)}
"""The kinds with the numbers that they have in the database (`DecisionText.kind_place`)."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a kind of decision on a day. `is_standard` = the principal has not written its own."""

    introduction: str
    law: str
    appeal: str
    is_standard: bool = False


def words_on(principal_id: int, kind: str, day: date) -> Words:
    """The words of the day. One query."""
    own = DecisionText.objects.filter(principal_id=principal_id, kind=kind, period__contains=day).first()
    if own is None:
        return standard(kind)
    return Words(own.introduction, own.law, own.appeal)


def standard(kind: str) -> Words:
    texts = _standard_texts()
    return Words(
        introduction=texts["introduction"][kind],
        law=texts["law"].strip(),
        appeal=texts["appeal"].strip(),
        is_standard=True,
    )


@lru_cache(maxsize=1)
def _standard_texts() -> dict[str, Any]:
    return tomllib.loads(STANDARD.read_text(encoding="utf-8"))
