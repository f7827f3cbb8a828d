"""The words around the reasons of a decision about a provider."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

STANDARD = Path(__file__).parent / "data" / "decision_texts.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a kind of decision. `title` has a place for the organisation's name."""

    title: str
    introduction: str
    law: str
    appeal: str


def words_for(kind: str) -> Words:
    texts = _texts()
    return Words(
        title=texts["title"][kind],
        introduction=texts["introduction"][kind].strip(),
        law=texts["law"].strip(),
        appeal=texts["appeal"].strip(),
    )


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return tomllib.loads(STANDARD.read_text(encoding="utf-8"))
