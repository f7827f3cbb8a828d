"""The pages of assignments, for everybody who may open them and for those who may not."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.assignments.actions.plan import make_plan
from stegvis.assignments.models import Assignment, Goal, MonthlyReport
from stegvis.casework.models import Case, Decision
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Person
from tests.assignments.conftest import GRANTED, a_meeting, build_world, new_choice
from tests.assignments.test_actions import PLAN
from tests.builders import (
    TODAY,
    a_case,
    a_provider,
    a_report,
    a_seat,
    a_unit,
    an_assignment,
    an_intervention,
    name_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def as_caseworker(client, world):
    client.force_login(world.caseworker.user)
    return client


@pytest.fixture
def as_staff(client, world):
    client.force_login(world.staff.user)
    return client


def url(name, record):
    return reverse(name, args=[record.pk])


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# --- The list ----------------------------------------------------------------------------------------------


def test_the_list_shows_whom_what_and_how_it_goes(as_staff, world):
    page = text(as_staff.get(reverse("assignments")))
    assert world.case.person.full_name in page
    assert world.assignment.number in page
    assert "Försenad" in page
    assert "januari 2026" in page


def test_a_provider_sees_its_own_assignments_and_no_filter_of_providers(as_staff, world):
    other = an_assignment(a_case(world.unit), provider=a_provider(world.principal))
    page = text(as_staff.get(reverse("assignments"), {"visa": "alla"}))
    assert other.number not in page
    assert "anordnare" not in as_staff.get(reverse("assignments")).context["form"].fields


def test_a_provider_loses_sight_of_what_ended_long_ago(as_staff, world):
    old = an_assignment(
        a_case(world.unit), provider=world.provider, period=Period(date(2025, 1, 1), date(2025, 6, 1))
    )
    assert old.number not in text(as_staff.get(reverse("assignments"), {"visa": "alla"}))
    assert as_staff.get(old.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.QUALITY_OFFICER, Role.CONTROLLER])
def test_quality_officers_and_controllers_see_every_unit(client, world, role):
    elsewhere = an_assignment(a_case(a_unit(world.principal)), provider=world.provider)
    client.force_login(a_seat(role, world.principal).user)
    page = text(client.get(reverse("assignments"), {"visa": "alla"}))
    assert elsewhere.number in page
    assert world.assignment.number in page
    shown = text(client.get(elsewhere.get_absolute_url()))
    assert "Det här kan du göra nu" not in shown
    assert elsewhere.case.get_absolute_url() not in shown


@pytest.mark.parametrize(
    ("visa", "found"),
    [
        ("", {"now", "soon"}),
        ("aktuella", {"now", "soon"}),
        ("avslutade", {"past"}),
        ("rapport-saknas", {"now", "past"}),
        ("alla", {"now", "soon", "past"}),
        ("nonsens", set()),
    ],
)
def test_the_list_is_filtered(as_caseworker, world, visa, found):
    assignments = {
        "now": world.assignment,
        "soon": an_assignment(a_case(world.unit), period=Period(date(2026, 5, 1), date(2026, 8, 1))),
        "past": an_assignment(
            a_case(world.unit, opened_on=date(2025, 6, 1)), period=Period(date(2025, 9, 1), date(2026, 1, 1))
        ),
    }
    page = text(as_caseworker.get(reverse("assignments"), {"visa": visa}))
    assert {name for name, each in assignments.items() if each.number in page} == found


def test_the_list_is_narrowed_by_intervention_and_provider(as_caseworker, world):
    other = an_assignment(a_case(world.unit), intervention=an_intervention(world.principal))
    by_intervention = text(as_caseworker.get(reverse("assignments"), {"insats": other.intervention_id}))
    assert other.number in by_intervention
    assert world.assignment.number not in by_intervention
    by_provider = text(as_caseworker.get(reverse("assignments"), {"anordnare": world.provider.pk}))
    assert world.assignment.number in by_provider
    assert other.number not in by_provider


@pytest.mark.parametrize("key", ["start", "namn", "nummer"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_list_is_sorted_and_leafed_through(as_caseworker, world, key, sign):
    for _ in range(59):
        an_assignment(a_case(world.unit), provider=world.provider, intervention=world.garden)
    seen, address = [], f"?sortera={sign}{key}"
    while address:
        context = as_caseworker.get(reverse("assignments") + address).context
        seen += [line.assignment.pk for line in context["lines"]]
        address = context["page"].next_url
    assert len(seen) == len(set(seen)) == 60


def test_a_search_among_current_assignments_offers_to_look_among_all(as_caseworker, world):
    page = text(as_caseworker.get(reverse("assignments"), {"q": "Ingen Alls"}))
    assert "Sök även bland avslutade uppdrag" in page


def test_a_protected_person_is_not_named_in_the_list_but_on_the_page(as_staff, world):
    Person.objects.filter(pk=world.case.person_id).update(protection=Person.Protection.PROTECTED)
    listed = text(as_staff.get(reverse("assignments")))
    assert world.case.person.full_name not in listed
    assert "Skyddad person" in listed
    page = world.assignment.get_absolute_url()
    assert world.case.person.full_name not in text(as_staff.get(page))
    name_staff(world.case.person, world.staff.user, provider=world.provider)
    shown = text(as_staff.get(page))
    assert world.case.person.full_name in shown
    assert "Skyddad folkbokföring" in shown


def test_a_protected_person_is_in_no_title_and_no_crumb(as_caseworker, world):
    Person.objects.filter(pk=world.case.person_id).update(protection=Person.Protection.PROTECTED)
    report = a_report(world.assignment, date(2026, 1, 1))
    for name, record in (("assignment", world.assignment), ("monthly_report", report), ("case", world.case)):
        page = text(as_caseworker.get(url(name, record)))
        assert world.case.person.full_name not in page[: page.index("<h1")]
        assert world.case.person.full_name in page


@pytest.mark.parametrize("role", [Role.QUALITY_OFFICER, Role.CONTROLLER])
def test_who_looks_after_the_whole_is_not_told_who_is_protected(client, world, role):
    client.force_login(a_seat(role, world.principal).user)
    report = a_report(world.assignment, date(2026, 1, 1))
    pages = [world.assignment.get_absolute_url(), report.get_absolute_url()]
    assert all(world.case.person.full_name in text(client.get(page)) for page in pages)
    Person.objects.filter(pk=world.case.person_id).update(protection=Person.Protection.PROTECTED)
    for page in pages:
        shown = text(client.get(page))
        assert world.case.person.full_name not in shown
        assert world.case.person.identifiers.get().shown not in shown
        assert "Skyddad person" in shown


def queries_of(client, address):
    """What the list asks the database, after a first time that fills the caches."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return [each["sql"] for each in asked]


