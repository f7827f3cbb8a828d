"""Follow-up of full time: the day in numbers, the list behind them, the trend, the file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.assignments.activation.keeping import keep_figures
from stegvis.casework.models import Case, Hindrance
from stegvis.catalogue.models import ActivityRequirement
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Export, JobRun, Person
from tests import builders
from tests.builders import TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]

OPENED = date(2026, 1, 12)


@pytest.fixture
def town(db):
    """In our unit six in full time, one as far as he can, and below five sick, one unexplained, one idle."""
    principal = builders.a_principal()
    builders.full_time(principal)
    unit, other = builders.a_unit(principal, "Vuxenenheten"), builders.a_unit(principal, "Ungdomsenheten")
    worker = builders.a_seat(Role.CASEWORKER, principal, unit=unit, user=builders.a_user("Karin Karriär"))
    town = SimpleNamespace(
        principal=principal,
        unit=unit,
        other=other,
        worker=worker,
        head=builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit),
        controller=builders.a_seat(Role.CONTROLLER, principal),
        provider=builders.a_provider(principal),
    )
    for _ in range(6):
        active(town, 40)
    half = active(town, 20)
    builders.an_assessment(half, capacity_percent=50)
    town.sick = [hindered(town, "sick") for _ in range(5)]
    town.unexplained = active(town, 39)
    town.idle = builders.a_case(unit, opened_on=OPENED)
    builders.a_case(other, opened_on=OPENED)
    return town


def active(town, hours):
    case = builders.a_case(town.unit, opened_on=OPENED, caseworker=town.worker.user)
    builders.an_assignment(case, provider=town.provider, hours=hours, period=Period(OPENED))
    return case


def hindered(town, kind, unit=None):
    case = builders.a_case(unit or town.unit, opened_on=OPENED, caseworker=town.worker.user)
    Hindrance.objects.create(
        principal=town.principal,
        case=case,
        kind=kind,
        period=Period(OPENED),
        recorded_by=town.worker.user,
    )
    return case


def reading(client, seat, name, **asked):
    client.force_login(seat.user)
    return client.get(reverse(name), asked)


def text_of(answer):
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


# --- The day in numbers


def test_the_day_is_told_with_shares_of_how_many(client, town):
    answer = reading(client, town.head, "activation")
    page = text_of(answer)
    assert "14 öppna ärenden" in page
    assert "42,9 % Heltid 6 av 14 ärenden" in page
    assert "7,1 % Enligt förmåga 1 av 14 ärenden" in page
    assert "50,0 % Under heltid 7 av 14 ärenden" in page
    assert [(name, number.cases) for name, number, _ in answer.context["reasons"]] == [
        ("Sjuk", 5),
        ("Ingen insats är beviljad", 1),
        ("Inget skäl är registrerat", 1),
    ]


def test_each_number_leads_to_a_list_of_as_many(client, town):
    answer = reading(client, town.head, "activation")
    numbers = answer.context["reasons"]
    assert numbers
    for _, number, url in numbers:
        assert len(client.get(url).context["lines"]) == number.cases
    for (_, _, note, url), level in zip(answer.context["cards"], (6, 1, 7), strict=True):
        assert note.startswith(f"{level} av")
        assert len(client.get(url).context["lines"]) == level
    assert len(client.get(answer.context["below_url"]).context["lines"]) == 7


def test_an_earlier_day_is_told_as_it_was(client, town):
    Hindrance.objects.filter(case=town.sick[0]).update(period=Period(TODAY))
    answer = reading(client, town.head, "activation", dag=str(TODAY - timedelta(1)))
    assert {name: number.cases for name, number, _ in answer.context["reasons"]}["Sjuk"] == 4
    assert "Inga ärenden är öppna" in text_of(reading(client, town.head, "activation", dag="2020-01-01"))


@pytest.mark.parametrize("day", ["2026-03-17", "1989-01-01", "i går"])
def test_a_day_that_cannot_be_asked_about_is_told_at_its_field(client, town, day):
    answer = reading(client, town.head, "activation", dag=day)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"dag"}


def test_the_activity_requirement_is_counted_where_it_is_asked(client, town):
    assert reading(client, town.head, "activation").context["requirement"] is None
    ActivityRequirement.objects.create(
        principal=town.principal, period=Period(TODAY), percent_of_full_time=100, text="Krav"
    )
    Case.objects.filter(pk=town.idle.pk).update(target_group="annan")
    page = text_of(reading(client, town.head, "activation"))
    assert "Uppfyller aktivitetskravet 7 av 13 ärenden" in page


def test_a_controller_counts_the_whole_principal_without_small_groups_links_or_names(client, town):
    answer = reading(client, town.controller, "activation")
    page = text_of(answer)
    assert "15 öppna ärenden" in page
    assert "färre än 5 av 15 ärenden" in page
    assert not any(url for *_, url in answer.context["cards"])
    assert reverse("activation_list") not in answer.content.decode()


def test_a_unit_with_few_cases_cannot_be_had_from_the_others_pages(client, town):
    """One case there: the only other unit's numbers, taken from the whole, would tell all about it."""
    for unit in (town.other, town.unit):
        for name in ("activation", "activation_trend"):
            answer = reading(client, town.controller, name, enhet=unit.pk)
            assert "Ibland döljs fler tal" in text_of(answer), (unit, name)
            assert not re.search(r"\d+,\d %|av 14 ärenden", text_of(answer)), (unit, name)
    assert "15 öppna ärenden" in text_of(reading(client, town.controller, "activation"))
    client.force_login(town.head.user)
    sent = {"compared_with": "2026-02-01", "written_on": str(TODAY), "fil": "word"}
    assert "Antalet öppna ärenden visas inte den dagen" in text_of(
        client.post(reverse("activation_memo"), sent)
    )


