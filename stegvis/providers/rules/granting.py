"""What a granted right does to the rights to the same intervention that the provider had before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class Right:
    """Days and levels. No levels named = all."""

    period: Period
    levels: frozenset[str] = frozenset()

    def covers_levels_of(self, other: Right) -> bool:
        return not self.levels or (bool(other.levels) and other.levels <= self.levels)


class Fate(Enum):
    """What becomes of an earlier right."""

    STAYS = "stays"
    """It holds beside the one that is given: other levels, or longer."""
    SHORTENED = "shortened"
    """It ends where the one that is given begins."""
    REPLACED = "replaced"
    """All of it stands in the one that is given."""


def fate_of(earlier: Right, given: Right) -> Fate:
    """A provider never loses a day or a level by being authorised anew, and has no day twice over when the
    one that is given reaches as far."""
    if not given.covers_levels_of(earlier) or not given.period.overlaps(earlier.period):
        return Fate.STAYS
    if not _reaches_as_far(given.period, earlier.period):
        return Fate.STAYS
    return Fate.REPLACED if given.period.start <= earlier.period.start else Fate.SHORTENED


def _reaches_as_far(given: Period, earlier: Period) -> bool:
    return given.end is None or (earlier.end is not None and given.end >= earlier.end)
