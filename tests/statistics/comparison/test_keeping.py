"""The computation as a job, and what may be read of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.assignments.models import Voice
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.period import Period
from stegvis.providers.models import ComparisonRun, ComparisonTerms, ProviderResult
from stegvis.providers.results import Measure, freshness
from stegvis.statistics import jobs
from stegvis.statistics.comparison import keeping
from stegvis.statistics.comparison.keeping import compute_results, limits_on
from stegvis.statistics.comparison.rules import Limits
from stegvis.statistics.comparison.terms import write_terms
from tests import builders
from tests.statistics.comparison.places import AT, TODAY, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


def test_a_result_is_shown_with_its_uncertainty_and_too_few_are_not_even_counted(place):
    many, few = place.a_provider(20, 12), place.a_provider(17, 17)
    place.compute()
    found = place.results(many, few)
    shown = found[many.pk].of(Measure.SELF_SUFFICIENT)
    assert shown.n == 20 and shown.low < shown.adjusted < shown.high
    assert shown.words.startswith("Bygger på 20 deltagare. Det rätta värdet är troligen mellan ")
    hidden = found[few.pk].of(Measure.SELF_SUFFICIENT)
    assert (hidden.figure, hidden.n, hidden.adjusted) == ("För få för att visa", None, None)
    assert found[many.pk].any_shown and not found[few.pk].any_shown


def test_a_new_provider_is_not_shown_in_its_first_year_however_many_customers_it_has(place):
    new = place.a_provider(18, 9, started=date(2025, 11, 2))
    place.compute()
    assert not place.results(new)[new.pk].any_shown


def test_a_level_is_shown_by_itself_when_it_can_and_else_together_with_the_others(place):
    provider = place.a_provider(19, 9, level="niva-1")
    place.more(provider, 9, level="niva-2")
    place.more(provider, 9, level="niva-3")
    place.compute()
    assert place.told(provider, "niva-1") == ("niva-1", 19)
    assert place.told(provider, "niva-2") == ("", 37)


def test_what_rests_on_few_is_not_what_is_left_when_the_rest_is_taken_from_the_whole(place):
    provider = place.a_provider(20, 9, level="niva-1")
    place.more(provider, 18, level="niva-2")
    place.more(provider, 4, level="niva-3")
    place.compute()
    assert place.told(provider, "niva-1") == ("niva-1", 20)
    assert place.told(provider, "niva-2") == place.told(provider, "niva-3") == ("", 42)
    kept = ProviderResult.objects.filter(provider=provider, level="niva-2", is_shown=True)
    assert not kept.exists()


def test_the_results_of_any_number_of_providers_take_two_questions(place):
    providers = [place.a_provider(1, 1) for _ in range(3)]
    place.compute()
    with CaptureQueriesContext(connection) as asked:
        place.results(*providers)
    assert len(asked) == 2


def test_terms_that_begin_today_hide_at_once_before_anything_is_computed_by_them(place):
    few, many = place.a_provider(20, 10), place.a_provider(30, 15)
    tomorrow = TODAY + timedelta(days=1)
    ComparisonTerms.objects.create(principal=place.principal, period=Period(tomorrow), min_starters=25)
    place.compute()
    assert all(place.results(few, many)[each.pk].any_shown for each in (few, many))
    found = place.results(few, many, today=tomorrow)
    assert not found[few.pk].any_shown
    assert found[many.pk].any_shown
    ComparisonTerms.objects.update(min_months=120)
    assert not place.results(many, today=tomorrow)[many.pk].any_shown


def test_without_a_computation_every_provider_has_nothing_to_show(place):
    provider = place.a_provider(1, 1)
    assert not place.results(provider)[provider.pk].any_shown
    assert freshness(place.principal.pk) is None


def test_a_new_computation_takes_the_place_of_the_one_before(place):
    provider = place.a_provider(18, 9)
    place.compute()
    for _ in range(3):
        place.a_customer(provider, in_work=True)
    place.compute()
    assert place.results(provider)[provider.pk].of(Measure.SELF_SUFFICIENT).n == 21
    fresh = freshness(place.principal.pk)
    assert fresh and (fresh.computed_at, fresh.data_until) == (AT, date(2026, 10, 31))


def test_of_old_computations_the_first_of_each_month_is_kept(place):
    provider = place.a_provider(1, 1)
    for day in (date(2026, 5, 4), date(2026, 5, 20), date(2026, 10, 2), date(2026, 10, 3)):
        compute_results(place.principal.pk, today=day, at=AT)
    place.compute()
    kept = ProviderResult.objects.filter(provider=provider).values_list("run__data_until", flat=True)
    assert {day.isoformat() for day in kept} == {"2026-05-03", "2026-10-01", "2026-10-02", "2026-10-31"}
    assert ComparisonRun.objects.count() == 5


def test_stars_are_given_by_the_principals_terms(place):
    best, worst = place.a_provider(60, 50), place.a_provider(60, 10)
    ComparisonTerms.objects.create(
        principal=place.principal,
        period=Period(date(2026, 1, 1)),
        star_limits=[Decimal("-0.5"), Decimal(0), Decimal("0.5")],
    )
    place.compute()
    found = place.results(best, worst)
    assert found[best.pk].of(Measure.SELF_SUFFICIENT).stars == 4
    assert found[worst.pk].of(Measure.SELF_SUFFICIENT).stars == 1
    assert found[best.pk].of(Measure.MEAN_DAYS).stars is None, "a long time is neither good nor bad"


def test_what_the_customers_say_is_counted_of_whole_quarters(place):
    provider = place.a_provider(1, 1)
    for quarter, answers in ((date(2026, 4, 1), 20), (date(2026, 10, 1), 20)):
        Voice.objects.bulk_create(
            Voice(
                id=uuid4(),
                principal=place.principal,
                provider=provider,
                intervention=place.intervention,
                quarter=quarter,
                language="sv",
                satisfied=5 if number < 15 else 2,
            )
            for number in range(answers)
        )
    place.compute()
    told = ProviderResult.objects.get(provider=provider, measure=Measure.SATISFACTION)
    assert (told.n, told.numerator, told.raw) == (20, 15, 0.75)


def test_the_command_computes_for_every_principal_in_its_own_scope(place):
    other = Place()
    place.a_provider(2, 1)
    other.a_provider(3, 1)
    told = StringIO()
    with clock.frozen(TODAY):
        call_command("compare_providers", stdout=told)
    assert f"{place.principal.name}: 2 avslutade uppdrag, 0 resultat" in told.getvalue()
    assert f"{other.principal.name}: 3 avslutade uppdrag, 0 resultat" in told.getvalue()
    own = ProviderResult.objects.filter(principal=place.principal)
    assert set(own.values_list("provider__principal", flat=True)) == {place.principal.pk}


@pytest.mark.parametrize("who", ["provider", "resident"])
def test_the_database_gives_providers_and_residents_only_what_is_shown(place, who):
    many, few = place.a_provider(18, 9), place.a_provider(2, 2)
    place.compute()
    person = builders.a_person(place.principal)
    outside = {"provider": {"provider_id": few.pk}, "resident": {"person_id": person.pk}}[who]
    with scope.within(Scope(principal_id=place.principal.pk, **outside)):
        reached = list(ProviderResult.objects.all())
        assert reached and {result.provider_id for result in reached} == {many.pk}
        assert ProviderResult.objects.update(stars=4) == 0
        assert ProviderResult.objects.all().delete()[0] == 0
        assert not ComparisonTerms.objects.exists()
        assert place.results(many)[many.pk].any_shown


# --- the terms ------------------------------------------------------------------------------------


def test_new_terms_end_the_ones_before_and_hold_from_their_day(place):
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    write_terms(Limits(min_starters=20), date(2026, 11, 1), "AFN § 1", by=by, today=TODAY)
    write_terms(Limits(min_starters=25), date(2027, 1, 1), "AFN § 2", by=by, today=TODAY)
    write_terms(Limits(min_starters=22), date(2026, 12, 1), "AFN § 3", by=by, today=TODAY)
    held = [limits_on(place.principal.pk, day).min_starters for day in _days(2026, 10, 11, 12)]
    assert held == [18, 20, 22]
    assert limits_on(place.principal.pk, date(2027, 5, 1)).min_starters == 25


def test_terms_are_neither_written_backwards_nor_below_what_hides_a_person(place):
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    with pytest.raises(Refused) as refused:
        write_terms(Limits(min_starters=3), date(2026, 10, 31), "AFN § 1", by=by, today=TODAY)
    assert {problem.field for problem in refused.value.problems} == {"min_starters", "from_day"}
    assert not ComparisonTerms.objects.exists()


def test_stricter_terms_from_today_hide_at_once_and_lay_nothing_open_by_subtraction(place):
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    many, few = place.a_provider(40, 20), place.a_provider(19, 9)
    levelled = place.a_provider(30, 15, level="niva-1")
    place.more(levelled, 19, level="niva-2")
    place.compute()
    assert place.told(levelled, "niva-1") == ("niva-1", 30)
    write_terms(Limits(min_starters=20), date(2026, 12, 1), "AFN § 1", by=by, today=TODAY)
    assert place.results(few)[few.pk].any_shown  # not until the day
    write_terms(Limits(min_starters=20), TODAY, "AFN § 2", by=by, today=TODAY)
    assert not place.results(few)[few.pk].any_shown
    assert place.results(many)[many.pk].any_shown
    assert place.told(levelled, "niva-1") == ("", 49)
    write_terms(Limits(), TODAY, "AFN § 3", by=by, today=TODAY)
    assert not place.results(few)[few.pk].any_shown  # looser terms await the computation
    place.compute()
    assert place.results(few)[few.pk].any_shown


def test_a_longer_time_asked_for_hides_who_has_not_worked_so_long_and_new_limits_take_the_stars(place):
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    stars = (Decimal("-0.5"), Decimal("0.5"), Decimal("1.5"))
    write_terms(Limits(star_limits=stars), TODAY, "AFN § 1", by=by, today=TODAY)
    provider = place.a_provider(20, 10)
    place.compute()
    assert place.results(provider)[provider.pk].of(Measure.COMPLETED).stars is not None
    write_terms(Limits(), TODAY, "AFN § 2", by=by, today=TODAY)
    assert place.results(provider)[provider.pk].of(Measure.COMPLETED).stars is None
    assert place.results(provider)[provider.pk].any_shown
    write_terms(Limits(min_months=24), TODAY, "AFN § 3", by=by, today=TODAY)
    assert not place.results(provider)[provider.pk].any_shown


def test_what_is_computed_by_terms_that_were_changed_meanwhile_is_hidden_by_the_new(place, monkeypatch):
    provider = place.a_provider(19, 9)
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    write_terms(Limits(min_starters=20), TODAY, "AFN § 1", by=by, today=TODAY)
    asked = iter([Limits(), Limits(min_starters=20)])
    monkeypatch.setattr(keeping, "limits_on", lambda *_: next(asked))
    place.compute()
    assert not place.results(provider)[provider.pk].any_shown


def test_stars_of_limits_that_were_taken_away_meanwhile_are_not_kept(place, monkeypatch):
    provider = place.a_provider(20, 10)
    stars = (Decimal("-0.5"), Decimal("0.5"), Decimal("1.5"))
    asked = iter([Limits(star_limits=stars), Limits()])
    monkeypatch.setattr(keeping, "limits_on", lambda *_: next(asked))
    place.compute()
    told = place.results(provider)[provider.pk].of(Measure.COMPLETED)
    assert told.is_shown and told.stars is None


def test_looser_terms_written_while_the_job_computes_are_computed_by_it_too(place, monkeypatch):
    provider = place.a_provider(10, 5)
    by = builders.a_seat(Role.ADMINISTRATOR, place.principal).actor
    runs = []

    def compute_and_meanwhile_write(*args, **kwargs):
        runs.append(compute_results(*args, **kwargs))
        write_terms(Limits(min_starters=10), TODAY, "AFN § 1", by=by, today=TODAY)
        return runs[-1]

    monkeypatch.setattr(jobs, "compute_results", compute_and_meanwhile_write)
    with clock.frozen(TODAY):
        jobs.compare_providers(place.principal.pk)
    assert len(runs) == 2
    assert place.results(provider)[provider.pk].any_shown


def test_an_analyst_does_not_decide_the_terms(place):
    by = builders.a_seat(Role.ANALYST, place.principal).actor
    with pytest.raises(Forbidden):
        write_terms(Limits(), TODAY, "AFN § 1", by=by, today=TODAY)


def _days(year: int, *months: int) -> list[date]:
    return [date(year, month, 1) for month in months]