def test_a_unit_is_told_to_others_for_today_and_for_ends_of_months_only(client, town):
    """From one day to the next a single person shows."""
    mid_month, month_end = "2026-02-17", "2026-02-28"

    def refused(seat, **asked):
        return "dag" in reading(client, seat, "activation", **asked).context["form"].errors

    assert refused(town.controller, enhet=town.unit.pk, dag=mid_month)
    assert not refused(town.controller, enhet=town.unit.pk, dag=month_end)
    assert not refused(town.controller, dag=mid_month)
    assert not refused(town.head, dag=mid_month)
    sent = {"compared_with": mid_month, "written_on": str(TODAY), "fil": "word"}
    client.force_login(town.controller.user)
    memo = client.post(f"{reverse('activation_memo')}?enhet={town.unit.pk}", sent)
    assert "compared_with" in memo.context["form"].errors


def test_who_is_both_controller_and_caseworker_gets_links_in_his_own_unit_only(client, town):
    both = builders.a_seat(Role.CONTROLLER, town.principal, user=town.worker.user)
    every = reading(client, both, "activation")
    assert not any(url for *_, url in every.context["cards"])
    own = reading(client, both, "activation", enhet=town.unit.pk)
    assert all(url for *_, url in own.context["cards"])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LOG_CONTROLLER])
def test_others_do_not_follow_up(client, town, role):
    assert reading(client, builders.a_seat(role, town.principal), "activation").status_code == 403
    assert reading(client, town.controller, "activation_list").status_code == 403


# --- The list


def test_the_list_names_who_is_below_and_why_in_the_own_unit(client, town):
    answer = reading(client, town.worker, "activation_list")
    assert {line.case for line in answer.context["lines"]} == {*town.sick, town.unexplained, town.idle}
    assert town.unexplained.person.full_name in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"skal": "sick"}, 5),
        ({"handlaggare": "mina"}, 6),
        ({"handlaggare": "ingen"}, 1),
        ({"status": "full_time"}, 6),
        ({"status": "capacity"}, 1),
        ({"skal": "parental"}, 0),
    ],
)
def test_the_list_is_narrowed(client, town, asked, count):
    assert len(reading(client, town.worker, "activation_list", **asked).context["lines"]) == count


def test_a_protected_person_stands_in_the_list_under_a_pseudonym(client, town):
    person = builders.protect(town.idle.person)
    page = reading(client, town.worker, "activation_list").content.decode()
    assert person.pseudonym in page
    assert person.last_name not in page


def test_a_list_of_another_unit_is_empty_whatever_is_asked(client, town):
    answer = reading(client, town.worker, "activation_list", enhet=town.other.pk)
    assert {line.case.unit_id for line in answer.context["lines"]} <= {town.unit.pk}


def many(town, count):
    have = Case.objects.count()
    people = Person.objects.bulk_create(
        Person(
            principal=town.principal,
            first_name="Anna",
            last_name=f"Listsson{have + n}",
            birth_date="1990-05-17",
            sex="K",
        )
        for n in range(count)
    )
    Case.objects.bulk_create(
        Case(
            principal=town.principal,
            unit=town.unit,
            person=person,
            number=f"L{have + n}",
            target_group="annan",
            caseworker=town.worker.user,
            opened_on=TODAY - timedelta(n % 60),
        )
        for n, person in enumerate(people)
    )


@pytest.mark.parametrize("name", ["activation", "activation_trend"])
def test_figures_cost_as_many_questions_for_many_cases_as_for_few(client, town, name):
    assert cost(client, town, name, 10) == cost(client, town, name, 300)


def test_the_list_costs_as_many_questions_for_many_cases_as_for_few(client, town):
    few = cost(client, town, "activation_list", 10)
    assert cost(client, town, "activation_list", 300) == few + 1  # the count of all rows


def cost(client, town, name, count):
    many(town, count)
    reading(client, town.head, name)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(name))
    return len(captured)


def test_pages_of_the_list_follow_on_each_other(client, town):
    many(town, 60)
    first = reading(client, town.head, "activation_list")
    following = client.get(reverse("activation_list") + first.context["page"].next_url)
    shown = [line.case.pk for page in (first, following) for line in page.context["lines"]]
    assert len(shown) == len(set(shown)) == 67


# --- The file and the trend