def test_the_list_costs_as_many_queries_for_a_thousand_rows_as_for_ten(as_staff, world):
    address = reverse("assignments") + "?visa=alla"
    copies(world.assignment, 9)
    ten = queries_of(as_staff, address)
    copies(world.assignment, 990)
    thousand = queries_of(as_staff, address)
    counting = [sql for sql in thousand if "COUNT(" in sql]
    assert len(thousand) - len(counting) == len(ten)
    assert len(counting) == 1, "one capped count, needed only when there is more than one page"


def copies(assignment, count):
    """So many more assignments like this one, each in a case of its own."""
    person_fields = {"principal": assignment.principal, "birth_date": date(1990, 5, 17), "sex": "K"}
    people = Person.objects.bulk_create(
        Person(first_name="Anna", last_name=f"Kopia{n}", **person_fields) for n in range(count)
    )
    cases = Case.objects.bulk_create(
        Case(
            principal=assignment.principal,
            unit=assignment.case.unit,
            person=person,
            number=f"K{person.pk}",
            target_group="annan",
            opened_on=date(2025, 12, 1),
        )
        for person in people
    )
    Assignment.objects.bulk_create(
        Assignment(
            principal=assignment.principal,
            case=case,
            person=case.person,
            decision=assignment.decision,
            intervention=assignment.intervention,
            provider=assignment.provider,
            number=f"UK{case.pk}",
            period=assignment.period,
            planned_hours_per_week=40,
        )
        for case in cases
    )


# --- Who may open ------------------------------------------------------------------------------------------

PAGES = [
    ("assignment", {"caseworker", "staff"}),
    ("plan_assignment", {"staff"}),
    ("send_report", {"staff"}),
    ("final_report", {"staff"}),
    ("record_meeting", {"caseworker", "staff"}),
    ("extend_assignment", {"caseworker"}),
    ("end_assignment", {"caseworker"}),
]


