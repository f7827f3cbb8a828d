"""The pages on which a case's activities and hindrances are recorded."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from stegvis.assignments.models import Activity, Plan
from stegvis.casework.models import CaseActivity, Hindrance
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]


@pytest.fixture
def case(world, client):
    client.force_login(world.caseworker.user)
    return world.case


def own(case, kind="sfi", hours=15, period=None):
    return CaseActivity.objects.create(
        principal=case.principal,
        case=case,
        kind=kind,
        hours_per_week=hours,
        period=period or Period(date(2026, 1, 5)),
        recorded_by_id=case.caseworker_id,
    )


def hindered(case, kind="sick", period=None):
    return Hindrance.objects.create(
        principal=case.principal,
        case=case,
        kind=kind,
        period=period or Period(date(2026, 3, 1)),
        recorded_by_id=case.caseworker_id,
    )


def planned(assignment, hours):
    plan = Plan.objects.create(
        principal=assignment.principal,
        assignment=assignment,
        starts_on=assignment.period.start,
        how="H",
        made_by_id=assignment.case.caseworker_id,
    )
    for kind, number in hours.items():
        Activity.objects.create(principal=assignment.principal, plan=plan, kind=kind, hours_per_week=number)


def test_the_page_tells_the_week_counted_once_and_what_is_expected(client, world, case):
    planned(world.assignment, {"intervention": 12, "sfi": 10})
    own(case, "sfi", 15)
    page = client.get(reverse("case_activities", args=[case.pk])).content.decode()
    assert "Inlagt är 27 timmar i veckan" in page
    assert "Under heltid" in page
    assert "Det är 13 timmar i veckan mindre än heltid." in page


def test_the_case_page_shows_how_it_stands_and_the_step(client, case):
    hindered(case)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Aktiviteter och heltid" in page
    assert "Skäl: sjuk" in page
    assert "Lägg in aktiviteter och skäl" in page
    assert "Skäl till lägre aktivering: sjuk" in page


def test_an_activity_is_recorded_and_shown(client, case):
    sent = {"kind": "care", "hours_per_week": "4", "first_day": "2026-03-16", "last_day": ""}
    answer = client.post(reverse("add_activity", args=[case.pk]), sent, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("case_activities", args=[case.pk])
    assert "Vårdkontakter" in answer.content.decode()
    assert case.activities.get().period == Period(TODAY)


def test_what_was_typed_is_kept_and_the_reason_stands_at_its_field(client, case):
    own(case, "care", 4)
    sent = {"kind": "care", "hours_per_week": "61", "first_day": "2026-03-16", "note": "Måndagar"}
    answer = client.post(reverse("add_activity", args=[case.pk]), sent)
    form = answer.context["form"]
    assert set(form.errors) == {"kind", "hours_per_week"}
    assert "Måndagar" in answer.content.decode()


def test_a_hindrance_is_recorded(client, case):
    sent = {"kind": "sick", "first_day": "2026-03-16", "last_day": "2026-03-31"}
    client.post(reverse("add_hindrance", args=[case.pk]), sent)
    assert case.hindrances.get().period == Period(TODAY, date(2026, 4, 1))


def test_a_hindrance_without_a_choice_is_refused(client, case):
    answer = client.post(reverse("add_hindrance", args=[case.pk]), {"first_day": "2026-03-16"})
    assert set(answer.context["form"].errors) == {"kind"}


@pytest.mark.parametrize(("make", "url"), [(own, "end_activity"), (hindered, "end_hindrance")])
def test_the_last_day_is_changed(client, case, make, url):
    row = make(case)
    page = reverse(url, args=[row.pk])
    first_window = seen(client, page)
    client.post(page, {"last_day": "2026-04-30", **first_window})
    row.refresh_from_db()
    assert row.period.last_day == date(2026, 4, 30)
    told = client.post(page, {"last_day": "", **first_window}).content.decode()
    assert "sista dag 2026-04-30" in told, "the other window is told and nothing is written over"
    row.refresh_from_db()
    assert row.period.last_day == date(2026, 4, 30)
    client.post(page, {"last_day": "", **seen(client, page)})
    row.refresh_from_db()
    assert row.period.end is None


def seen(client, page):
    """What the form on the page says that it knows."""
    return {"seen": client.get(page).context["form"]["seen"].value()}


@pytest.mark.parametrize(("make", "url"), [(own, "remove_activity"), (hindered, "remove_hindrance")])
def test_a_mistake_is_taken_away_after_a_question(client, case, make, url):
    row = make(case)
    asked = client.get(reverse(url, args=[row.pk]))
    assert "Ta bara bort det som blev fel" in asked.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()
    client.post(reverse(url, args=[row.pk]))
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_closed_case_shows_its_activities_and_offers_nothing(client, world):
    closed = builders.a_case(world.unit, caseworker=world.caseworker.user, closed_on=date(2026, 3, 1))
    own(closed, period=Period(date(2026, 1, 12)))
    client.force_login(world.caseworker.user)
    page = client.get(reverse("case_activities", args=[closed.pk])).content.decode()
    assert "Sfi" in page
    assert "Ändra slutdag" not in page
    assert "Återöppna det först" in client.get(reverse("add_activity", args=[closed.pk])).content.decode()


def test_a_stranger_finds_nothing(client, world, case):
    activity, hindrance = own(case), hindered(case)
    client.force_login(builders.a_seat(Role.CASEWORKER, world.principal).user)
    for name, row in (
        ("case_activities", case),
        ("add_activity", case),
        ("end_activity", activity),
        ("remove_activity", activity),
        ("end_hindrance", hindrance),
        ("remove_hindrance", hindrance),
    ):
        assert client.post(reverse(name, args=[row.pk])).status_code == 404


def test_the_page_of_a_protected_person_is_closed_to_the_unnamed(client, world, case):
    builders.protect(case.person)
    client.force_login(builders.a_seat(Role.CASEWORKER, world.principal, unit=world.unit).user)
    assert client.get(reverse("case_activities", args=[case.pk])).status_code == 403