def test_the_head_of_unit_takes_the_list_out_as_a_marked_file(client, town):
    client.force_login(town.head.user)
    client.post(f"{reverse('activation_export')}?skal=sick")
    export = Export.objects.get()
    assert (export.kind, export.rows, len(export.persons)) == ("activation_export", 5, 5)
    lines = bytes(export.file.content.content).decode("utf-8-sig").splitlines()
    assert len(lines) == 7
    assert "Sjuk" in lines[1]
    assert lines[-1].startswith("uttag;Uttag av")


def test_nobody_else_takes_the_list_out(client, town):
    for seat in (town.worker, town.controller):
        client.force_login(seat.user)
        assert client.post(reverse("activation_export")).status_code == 403


def test_the_trend_tells_each_month_end_with_its_denominator(client, town):
    answer = reading(client, town.head, "activation_trend")
    months = answer.context["months"]
    assert len(months) == 12
    assert [month["total"].text for month in months[:3]] == ["14", "14", "0"]
    assert "42,9 % (6)" in text_of(answer)
    assert f"dag={date(2026, 2, 28)}" in months[0]["url"]


def test_a_trend_of_nothing_says_so(client, db):
    head = builders.a_seat(Role.HEAD_OF_UNIT, builders.a_principal())
    assert "Inga ärenden var öppna" in text_of(reading(client, head, "activation_trend"))


# --- Computed beforehand


@pytest.fixture
def computed(town, monkeypatch):
    """So many cases that the night's answers are shown."""
    monkeypatch.setattr("stegvis.assignments.activation.sources.AT_ONCE", 5)
    keep_figures(town.principal.pk, today=TODAY, at=datetime(2026, 3, 16, 3, 10, tzinfo=UTC))
    return town


def test_of_many_the_pages_show_what_the_night_computed_and_say_so(client, computed):
    Hindrance.objects.filter(case=computed.sick[0]).delete()
    answer = reading(client, computed.head, "activation")
    page = text_of(answer)
    assert "14 öppna ärenden" in page
    assert "Räknat 2026-03-16 04:10" in page
    (_, sick, url), *_ = answer.context["reasons"]
    behind = client.get(url)
    assert sick.cases == len(behind.context["lines"]) == 5
    assert {line.reason for line in behind.context["lines"]} == {"Sjuk"}
    assert "Räknat 2026-03-16 04:10" in text_of(behind)
    assert "Räknat 2026-03-16 04:10" in text_of(reading(client, computed.controller, "activation_trend"))


def test_before_the_night_is_over_the_day_before_is_shown_and_named(client, computed):
    with clock.frozen(TODAY + timedelta(1)):
        answer = reading(client, computed.head, "activation")
        assert "den senaste dag som är räknad är 2026-03-16" in text_of(answer)
        assert "2026-03-16: 14 öppna ärenden" in text_of(answer)
        assert len(client.get(answer.context["below_url"]).context["lines"]) == 7


def test_a_head_or_a_controller_has_the_figures_computed_at_once(client, computed):
    page = text_of(reading(client, computed.controller, "activation"))
    assert "Räkna om nu" in page
    answer = client.post(reverse("activation_recount"), follow=True)
    assert "Siffrorna räknas om." in text_of(answer)
    assert "Räkna om nu" not in text_of(answer)
    run = JobRun.objects.get()
    assert (run.job, run.principal_id) == ("keep-activation", computed.principal.pk)
    assert "räknas redan om" in text_of(client.post(reverse("activation_recount"), follow=True))
    assert JobRun.objects.count() == 1
    assert "Räkna om nu" not in text_of(reading(client, computed.worker, "activation"))
    assert client.post(reverse("activation_recount")).status_code == 403


def test_so_many_that_nobody_can_wait_are_told_to_come_tomorrow(client, town, monkeypatch):
    monkeypatch.setattr("stegvis.assignments.activation.sources.AT_ONCE", 5)
    monkeypatch.setattr("stegvis.assignments.activation.sources.AT_MOST", 5)
    for name in ("activation", "activation_trend", "activation_list"):
        assert "räknas i natt" in text_of(reading(client, town.head, name)), name
    client.force_login(town.head.user)
    client.post(reverse("activation_export"))
    assert not Export.objects.exists()


def test_a_long_list_becomes_several_files_that_together_are_all_of_it(client, town, monkeypatch):
    monkeypatch.setattr("stegvis.assignments.activation.listing.MOST_IN_A_FILE", 3)
    client.force_login(town.head.user)
    answer = client.post(reverse("activation_export"), follow=True)
    assert "Listan har 7 rader och är delad i 3 filer." in text_of(answer)
    files = list(Export.objects.order_by("pk"))
    assert [export.rows for export in files] == [3, 3, 1]
    lines = [bytes(export.file.content.content).decode("utf-8-sig").splitlines() for export in files]
    numbers = [line.split(";")[0] for file in lines for line in file[1:-1]]
    assert len(numbers) == len(set(numbers)) == 7
    assert [file[-1].split(";")[1].endswith(f", del {n} av 3") for n, file in enumerate(lines, 1)] == [
        True
    ] * 3
