"""What the templates' larger parts are fed with: small records that a view fills and a template shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Tone(StrEnum):
    """The colour of a status, always together with words."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened, on a day, by somebody."""

    on: date
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the case's main road. `state` is `done`, `current` or `ahead`."""

    title: str
    state: str = "ahead"
    note: str = ""
    url: str = ""

    @property
    def state_in_words(self) -> str:
        return {"done": "Klart", "current": "Pågår"}.get(self.state, "Kommer sedan")