@pytest.mark.parametrize(("name", "who"), PAGES)
def test_each_page_opens_for_those_who_take_part_and_for_nobody_else(client, world, name, who):
    address = url(name, world.assignment)
    assert client.get(address).status_code == 302, "anonymous goes to the log-in page"
    competitor = a_seat(Role.PROVIDER_STAFF, world.principal, provider=a_provider(world.principal))
    stranger = a_seat(Role.CASEWORKER, world.principal)
    other = build_world()
    seats = {
        "caseworker": world.caseworker,
        "staff": world.staff,
        "competitor": competitor,
        "stranger": stranger,
        "other caseworker": other.caseworker,
        "other staff": other.staff,
        "resident": a_seat(Role.RESIDENT, world.principal, person=world.case.person),
        "analyst": a_seat(Role.ANALYST, world.principal),
    }
    opened = set()
    for seat, held in seats.items():
        client.force_login(held.user)
        status = client.get(address).status_code
        assert status in (200, 404)
        if status == 200:
            opened.add(seat)
    assert opened == who


def test_reports_open_for_those_who_take_part(client, world):
    report = a_report(world.assignment, date(2026, 1, 1), happened="Började i köket.")
    for name, held, status in (
        ("monthly_report", world.caseworker, 200),
        ("monthly_report", world.staff, 200),
        ("monthly_report", a_seat(Role.CASEWORKER, world.principal), 404),
        ("monthly_report", build_world().staff, 404),
        ("correct_report", world.staff, 200),
        ("correct_report", world.caseworker, 404),
    ):
        client.force_login(held.user)
        assert client.get(url(name, report)).status_code == status


def test_a_choice_opens_for_the_unit_of_its_case_only(client, world):
    choice = new_choice(world)
    for held, status in (
        (world.caseworker, 200),
        (a_seat(Role.CASEWORKER, world.principal), 404),
        (world.staff, 404),
    ):
        client.force_login(held.user)
        assert client.get(url("give_assignment", choice)).status_code == status


# --- Giving ------------------------------------------------------------------------------------------------

ORDER = {
    "starts_on": "2026-03-16",
    "hours_per_week": "40",
    "coordination": "provider",
    "description": "Arbetsträning i kök.",
    "goal_1": "Klara ett dagspass",
    "measure_1": "Fem hela dagar",
}


def test_the_form_proposes_what_the_decision_says(as_caseworker, world):
    choice = new_choice(world, capacity_percent=50)
    form = as_caseworker.get(url("give_assignment", choice)).context["form"]
    assert form["hours_per_week"].value() == 20
    assert form["starts_on"].value() == TODAY


def test_an_assignment_is_given(as_caseworker, world):
    choice = new_choice(world)
    response = as_caseworker.post(url("give_assignment", choice), ORDER)
    given = Assignment.objects.get(choice=choice)
    assert response.status_code == 302
    assert response.url == given.get_absolute_url()
    page = text(as_caseworker.get(response.url))
    assert f"Uppdrag {given.number} är lämnat till Steget AB." in page
    assert "Klara ett dagspass" in page


def test_what_is_typed_survives_a_refusal(as_caseworker, world):
    choice = new_choice(world)
    page = text(
        as_caseworker.post(
            url("give_assignment", choice),
            {**ORDER, "hours_per_week": "20", "goal_4": "Ta körkort", "starts_on": "2027-01-01"},
        )
    )
    assert "Arbetsträning i kök." in page
    assert "20 timmar är färre än de 40 timmar" in page
    assert "Uppdraget ska börja inom beslutets period" in page
    assert "Skriv både målet och hur det mäts." in page
    assert not Assignment.objects.filter(choice=choice).exists()


def test_a_choice_that_has_its_assignment_says_so_in_place_of_the_form(as_caseworker, world):
    page = text(as_caseworker.get(url("give_assignment", world.choice)))
    assert f"Valet har redan lett till uppdrag {world.assignment.number}" in page
    assert 'name="goal_1"' not in page


# --- Following up ------------------------------------------------------------------------------------------

PLANNED = {
    "starts_on": "2026-03-16",
    "how": "Praktik tre dagar.",
    "hours_practice": "24",
    "hours_intervention": "6",
    "agreed_with_person": "on",
}


