"""Full time computed beforehand is what the rule says, on any day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.assignments.activation import sources as activation_sources
from stegvis.assignments.activation.facts import facts_on
from stegvis.assignments.activation.keeping import days_summed, first_day_kept, keep_figures
from stegvis.assignments.activation.rules import Level, Reason, status
from stegvis.assignments.activation.sources import Asked, Kept, source_of
from stegvis.assignments.models import ActivationFigure, ActivationRun, ActivationSpell
from stegvis.casework.models import Case, ClosureReason, Hindrance
from stegvis.catalogue.models import FullTime
from stegvis.core.answers import Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.period import ONE_DAY, Period
from tests import builders
from tests.assignments.test_activation_query import DAY, OPENED, a_case_of, cases, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 16, 3, 10).astimezone()


def keep(town, today=DAY):
    return keep_figures(town.principal.pk, today=today, at=AT)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(cases, min_size=1, max_size=3),
    closed=st.none() | st.integers(-10, 10),
    offsets=st.sets(st.integers(-70, 0), min_size=3, max_size=5),
)
def test_what_is_kept_and_the_rule_agree_on_every_day(town, told, closed, offsets):
    made = [a_case_of(town, each) for each in told]
    keep(town, DAY - timedelta(20))
    if closed is not None:
        Case.objects.filter(pk=made[0].pk).update(
            closed_on=DAY + timedelta(closed), closure_reason=ClosureReason.MOVED
        )
    keep(town)
    for case in Case.objects.filter(pk__in=[case.pk for case in made]):
        for day in (DAY + timedelta(offset) for offset in offsets):
            kept = ActivationSpell.objects.filter(case=case).on(day).first()
            is_open = case.opened_on <= day and (case.closed_on is None or day <= case.closed_on)
            assert (kept is not None) == is_open
            if kept:
                assert said(kept) == ruled(case, day)


def said(kept):
    return (kept.hours, kept.expected, kept.full_time, kept.level, kept.reason, kept.meets_requirement)


def ruled(case, day):
    facts = facts_on(case, day)
    found = status(facts)
    reason = found.reason or ""
    return (facts.planned, facts.expected, facts.full_time, found.level, reason, found.meets_requirement)


# --- the same answers as from the register -------------------------------------------------------


@pytest.fixture
def kept(town):
    """Six sick in our unit and two in another, one sick from yesterday only, one who is closed since."""
    other = builders.a_unit(town.principal)
    town.sick = [hindered(town, town.unit, date(2026, 2, 2)) for _ in range(6)]
    for _ in range(2):
        hindered(town, other, date(2026, 2, 2))
    hindered(town, town.unit, DAY - ONE_DAY)
    builders.a_case(
        town.unit, opened_on=OPENED, closed_on=date(2026, 2, 10), closure_reason=ClosureReason.MOVED
    )
    town.run = keep(town)
    return town


def hindered(town, unit, since):
    case = builders.a_case(unit, opened_on=OPENED, caseworker=town.user)
    Hindrance.objects.create(
        principal=town.principal, case=case, kind="sick", period=Period(since), recorded_by=town.user
    )
    return case


def sources(town, day, *units):
    cases = Case.objects.filter(principal=town.principal)
    cases = cases.filter(unit__in=units) if units else cases
    unit_ids = frozenset(unit.pk for unit in units) if units else None
    return Asked(cases, town.principal.pk, day), Kept(cases, unit_ids, town.run, day)


def in_order(counts):
    return sorted(counts, key=str)


def test_sums_and_counts_are_those_of_the_register(kept):
    days = [date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 11), DAY - ONE_DAY, DAY]
    assert {date(2026, 1, 31), DAY} <= set(days_summed(kept.run))
    for units in ((), (kept.unit,)):
        asked, read = sources(kept, DAY, *units)
        found = read.counts(days)
        assert in_order(found) == in_order(asked.counts(days))
        assert {count.day for count in found} == set(days)


def test_sums_that_a_later_night_has_put_away_meanwhile_are_counted_again(kept):
    asked, read = sources(kept, DAY)
    keep(kept, DAY + ONE_DAY)
    assert in_order(read.counts([DAY])) == in_order(asked.counts([DAY])) != []


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 2, 10), DAY - ONE_DAY, DAY])
def test_a_number_leads_to_the_cases_behind_it(kept, day):
    asked, read = sources(kept, day)
    for reason in (None, Reason.SICK, Reason.NO_INTERVENTION):
        behind = read.narrowed(Level.BELOW, reason).order_by("pk")
        assert list(behind) == list(asked.narrowed(Level.BELOW, reason).order_by("pk"))
        assert sorted(read.rows(behind), key=str) == sorted(asked.rows(behind), key=str)


def test_a_night_in_which_nothing_is_new_writes_no_answer(kept):
    before = set(ActivationSpell.objects.values_list("pk", flat=True))
    keep(kept, DAY + ONE_DAY)
    assert set(ActivationSpell.objects.values_list("pk", flat=True)) == before


def test_what_becomes_known_later_changes_the_days_it_is_about(kept):
    Hindrance.objects.filter(case=kept.sick[0]).update(period=Period(date(2026, 1, 20)))
    keep(kept)
    asked, read = sources(kept, date(2026, 1, 31))
    assert kept.sick[0] in read.narrowed(Level.BELOW, Reason.SICK)
    assert in_order(read.counts([read.day])) == in_order(asked.counts([read.day]))


def test_a_change_of_what_full_time_is_holds_from_its_day(kept):
    FullTime.objects.update(period=Period(date(2020, 1, 1), DAY))
    FullTime.objects.create(principal=kept.principal, period=Period(DAY), hours_per_week=35)
    keep(kept)
    for day, hours in ((DAY - ONE_DAY, 38), (DAY, 35)):
        _, read = sources(kept, day)
        assert {row.full_time for row in read.rows(kept.sick)} == {hours}


# --- which of the two tells ------------------------------------------------------------------------


def test_few_are_asked_about_and_of_many_what_is_kept_is_read(kept, monkeypatch):
    def chosen(day, **more):
        return source_of(
            Case.objects.filter(principal=kept.principal), kept.principal.pk, day, unit_ids=None, **more
        )

    assert isinstance(chosen(DAY), Asked)
    monkeypatch.setattr(activation_sources, "AT_ONCE", 3)
    assert isinstance(chosen(DAY), Kept)
    assert chosen(DAY + ONE_DAY).day == DAY
    before = first_day_kept(DAY) - ONE_DAY
    assert isinstance(chosen(DAY, earliest=before), Asked)
    monkeypatch.setattr(activation_sources, "AT_MOST", 3)
    with pytest.raises(Refused, match="siffror från 2024-02-01"):
        chosen(DAY, earliest=before)
    # Few on the day, but on the earlier days as many as before.
    Case.objects.update(closed_on=DAY - ONE_DAY, closure_reason="flyttat")
    assert isinstance(chosen(DAY), Asked)
    with pytest.raises(Refused, match="siffror från 2024-02-01"):
        chosen(DAY, earliest=before)
    Case.objects.update(closed_on=None, closure_reason="")
    ActivationRun.objects.all().delete()
    with pytest.raises(Refused, match="räknas i natt"):
        chosen(DAY)


def test_the_command_keeps_each_principals_own(kept):
    stranger = builders.a_case(builders.a_unit(builders.a_principal()), opened_on=OPENED)
    told = StringIO()
    call_command("keep_activation", stdout=told)
    assert kept.principal.name in told.getvalue()
    with scope.principal(stranger.principal_id):
        assert {spell.case_id for spell in ActivationSpell.objects.all()} == {stranger.pk}
        assert sum(ActivationFigure.objects.values_list("cases", flat=True)) > 0
    with scope.within(Scope(kept.principal.pk, provider_id=kept.provider.pk)):
        for model in (ActivationSpell, ActivationFigure, ActivationRun):
            assert not model.objects.exists(), model
