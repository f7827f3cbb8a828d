"""What a rule has found, and when it is something new."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Seen:
    """One assignment that the pattern was seen in, with what was seen there; never a name."""

    assignment_id: int
    report_id: int | None
    note: str = ""


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
        who = self.once or ",".join(str(each.assignment_id) for each in _in_order(self.seen))
        told = f"{self.rule}|{self.provider_id}|{self.month.isoformat()}|{who}"
        return hashlib.sha256(told.encode()).hexdigest()


def only_new(findings: Iterable[Finding], flagged: Collection[tuple[str, date, int]]) -> list[Finding]:
    """The findings in which something has not been flagged. `flagged` = rule, month and assignment.

    Of cases that stand each for themselves the new ones remain; a pattern remains whole.
    """
    new = []
    for finding in findings:
        unseen = _unseen(finding, flagged)
        if finding.once or (finding.is_pattern and unseen):
            new.append(finding)
        elif unseen:
            new.append(replace(finding, seen=unseen))
    return new


def _unseen(finding: Finding, flagged: Collection[tuple[str, date, int]]) -> tuple[Seen, ...]:
    return tuple(
        each for each in finding.seen if (finding.rule, finding.month, each.assignment_id) not in flagged
    )


def _in_order(seen: Iterable[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda each: each.assignment_id)