def test_a_plan_is_made_and_shown(as_staff, world):
    assert as_staff.post(url("plan_assignment", world.assignment), PLANNED).status_code == 302
    page = text(as_staff.get(world.assignment.get_absolute_url()))
    assert "Praktik tre dagar." in page
    assert "30 timmar" in page


def test_a_plan_with_too_few_hours_keeps_what_was_typed(as_staff, world):
    page = text(as_staff.post(url("plan_assignment", world.assignment), {**PLANNED, "hours_practice": "3"}))
    assert "9 timmar är färre än de 30 timmar" in page
    assert "Praktik tre dagar." in page


def test_a_new_version_starts_from_the_one_before(as_staff, world):
    make_plan(world.assignment, PLAN, by=world.staff.actor, today=TODAY)
    form = as_staff.get(url("plan_assignment", world.assignment)).context["form"]
    assert form["hours_practice"].value() == 24
    assert form["agreed_with_person"].value() is None


REPORTED = {
    "month": "2026-02-01",
    "attended_hours": "100",
    "absent_hours": "12",
    "progress": "3",
    "happened": "Praktiken har börjat.",
    "next_month": "Längre pass.",
}


def test_a_report_is_sent_for_a_month_that_is_over(as_staff, world):
    address = url("send_report", world.assignment)
    page = text(as_staff.get(address))
    assert "Rapporten är försenad" in page
    assert [value for value, _ in as_staff.get(address).context["form"].fields["month"].choices] == [
        "2026-01-01",
        "2026-02-01",
    ]
    assert as_staff.post(address, REPORTED).status_code == 302
    shown = text(as_staff.get(world.assignment.get_absolute_url()))
    assert "100 tim" in shown
    assert "Försenad sedan" in shown, "january is still missing"


def test_a_report_with_impossible_hours_keeps_what_was_typed(as_staff, world):
    page = text(as_staff.post(url("send_report", world.assignment), {**REPORTED, "attended_hours": "500"}))
    assert "högst 336 timmar" in page
    assert "Praktiken har börjat." in page


def test_a_report_sent_twice_is_refused_with_the_text_kept(as_staff, world):
    address = url("send_report", world.assignment)
    as_staff.post(address, REPORTED)
    page = text(as_staff.post(address, REPORTED))
    assert "Praktiken har börjat." in page
    assert MonthlyReport.objects.count() == 1


def test_a_report_is_corrected_and_both_versions_can_be_read(as_staff, world):
    old = a_report(world.assignment, date(2026, 2, 1), happened="Fel siffror.")
    corrected = {key: value for key, value in REPORTED.items() if key != "month"}
    response = as_staff.post(url("correct_report", old), {**corrected, "attended_hours": "90"})
    new = MonthlyReport.objects.get(corrects=old)
    assert response.url == new.get_absolute_url()
    assert "90 timmar" in text(as_staff.get(response.url))
    before = text(as_staff.get(old.get_absolute_url()))
    assert "Rapporten är rättad" in before
    assert "Fel siffror." in before
    assert "Rätta rapporten" not in before
    assert "redan rättad" in text(as_staff.get(url("correct_report", old)))


@pytest.mark.parametrize("who", ["caseworker", "staff"])
def test_a_meeting_is_recorded(client, world, who):
    client.force_login(getattr(world, who).user)
    address = url("record_meeting", world.assignment)
    held = {"held_on": "2026-03-16", "minutes": "Vi sågs hos anordnaren.", "person_present": "on"}
    page = text(client.post(address, {**held, "held_on": "2026-03-17"}))
    assert "Mötet är inte hållet än." in page
    assert "Vi sågs hos anordnaren." in page
    assert client.post(address, held).status_code == 302
    shown = text(client.get(world.assignment.get_absolute_url()))
    assert "Deltagaren var med, inte anordnaren." in shown


def test_the_final_report_is_sent_when_it_is_time(as_staff, world):
    address = url("final_report", world.assignment)
    assert "kan skickas från 2026-03-18" in text(as_staff.get(address))
    words = {"summary": "Odling.", "success_factors": "Fasta tider.", "proposals": "Jobbpeng grund."}
    with clock.frozen(date(2026, 3, 20)):
        assert "Fyll i det här fältet." in text(as_staff.post(address, {**words, "proposals": ""}))
        assert as_staff.post(address, words).status_code == 302
        assert "Jobbpeng grund." in text(as_staff.get(world.assignment.get_absolute_url()))


# --- Deciding ----------------------------------------------------------------------------------------------


