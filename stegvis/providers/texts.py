"""The words around the reasons of a decision about a provider."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from stegvis.providers.models import DecisionWording

STANDARD = Path(__file__).parent / "data" / "decision_texts.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a kind of decision. `title` has a place for the organisation's name."""

    title: str
    introduction: str
    law: str
    appeal: str


def words_for(kind: str, principal_id: int, day: date) -> Words:
    """What stands in a decision of the day: the principal's own law and appeal when it has written any."""
    standard = standard_words(kind)
    own = DecisionWording.objects.filter(principal_id=principal_id, period__contains=day).first()
    return with_texts(standard, law=own.law, appeal=own.appeal) if own else standard


def with_texts(words: Words, *, law: str, appeal: str) -> Words:
    return replace(words, law=law.strip(), appeal=appeal.strip())


def standard_words(kind: str) -> Words:
    """Those that come with the software."""
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
