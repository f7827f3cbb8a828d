"""Whom an intervention suits, and when it may be granted (the committee's terms of the day).

Told in docs/casework.md, "Regler för insatser". The age is asked on the day of decision and on the first day
of the intervention; what has begun goes on when the person grows older or when the terms come to an end.
"""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.casework.rules.capacity import capacity_word
from stegvis.casework.rules.entry_terms import (
    Beside,
    EntryFacts,
    EntryLevel,
    EntryTerms,
    Named,
    Wanted,
    capacity_range,
    listed,
)
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.casework.rules.verdict import Basis, Fit, Reason, Rule, Verdict
from stegvis.core.ages import age_on, birthday
from stegvis.core.answers import Answer, Check
from stegvis.core.period import ONE_DAY, Period, add_months, merged

__all__ = (
    "Beside",
    "EntryFacts",
    "EntryLevel",
    "EntryTerms",
    "Fit",
    "Named",
    "Verdict",
    "Wanted",
    "listed",
    "may_decide",
    "may_grant",
    "may_refuse",
    "suits",
)


def may_decide(*, is_open: bool, is_assessed: bool) -> Answer:
    """May a decision be begun? Every decision stands on an assessment."""
    return Answer.of(
        Check(is_open, CLOSED_ALREADY),
        Check(is_assessed, "Gör en kartläggning först. Alla beslut bygger på en kartläggning."),
    )


def suits(facts: EntryFacts, terms: EntryTerms | None, wanted: Wanted | None = None) -> Verdict:
    """Does the intervention suit the person, by the terms of the day? None = not offered that day.

    Without `wanted` it is weighed as if it began on the day of decision, at any of its levels.
    """
    if terms is None:
        return Verdict((Reason(Rule.OFFERED, "Insatsen erbjuds inte i dag."),))
    days = wanted.period if wanted else Period(facts.day, facts.day + ONE_DAY)
    missing = [each for each in terms.requires if facts.has(each.code, days.start) is None]
    return Verdict(
        found=(
            *_dates(terms, days),
            *_age(facts, terms, days),
            *_exclusions(facts, terms, days),
            *_target_group(facts, terms),
            *_capacity(facts, terms, wanted.level if wanted else ""),
        ),
        to_confirm=tuple(each.name for each in missing),
        notes=tuple(_notes(facts, terms, days)),
        basis=Basis(terms.period, terms.decided_in) if terms.period else None,
    )


def may_grant(facts: EntryFacts, terms: EntryTerms | None, wanted: Wanted) -> Answer:
    """May the intervention be granted for the period wanted?"""
    ready = may_decide(is_open=facts.is_open, is_assessed=facts.capacity is not None)
    verdict = suits(facts, terms, wanted)
    suited = Answer.of(
        *(Check(False, each.text, each.field) for each in verdict.found if not each.can_be_set_aside)
    )
    if terms is None:
        return ready & suited
    return Answer.of(
        ready,
        suited,
        _level_answer(terms, wanted.level),
        _period_answer(facts, terms, wanted.period),
        Check(bool(wanted.reason), "Motivera beslutet.", "reason"),
        Check(
            not verdict.exceptions or bool(wanted.exception_reason),
            "Skriv skälet för undantaget: " + " ".join(verdict.exceptions),
            "exception_reason",
        ),
        Check(
            not verdict.to_confirm or wanted.combination_confirmed,
            f"Bekräfta att insatsen kombineras med {listed(verdict.to_confirm)}.",
            "combination_confirmed",
        ),
    )


def may_refuse(*, is_open: bool, is_assessed: bool, reason: str, is_refused: bool = False) -> Answer:
    """May the intervention be refused? A refusal always says why.

    `is_refused` = the same refusal has been decided today: a button pressed twice.
    """
    return may_decide(is_open=is_open, is_assessed=is_assessed) & Answer.of(
        Check(bool(reason), "Motivera beslutet.", "reason"),
        Check(not is_refused, "Avslaget är redan beslutat i dag, med samma motivering."),
    )


# --- What speaks against


def _dates(terms: EntryTerms, days: Period) -> Iterator[Reason]:
    """A grant begins while its terms hold. It may run on after them: it keeps the rules of its day."""
    if terms.period is None or terms.period.contains(days.start):
        return
    if days.start < terms.period.start:
        text = f"Dagens villkor gäller från {terms.period.start}. Insatsen kan inte börja tidigare."
    else:
        text = f"Dagens villkor gäller till och med {terms.period.last_day}. Insatsen ska börja senast då."
    yield Reason(Rule.DATES, text, "start")


def _age(facts: EntryFacts, terms: EntryTerms, days: Period) -> Iterator[Reason]:
    at_start = age_on(facts.born, days.start)
    if terms.min_age is not None and min(facts.age, at_start) < terms.min_age:
        first = birthday(facts.born, terms.min_age)
        yield Reason(
            Rule.AGE,
            f"Insatsen är för den som har fyllt {terms.min_age} år. Personen är {facts.age} "
            f"och fyller {terms.min_age} den {first}.",
        )
    if terms.max_age is None or max(facts.age, at_start) <= terms.max_age:
        return
    limit = f"Insatsen är för den som är högst {terms.max_age} år."
    if facts.age > terms.max_age:
        yield Reason(Rule.AGE, f"{limit} Personen är {facts.age}.")
    else:
        turns = birthday(facts.born, terms.max_age + 1)
        yield Reason(
            Rule.AGE,
            f"{limit} Personen fyller {terms.max_age + 1} den {turns}. Insatsen ska börja före den dagen.",
            "start",
        )