def test_an_extension_proposes_the_latest_day_and_is_granted(as_caseworker, world):
    a_meeting(world.assignment)
    address = url("extend_assignment", world.assignment)
    assert as_caseworker.get(address).context["form"]["last_day"].value() == date(2026, 6, 30)
    response = as_caseworker.post(address, {"last_day": "2026-06-30", "reason": "Närmar sig målen."})
    assert response.status_code == 302
    page = text(as_caseworker.get(world.assignment.get_absolute_url()))
    assert "Insatsen är förlängd till och med 2026-06-30." in page
    assert "2026-01-01 – 2026-06-30" in page


@pytest.mark.parametrize("day", ["2026-07-01", "2026-03-20", "2026-03-31"])
def test_an_extension_against_the_terms_keeps_what_was_typed(as_caseworker, world, day):
    a_meeting(world.assignment)
    address = url("extend_assignment", world.assignment)
    page = text(as_caseworker.post(address, {"last_day": day, "reason": "Närmar sig målen."}))
    assert "Närmar sig målen." in page
    assert not Decision.objects.filter(kind="extend").exists()


def test_an_extension_without_a_meeting_says_why_in_place_of_the_form(as_caseworker, world):
    page = text(as_caseworker.get(url("extend_assignment", world.assignment)))
    assert "Håll ett trepartsmöte" in page
    assert 'name="last_day"' not in page


def test_an_assignment_is_ended_early(as_caseworker, world):
    address = url("end_assignment", world.assignment)
    page = text(as_caseworker.post(address, {"last_day": "2026-03-31", "reason": "Fått arbete."}))
    assert "Uppdraget slutar redan 2026-03-31." in page
    response = as_caseworker.post(address, {"last_day": "2026-03-20", "reason": "Fått arbete."})
    assert response.status_code == 302
    world.assignment.refresh_from_db()
    assert world.assignment.period == Period(GRANTED.start, date(2026, 3, 21))


# --- The assignment and the case ---------------------------------------------------------------------------


def test_the_page_offers_what_each_may_do(client, world):
    client.force_login(world.staff.user)
    as_staff = text(client.get(world.assignment.get_absolute_url()))
    assert "Gör en genomförandeplan" in as_staff
    assert "Skriv månadsrapport" in as_staff
    assert "Förläng insatsen" not in as_staff
    assert world.case.get_absolute_url() not in as_staff
    assert world.grant.number not in as_staff
    client.force_login(world.caseworker.user)
    as_caseworker = text(client.get(world.assignment.get_absolute_url()))
    assert "Förläng insatsen" in as_caseworker
    assert "Skriv månadsrapport" not in as_caseworker
    assert world.case.get_absolute_url() in as_caseworker


def test_the_case_page_shows_its_assignments_and_offers_to_give_the_next(as_caseworker, world):
    choice = new_choice(world)
    Goal.objects.create(
        principal=world.principal, assignment=world.assignment, text="Sova bättre", measure="Dagbok"
    )
    a_report(world.assignment, date(2026, 1, 1))
    a_meeting(world.assignment)
    page = text(as_caseworker.get(world.case.get_absolute_url()))
    assert world.assignment.get_absolute_url() in page
    assert "Månadsrapport för januari 2026" in page
    assert "Steget AB fick uppdraget om Halsotradgarden" in page
    assert url("give_assignment", choice) in page


def test_the_case_page_costs_the_same_however_many_reports_there_are(
    as_caseworker, world, django_assert_max_num_queries
):
    address = world.case.get_absolute_url()
    as_caseworker.get(address)
    a_report(world.assignment, date(2026, 1, 1))
    with django_assert_max_num_queries(60) as one:
        as_caseworker.get(address)
    a_report(world.assignment, date(2026, 2, 1))
    a_meeting(world.assignment)
    a_meeting(world.assignment, date(2026, 3, 11))
    with django_assert_max_num_queries(60) as more:
        as_caseworker.get(address)
    assert len(more) == len(one)


def test_a_case_with_a_running_assignment_is_not_closed(as_caseworker, world):
    page = text(
        as_caseworker.post(
            url("close_case", world.case), {"reason": "flyttat", "closed_on": "2026-03-16", "note": ""}
        )
    )
    assert f"Uppdrag {world.assignment.number}" in page
    assert "pågår till 2026-03-31" in page
