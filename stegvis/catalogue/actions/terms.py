"""Dated terms of an intervention: new ones from a day, coming ones changed or withdrawn, and the end of all.

Each takes `seen`, the mark of the intervention as it was read (`contents.mark_of`), and raises Stale when
somebody else has changed it since. What terms said before is kept in the history, by trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from stegvis.catalogue import rules
from stegvis.catalogue.contents import columns, require_unchanged, write_levels
from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.permissions import may_edit
from stegvis.catalogue.rules import TermsContent
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Stale
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals


def add_terms(
    intervention: Intervention, content: TermsContent, first_day: date, *, seen: str, by: Actor, today: date
) -> Terms:
    """New terms from the day. Those that held until then end the day before; nothing granted is touched."""
    with _changing(intervention, by, seen) as current:
        every = list(current.terms.all())
        can_add(content, first_day, current, every, today=today).or_refuse()
        place = rules.placed((each.period for each in every), first_day)
        with database_refusals():
            for each in every:
                if each.period == place.shortened and place.shortened_to is not None:
                    _set_period(each, place.shortened_to)
            added = Terms.objects.create(
                principal_id=current.principal_id,
                intervention=current,
                period=place.period,
                **columns(content),
            )
            write_levels(added, content.levels)
            return added


def can_add(
    content: TermsContent, first_day: date, intervention: Intervention, every: list[Terms], *, today: date
) -> Answer:
    starts = [each.period.start for each in every]
    return rules.may_be_terms(content, code=intervention.code) & rules.may_begin(
        first_day, starts, today=today
    )


def change_terms(
    terms: Terms, content: TermsContent, first_day: date, *, seen: str, by: Actor, today: date
) -> Terms:
    """Other content or another first day of terms that have not begun."""
    with _changing(terms.intervention, by, seen) as current:
        every = list(current.terms.all())
        coming = _among(every, terms)
        can_change(content, first_day, coming, every, today=today).or_refuse()
        with database_refusals():
            _move(coming, first_day, every)
            Terms.objects.filter(pk=coming.pk).update(**columns(content))
            write_levels(coming, content.levels)
            coming.refresh_from_db()
            return coming


def can_change(
    content: TermsContent, first_day: date, coming: Terms, every: list[Terms], *, today: date
) -> Answer:
    others = [each.period for each in every if each.pk != coming.pk]
    return Answer.of(
        rules.may_change_coming(coming.period, today=today),
        rules.may_be_terms(content, code=coming.intervention.code),
        rules.may_move(first_day, coming.period, others, today=today),
    )


def withdraw_terms(terms: Terms, *, former_goes_on: bool, seen: str, by: Actor, today: date) -> None:
    """Takes back terms that have not begun. `former_goes_on` = those before them hold on their days too."""
    with _changing(terms.intervention, by, seen) as current:
        every = list(current.terms.all())
        coming = _among(every, terms)
        rules.may_change_coming(coming.period, today=today).or_refuse()
        with database_refusals():
            coming.delete()
            before = _ending_on(every, coming.period.start)
            if former_goes_on and before is not None:
                _set_period(before, before.period.join(coming.period))


def phase_out(intervention: Intervention, last_day: date, *, seen: str, by: Actor, today: date) -> None:
    """The last day on which a granted intervention may begin. Coming terms are withdrawn, grants run on."""
    with _changing(intervention, by, seen) as current:
        every = list(current.terms.all())
        rules.may_phase_out(last_day, (each.period for each in every), today=today).or_refuse()
        with database_refusals():
            for each in every:
                if each.period.start > last_day:
                    each.delete()
                elif each.period.contains(last_day):
                    _set_period(each, Period.inclusive(each.period.start, last_day))


@contextmanager
def _changing(intervention: Intervention, by: Actor, seen: str) -> Iterator[Intervention]:
    """The intervention locked, and as it was when it was read. Who changes its terms holds this lock."""
    may_edit(by, intervention).or_refuse()
    with locked(intervention) as current:
        require_unchanged(current, seen)
        yield current


def _among(every: list[Terms], terms: Terms) -> Terms:
    found = next((each for each in every if each.pk == terms.pk), None)
    if found is None:
        raise Stale(SOMEBODY_WAS_FIRST)
    return found


def _move(coming: Terms, first_day: date, every: list[Terms]) -> None:
    """Whoever gives days away does so first: two versions never hold on the same day, not for a moment."""
    before = _ending_on(every, coming.period.start)
    own = Period(first_day, coming.period.end)
    if first_day > coming.period.start:
        _set_period(coming, own)
        if before is not None:
            _set_period(before, before.period.ending(first_day))
    elif first_day < coming.period.start:
        for each in every:
            if each.pk != coming.pk and each.period.contains(first_day):
                _set_period(each, each.period.ending(first_day))
        _set_period(coming, own)


def _ending_on(every: list[Terms], day: date) -> Terms | None:
    return next((each for each in every if each.period.end == day), None)


def _set_period(terms: Terms, period: Period) -> None:
    terms.period = period
    terms.save(update_fields=["period"])
