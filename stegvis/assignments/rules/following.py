"""May the assignment follow a change of the grant that it carries out?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.assignments.rules.extending import WantedFacts
from stegvis.core.answers import Check
from stegvis.core.period import Period
from stegvis.core.templatetags.design import month as in_words


@dataclass(frozen=True)
class FollowingFacts:
    """`added` = what is known of days after the present end, when the change gives such."""

    assignment: Period
    latest_report: date | None
    finally_reported: date | None
    added: WantedFacts | None


def may_follow(facts: FollowingFacts, wanted: Period) -> Iterator[Check]:
    """What must hold for the assignment to get the last day of `wanted`."""
    last_day = wanted.last_day
    yield Check(
        facts.finally_reported is None,
        f"Slutrapporten skickades {facts.finally_reported}. Fatta ett nytt beslut i stället.",
    )
    yield Check(
        last_day is None or last_day >= facts.assignment.start,
        f"Uppdraget börjar {facts.assignment.start}. Ange den dagen eller en senare.",
        "last_day",
    )
    yield Check(
        last_day is None or facts.latest_report is None or last_day >= facts.latest_report,
        f"Det finns en rapport för {in_words(facts.latest_report)}. Insatsen kan sluta tidigast då.",
        "last_day",
    )
    if facts.added is not None:
        yield Check(
            facts.added.provider_authorised,
            f"{facts.added.provider} är inte auktoriserad för insatsen den {facts.assignment.end}.",
            "last_day",
        )
        yield Check(
            not facts.added.provider_authorised or facts.added.right_ends is None,
            f"{facts.added.provider} är auktoriserad för insatsen till {facts.added.right_ends}. Ange den "
            "dagen eller en tidigare.",
            "last_day",
        )
        yield Check(
            facts.added.overlapping is None,
            f"Personen har uppdrag {facts.added.overlapping} för samma insats under en del av tiden.",
            "last_day",
        )


def may_change_hours(assignment: Period, now: int, wanted: int, from_day: date, today: date) -> Check:
    """An assignment has one number of hours, which counts on each day that is left: a change from a later day
    would lower what is planned today. Before the assignment begins there is no such day."""
    in_time = from_day <= max(today, assignment.start)
    return Check(
        in_time or now == wanted,
        f"Arbetsförmågan är ändrad, och då blir uppdragets timmar {wanted} i veckan i stället för {now}. "
        "Timmarna kan inte ändras i förväg. Ange dagens datum, eller besluta när dagen har kommit.",
        "from_day",
    )
