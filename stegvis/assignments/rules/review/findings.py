"""What a rule has found, and when it is something new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

FAR_MORE_PERCENT = 150
"""So much, of what was flagged, a corrected report must tell of to be flagged anew."""


@dataclass(frozen=True)
class Seen:
    """One assignment that the pattern was seen in, with what was seen there; never a name."""

    assignment_id: int
    report_id: int | None
    note: str = ""
    size: int = 0
    """How much of it was seen, as hours or days; 0 = more or less has no meaning."""


@dataclass(frozen=True)
class Finding:
    """A pattern at a provider in a month, told so that an officer can judge it."""

    rule: str
    provider_id: int
    month: date
    explanation: str
    seen: tuple[Seen, ...]
    facts: tuple[tuple[str, str], ...] = ()
    """What the finding rests on, as words and figures."""
    is_pattern: bool = False
    """The assignments make the pattern together: a new one among them shows all of them anew."""
    once: str = ""
    """Told once a month for the whole provider; the word tells several such patterns apart."""

    @property
    def fingerprint(self) -> str:
        """The same for the same pattern, in whichever order it was found."""
        who = self.once or ",".join(_mark(each) for each in _in_order(self.seen))
        told = f"{self.rule}|{self.provider_id}|{self.month.isoformat()}|{who}"
        return hashlib.sha256(told.encode()).hexdigest()


Flagged = Mapping[tuple[str, date, int], int]
"""Rule, month and assignment of what has been flagged, and how much was seen then; 0 where nobody knows."""


def only_new(findings: Iterable[Finding], flagged: Flagged) -> list[Finding]:
    """The findings in which something has not been flagged.

    Of cases that stand each for themselves the new ones remain; a pattern remains whole. What an officer has
    looked at does not come back because the report got a new version, unless that tells of far more.
    """
    new = []
    for finding in findings:
        unseen = _unseen(finding, flagged)
        if finding.once or (finding.is_pattern and unseen):
            new.append(finding)
        elif unseen:
            new.append(replace(finding, seen=unseen))
    return new


def _unseen(finding: Finding, flagged: Flagged) -> tuple[Seen, ...]:
    return tuple(
        each
        for each in finding.seen
        if _is_new(each, flagged.get((finding.rule, finding.month, each.assignment_id)))
    )


def _is_new(seen: Seen, flagged: int | None) -> bool:
    return flagged is None or (flagged > 0 and seen.size * 100 >= flagged * FAR_MORE_PERCENT)


def _mark(seen: Seen) -> str:
    return f"{seen.assignment_id}:{seen.size}" if seen.size else str(seen.assignment_id)


def _in_order(seen: Iterable[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda each: each.assignment_id)
