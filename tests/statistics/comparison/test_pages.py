"""The comparison's pages: who reads them, what they tell of few, and how the terms are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.providers.models import ComparisonTerms
from stegvis.statistics.views.computing import latest_computation
from tests import builders
from tests.statistics.comparison.places import TODAY, Place

pytestmark = pytest.mark.django_db

PAGES = ("comparison", "comparison_table", "comparison_terms", "write_comparison_terms")


@pytest.fixture(autouse=True)
def today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def analyst(place, client):
    client.force_login(builders.a_seat(Role.ANALYST, place.principal).user)
    return client


def test_the_page_tells_what_was_found_and_hides_what_rests_on_few(place, analyst):
    place.a_provider(20, 15)
    few = place.a_provider(3, 3)
    place.compute()
    page = analyst.get(reverse("comparison"), {"matt": "self_sufficient"})
    text = page.content.decode()
    assert "Uppgifter till och med 2026-10-31" in text and "<svg" in text
    row = next(row for row in page.context["comparison"].rows if row.result.provider == few)
    assert (row.raw, row.expected, row.adjusted, row.interval) == ("–", "–", "För få för att visa", "–")
    file = analyst.get(reverse("comparison_table"), {"matt": "self_sufficient"}).content.decode("utf-8-sig")
    (line,) = [line for line in file.splitlines() if line.startswith(few.name)]
    assert line.split(";")[4:] == ["3", *[""] * 7]


def test_the_page_opens_on_the_intervention_of_which_there_is_most_to_tell(place, analyst):
    first, told = place.intervention, builders.an_intervention(place.principal, "z")
    place.a_provider(3, 3)
    place.intervention = told
    place.a_provider(20, 15)
    place.compute()
    assert analyst.get(reverse("comparison")).context["asked"].intervention == told
    asked = analyst.get(reverse("comparison"), {"insats": first.pk}).context["asked"]
    assert asked.intervention == first


def test_before_the_first_computation_the_page_says_so(analyst):
    assert "Inga resultat är beräknade än" in analyst.get(reverse("comparison")).content.decode()
    assert analyst.get(reverse("comparison_table")).status_code == 302


def test_old_results_are_told_as_old(place, analyst):
    place.a_provider(18, 9)
    place.compute()
    assert "Resultaten är gamla" not in analyst.get(reverse("comparison")).content.decode()
    with clock.frozen(TODAY + timedelta(days=4)):
        assert "Resultaten är gamla" in analyst.get(reverse("comparison")).content.decode()


@pytest.mark.parametrize("asked", ["insats=x&niva=x&matt=x", "insats=99999999999999999999", "matt=mean_days"])
def test_a_strange_address_shows_what_there_is(place, analyst, asked):
    place.a_provider(18, 9)
    place.compute()
    assert analyst.get(f"{reverse('comparison')}?{asked}").status_code == 200


def test_more_providers_take_no_more_questions(place, analyst):
    place.a_provider(1, 1)
    place.compute()
    analyst.get(reverse("comparison"))
    with CaptureQueriesContext(connection) as one:
        analyst.get(reverse("comparison"))
    for _ in range(5):
        place.a_provider(1, 1)
    place.compute()
    with CaptureQueriesContext(connection) as many:
        analyst.get(reverse("comparison"))
    assert len(many) == len(one)


def test_another_principals_results_are_not_there(place, client):
    place.a_provider(18, 9)
    place.compute()
    stranger = Place()
    stranger.a_provider(18, 9)
    stranger.compute()
    client.force_login(builders.a_seat(Role.ANALYST, stranger.principal).user)
    page = client.get(reverse("comparison"), {"insats": place.intervention.pk})
    assert {row.result.principal_id for row in page.context["comparison"].rows} == {stranger.principal.pk}


@pytest.mark.parametrize("name", PAGES)
def test_a_caseworker_and_a_provider_read_none_of_the_pages(place, client, name):
    for seat in (
        builders.a_seat(Role.CASEWORKER, place.principal, unit=place.unit),
        builders.a_seat(Role.PROVIDER_STAFF, place.principal, provider=builders.a_provider(place.principal)),
    ):
        client.force_login(seat.user)
        assert client.get(reverse(name)).status_code == 403
    client.logout()
    assert client.get(reverse(name)).status_code == 302


TERMS = {
    "from_day": "2026-12-01",
    "min_starters": "20",
    "min_months": "12",
    "window_months": "36",
    "star_limits": "−0,5 0,5 1,5",
    "source": "AFN 2026-11-20 § 12",
}


def test_an_administrator_writes_new_terms(place, client):
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, place.principal).user)
    answer = client.post(reverse("write_comparison_terms"), TERMS, follow=True)
    assert "Villkoren gäller från 2026-12-01" in answer.content.decode()
    (terms,) = ComparisonTerms.objects.all()
    assert [str(limit) for limit in terms.star_limits] == ["-0.50", "0.50", "1.50"]
    assert (terms.min_starters, terms.period.start) == (20, date(2026, 12, 1))


def test_terms_from_today_have_the_comparison_computed_anew_at_once(place, client):
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, place.principal).user)
    client.post(reverse("write_comparison_terms"), TERMS)
    assert latest_computation(place.principal.pk) is None
    client.post(reverse("write_comparison_terms"), {**TERMS, "from_day": f"{TODAY}"})
    assert latest_computation(place.principal.pk).state == "waiting"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("star_limits", "ett två", "Skriv tre tal"),
        ("star_limits", "1 2", "Ange tre gränser"),
        ("star_limits", "1 2 99", "mellan −10 och 10"),
        ("star_limits", "1 2 3,001", "mellan −10 och 10"),
        ("min_starters", "4", "Ange minst 5"),
        ("from_day", "2026-10-01", "i dag eller en senare dag"),
    ],
)
def test_wrong_terms_are_told_at_their_field_and_what_was_typed_stays(place, client, field, typed, told):
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, place.principal).user)
    page = client.post(reverse("write_comparison_terms"), {**TERMS, field: typed})
    assert told in str(page.context["form"].errors[field])
    assert typed in page.content.decode()
    assert not ComparisonTerms.objects.exists()


def test_an_analyst_reads_the_terms_and_writes_none(place, analyst):
    assert "Nya villkor" not in analyst.get(reverse("comparison_terms")).content.decode()
    assert analyst.post(reverse("write_comparison_terms"), TERMS).status_code == 403
    assert not ComparisonTerms.objects.exists()
