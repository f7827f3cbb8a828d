"""Twelve months without customers: the rule, and who tells when a provider last had one.

A provider that nobody has come to for a year is proposed to lose its right; a human decides. It must have
been authorised all the while, and days on which the principal had paused its intake do not count: the window
is lengthened by them. What was decided about an earlier such proposal starts a new year.

domain: no customers for twelve months → proposal to de-authorise, with evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months, merged

MONTHS = 12


@dataclass(frozen=True, slots=True)
class IdleFacts:
    """A provider's days. `authorised` as periods in any order, `paused` those paused by the principal.

    `no_customer_since` = the first day after the last one with a customer, None when there never was one.
    `tried_on` = when a human last answered such a proposal.
    """

    authorised: tuple[Period, ...]
    paused: tuple[Period, ...] = ()
    no_customer_since: date | None = None
    tried_on: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days looked at, up to and without `today`, and how many of them do not count."""

    period: Period
    paused_days: int


def may_propose(facts: IdleFacts, today: date) -> Answer:
    """Has the provider had its right for the whole window, and no customer on any day of it?"""
    spell = _spell(facts.authorised, today)
    if spell is None:
        return Answer.no("Anordnaren är inte auktoriserad.")
    start = window(facts, today).period.start
    return Answer.of(
        Check(spell.start <= start, f"Anordnaren har varit auktoriserad först sedan {spell.start}."),
        Check(
            facts.no_customer_since is None or facts.no_customer_since <= start,
            f"Anordnaren har haft deltagare till {facts.no_customer_since}.",
        ),
        Check(
            facts.tried_on is None or facts.tried_on <= start,
            f"Frågan prövades {facts.tried_on}.",
        ),
    )


def window(facts: IdleFacts, today: date) -> Window:
    """Twelve months back from today, and further by as many days as were paused, until enough remain."""
    paused = merged(facts.paused)
    start = add_months(today, -MONTHS)
    wanted = (today - start).days
    # A pause has a first day, so the walk ends.
    while (missing := wanted - (today - start).days + _days_within(paused, start, today)) > 0:
        start -= timedelta(days=missing)
    return Window(Period(start, today), _days_within(paused, start, today))


def _days_within(periods: Iterable[Period], start: date, end: date) -> int:
    inside = (period.intersect(Period(start, end)) for period in periods)
    return sum(part.days for part in inside if part is not None)


def _spell(authorised: Iterable[Period], today: date) -> Period | None:
    """The unbroken time with a right that today is part of."""
    return next((period for period in merged(authorised) if period.contains(today)), None)


LastDays = Callable[[int], Mapping[int, date]]
"""Per provider of the principal the first day after its last day with a customer, counting those to come;
a provider that never had one is left out."""

_sources: list[LastDays] = []


def register(source: LastDays) -> LastDays:
    """A room that knows who is a provider's customer says until when there was one."""
    _sources.append(source)
    return source


def no_customer_since(principal_id: int) -> dict[int, date]:
    """The latest day of all sources, per provider."""
    latest: dict[int, date] = {}
    for source in _sources:
        for provider_id, day in source(principal_id).items():
            latest[provider_id] = max(day, latest.get(provider_id, day))
    return latest


def all_paused(own: Iterable[Period], by_right: Iterable[Iterable[Period]]) -> list[Period]:
    """The days on which nothing of what a provider may do was open: the whole was paused (`own`), or each
    of its rights for itself."""
    whole = list(own)
    rights = [merged([*whole, *pauses]) for pauses in by_right]
    if not rights:
        return merged(whole)
    common = rights[0]
    for other in rights[1:]:
        common = [both for one in common for each in other if (both := one.intersect(each)) is not None]
    return merged(common)
