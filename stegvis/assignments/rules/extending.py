"""Extending an intervention within the committee's terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.answers import Answer, Check
from stegvis.core.period import ONE_DAY, Period, add_months

GIVEN_AT_LATEST = timedelta(weeks=4)
"""An extension goes on with what runs; this long after the end it is a new decision, with its own grounds."""

MEETING_COUNTS_FOR = timedelta(weeks=6)
"""domain: a three-party meeting is held before every extension; it counts when held this close to the end."""


@dataclass(frozen=True)
class Limits:
    """The terms of the day the intervention was granted. None = no limit."""

    max_months: int | None = None
    max_extensions: int | None = None
    extension_months: int | None = None


@dataclass(frozen=True)
class ExtensionFacts:
    """What is known before an extension."""

    granted: Period
    """Everything granted so far, from the first day of the grant."""
    extensions: int
    """How many have been given already."""
    last_meeting: date | None
    """The latest three-party meeting at which person and provider were present."""
    case_open: bool
    ended_early: bool
    finally_reported: date | None = None
    """When the provider told that the assignment is over."""
    open_since: date = date.min
    """When the case was opened, or last taken up again."""


@dataclass(frozen=True)
class WantedFacts:
    """What is known of the days that would be added."""

    provider: str
    provider_authorised: bool
    overlapping: str | None
    right_ends: date | None = None
    """The last day of the provider's right, when that is before the last day wanted."""


def can_extend(facts: ExtensionFacts, limits: Limits, today: date) -> Answer:
    """Is an extension possible at all today?"""
    if facts.granted.end is None:
        return Answer.no("Insatsen har inget slutdatum och behöver inte förlängas.")
    return Answer.of(
        Check(facts.case_open, "Ärendet är avslutat."),
        Check(not facts.ended_early, "Insatsen är avslutad i förtid. Fatta ett nytt beslut i stället."),
        *_in_time(facts, facts.granted.end, today),
        Check(
            limits.max_extensions is None or facts.extensions < limits.max_extensions,
            _too_many_extensions(limits),
        ),
        Check(
            limits.max_months is None or latest_end(facts, limits) != facts.granted.end,
            f"Insatsen har redan den längsta tid som villkoren tillåter, {limits.max_months} månader.",
        ),
        Check(
            held_close_to(facts.granted.end, facts.last_meeting),
            "Håll ett trepartsmöte före förlängning. Deltagaren och anordnaren ska vara med, "
            f"och det ska hållas tidigast {facts.granted.end - MEETING_COUNTS_FOR}.",
        ),
    )


def may_extend(
    facts: ExtensionFacts, limits: Limits, wanted: Period, about: WantedFacts, today: date
) -> Answer:
    """May the intervention go on through `wanted`? (The committee's terms of the day.)"""
    if facts.granted.end is None or wanted.end is None:
        return can_extend(facts, limits, today) & Answer.of(
            Check(wanted.end is not None, "Ange en sista dag.", "last_day")
        )
    if wanted.start != facts.granted.end:
        return Answer.no("Förlängningen ska börja dagen efter nuvarande slutdatum.", "last_day")
    return Answer.of(
        can_extend(facts, limits, today),
        Check(
            limits.extension_months is None or wanted.whole_months <= limits.extension_months,
            f"En förlängning får vara högst {limits.extension_months} månader.",
            "last_day",
        ),
        Check(
            limits.max_months is None or facts.granted.join(wanted).whole_months <= limits.max_months,
            f"Hela insatsen får vara högst {limits.max_months} månader.",
            "last_day",
        ),
        Check(
            about.provider_authorised,
            f"{about.provider} är inte auktoriserad för insatsen den {wanted.start}.",
        ),
        Check(
            not about.provider_authorised or about.right_ends is None,
            f"{about.provider} är auktoriserad för insatsen till {about.right_ends}. Förläng som längst till "
            "den dagen.",
            "last_day",
        ),
        Check(
            about.overlapping is None,
            f"Personen har uppdrag {about.overlapping} för samma insats under en del av tiden.",
            "last_day",
        ),
    )


def _in_time(facts: ExtensionFacts, end: date, today: date) -> Iterator[Check]:
    last_day = end - ONE_DAY
    yield Check(
        facts.finally_reported is None,
        f"Slutrapporten skickades {facts.finally_reported}. Fatta ett nytt beslut i stället.",
    )
    yield Check(
        today < end + GIVEN_AT_LATEST,
        f"Insatsen tog slut {last_day}, för mer än {GIVEN_AT_LATEST.days // 7} veckor sedan. "
        "Fatta ett nytt beslut i stället.",
    )
    yield Check(
        end >= facts.open_since,
        f"Insatsen tog slut {last_day}, innan ärendet togs upp igen {facts.open_since}. "
        "Fatta ett nytt beslut i stället.",
    )


def latest_end(facts: ExtensionFacts, limits: Limits) -> date | None:
    """The last end (exclusive) that one extension can reach, None when nothing limits it."""
    if facts.granted.end is None:
        return None
    ends = []
    if limits.extension_months is not None:
        ends.append(add_months(facts.granted.end, limits.extension_months))
    if limits.max_months is not None:
        ends.append(add_months(facts.granted.start, limits.max_months))
    return max(min(ends), facts.granted.end) if ends else None


def held_close_to(end: date, meeting: date | None) -> bool:
    """Was the meeting held within the last weeks before the end (exclusive)?"""
    return meeting is not None and meeting >= end - MEETING_COUNTS_FOR


def _too_many_extensions(limits: Limits) -> str:
    if not limits.max_extensions:
        return "Insatsen kan inte förlängas."
    times = "en gång" if limits.max_extensions == 1 else f"{limits.max_extensions} gånger"
    return f"Insatsen kan förlängas högst {times}, och det är gjort."