def _exclusions(facts: EntryFacts, terms: EntryTerms, days: Period) -> Iterator[Reason]:
    for other in facts.beside:
        excludes = other.code in terms.excludes or (bool(terms.code) and terms.code in other.excludes)
        if excludes and other.period.overlaps(days):
            until = f" till och med {other.period.last_day}" if other.period.end else " tills vidare"
            yield Reason(
                Rule.EXCLUSION, f"Insatsen kan inte pågå samtidigt som {other.name}, som är beviljad{until}."
            )


def _target_group(facts: EntryFacts, terms: EntryTerms) -> Iterator[Reason]:
    if terms.target_groups and facts.target_group not in {group.code for group in terms.target_groups}:
        groups = listed(group.name for group in terms.target_groups)
        yield Reason(
            Rule.TARGET_GROUP, f"Insatsen är för målgruppen {groups}. Ärendet har en annan målgrupp."
        )


def _capacity(facts: EntryFacts, terms: EntryTerms, level_code: str) -> Iterator[Reason]:
    """The intervention's own range first, then that of the level wanted, or of all when none is."""
    capacity = facts.capacity
    if capacity is None:
        return
    persons = f"Personens {capacity_word(capacity)} är {capacity} %"
    if not terms.min_capacity <= capacity <= terms.max_capacity:
        suited = capacity_range(terms.min_capacity, terms.max_capacity)
        yield Reason(Rule.CAPACITY, f"Insatsen är för {suited}. {persons}.")
        return
    level = terms.level(level_code)
    if level is not None and not level.suits(capacity):
        yield Reason(Rule.CAPACITY, f"{level.name} är för {level.suited}. {persons}.")
    elif level is None and terms.levels and not any(each.suits(capacity) for each in terms.levels):
        yield Reason(Rule.CAPACITY, f"Ingen av insatsens nivåer är för förmågan {capacity} %.")


# --- What is asked of the form


def _level_answer(terms: EntryTerms, code: str) -> Answer:
    if not terms.levels:
        return Answer.of(Check(not code, "Insatsen har inga nivåer.", "level"))
    names = listed(level.name for level in terms.levels)
    return Answer.of(Check(terms.level(code) is not None, f"Välj nivå: {names}.", "level"))


def _period_answer(facts: EntryFacts, terms: EntryTerms, period: Period) -> Answer:
    overlapping = next((granted for granted in facts.granted if granted.overlaps(period)), None)
    return Answer.of(
        Check(
            period.start >= facts.opened_on,
            f"Insatsen kan inte börja innan ärendet öppnades {facts.opened_on}.",
            "start",
        ),
        Check(
            overlapping is None,
            f"Insatsen är redan beviljad {overlapping}. Välj en period som inte krockar.",
            "start",
        ),
        *_length_checks(facts, terms, period),
    )


def _length_checks(facts: EntryFacts, terms: EntryTerms, period: Period) -> Iterator[Check]:
    """One grant is no longer than a first one may be, nor with what it follows on than the whole."""
    longest = terms.max_months if terms.max_months is not None else terms.whole_months
    if longest is None:
        return
    if period.end is None:
        yield Check(False, f"Ange sista dag. Insatsen får vara högst {longest} månader.", "last_day")
        return
    yield Check(period.whole_months <= longest, f"Insatsen får vara högst {longest} månader.", "last_day")
    run = _run_with(facts.granted, period)
    if terms.whole_months is not None and run != period:
        whole = terms.whole_months
        last_day = add_months(run.start, whole) - ONE_DAY
        yield Check(
            run.end is not None and run.whole_months <= whole,
            f"Insatsen har pågått sedan {run.start} och får vara högst {whole} månader sammanlagt. "
            f"Sista dag kan vara senast {last_day}.",
            "last_day",
        )


def _run_with(granted: tuple[Period, ...], period: Period) -> Period:
    """The unbroken days of which the period is a part, once it is granted."""
    return next(run for run in merged([*granted, period]) if run.covers(period))


# --- What else to know


def _notes(facts: EntryFacts, terms: EntryTerms, days: Period) -> Iterator[str]:
    for granted in facts.granted:
        if granted.end is None or granted.end > facts.day:
            yield f"Redan beviljad {_in_words(granted)}."
    for each in terms.requires:
        found = facts.has(each.code, days.start)
        if found is not None:
            yield f"Ska kombineras med {each.name}, som personen har {_in_words(found.period)}."
        else:
            yield f"Ska kombineras med {each.name}. Det finns inte i ärendet och bekräftas vid beslutet."
    if terms.min_workplace_percent:
        yield f"Minst {terms.min_workplace_percent} % av tiden i planen ska vara på en arbetsplats."
    yield from _last_days_to_begin(facts, terms)


def _last_days_to_begin(facts: EntryFacts, terms: EntryTerms) -> Iterator[str]:
    """What ends the possibility within a year."""
    within = add_months(facts.day, 12)
    if terms.max_age is not None and facts.age <= terms.max_age:
        turns = birthday(facts.born, terms.max_age + 1)
        if turns <= within:
            yield f"Ska börja före {turns}, då personen fyller {terms.max_age + 1}."
    if terms.period is not None and terms.period.end is not None and terms.period.end <= within:
        yield f"Dagens villkor gäller till och med {terms.period.last_day}. Insatsen ska börja senast då."


def _in_words(period: Period) -> str:
    return f"från {period.start}" if period.end is None else f"{period.start} – {period.last_day}"
