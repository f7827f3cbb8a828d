"""How the work is shared: the head's figures and lists, handing over one and many, two heads at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from stegvis.casework.actions import hand_over
from stegvis.casework.actions.handover import hand_over_many
from stegvis.casework.caseload.figures import NOBODY, loads, total
from stegvis.casework.models import CapacityGrade, CapacityStatement, Case, FollowUp, Handover
from stegvis.casework.timeline import timeline
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_query_counts import many_cases, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]


@pytest.fixture
def colleague(town):
    kim = builders.a_user("Kim Kollega")
    return builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit, user=kim)


@pytest.fixture
def cases(town):
    return [builders.a_case(town.unit, caseworker=town.worker.user) for _ in range(4)]


def figures(town):
    found = loads(frozenset({town.unit.pk}), town.principal.pk, TODAY)
    return {load.user_id: load for load in found}


def held(cases):
    return {case.pk: case.caseworker_id for case in cases}


def graded(case, percent, period):
    return CapacityGrade.objects.create(
        principal=case.principal,
        case=case,
        percent=percent,
        period=period,
        source="adviser",
        recorded_on=TODAY,
    )


# --- figures ---------------------------------------------------------------------------------


def test_capacity_is_the_grade_of_the_day_else_the_latest_assessment(town, cases):
    builders.an_assessment(cases[0], capacity_percent=100, held_on=date(2026, 1, 20))
    builders.an_assessment(cases[0], capacity_percent=60, held_on=date(2026, 2, 20))
    graded(cases[1], 20, Period(date(2026, 1, 1)))
    builders.an_assessment(cases[1], capacity_percent=100)
    graded(cases[2], 100, Period(date(2026, 1, 1), TODAY))  # over today
    load = figures(town)[town.worker.user.pk]
    assert load.bands == {"50-74": 1, "0-24": 1, "ingen": 2}
    assert load.open == 4


def test_what_nobody_holds_and_what_is_held_by_who_has_left_is_counted_too(town, cases):
    builders.a_case(town.unit)
    gone = builders.a_user("Borta Borg")
    builders.a_case(town.unit, caseworker=gone)
    found = figures(town)
    assert found[NOBODY].open == 1
    assert not found[gone.pk].works_here
    assert found[town.head.user.pk].open == 0
    assert total(found.values()).open == 6


def test_late_steps_are_counted_by_kind_and_each_case_once(town, cases, colleague):
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(opened_on=TODAY)
    late = builders.a_case(town.unit, caseworker=colleague.user, opened_on=TODAY - timedelta(31))
    for _ in range(2):
        CapacityStatement.objects.create(
            principal=town.principal,
            case=late,
            question="Hur mycket?",
            asked_on=TODAY - timedelta(30),
            asked_by=colleague.user,
            due_on=TODAY - timedelta(1),
        )
    closed = builders.a_case(
        town.unit, caseworker=colleague.user, opened_on=date(2025, 1, 1), closed_on=date(2025, 6, 1)
    )
    FollowUp.objects.create(principal=town.principal, case=closed, due_on=date(2025, 12, 1))
    ending = builders.a_case(town.unit, caseworker=town.worker.user, opened_on=TODAY)
    builders.an_assignment(ending, period=Period(date(2026, 3, 1), TODAY + timedelta(10)))
    found = figures(town)
    assert found[colleague.user.pk].late == {"kartlaggning": 1, "utlatande": 1, "uppfoljning": 1}
    assert found[town.worker.user.pk].late == {"trepartsmote": 1}


def test_the_head_sees_his_units_and_the_figures_lead_to_their_lists(client, town, cases):
    client.force_login(town.head.user)
    builders.an_assessment(cases[0], capacity_percent=10)
    answer = client.get(reverse("caseload"))
    page = answer.content.decode()
    assert "Karin Karriär" in page
    assert "Främmande" not in page
    row = next(row for row in answer.context["rows"] if row.load.name == "Karin Karriär")
    for cell in (*row.bands, *row.late):
        listed = client.get(cell.url).content.decode()
        assert sum(case.number in listed for case in cases) == cell.count, cell


def test_a_caseworker_has_no_such_pages(client, town):
    client.force_login(town.worker.user)
    for name in ("caseload", "caseload_cases", "hand_over_many"):
        assert client.get(reverse(name)).status_code == 403


def test_a_protected_person_stands_under_the_pseudonym(client, town, cases):
    builders.protect(cases[0].person)
    client.force_login(town.head.user)
    page = client.get(reverse("caseload_cases")).content.decode()
    assert cases[0].person.last_name not in page
    assert cases[0].person.pseudonym in page


@pytest.mark.parametrize("asked", ["", "?formaga=ingen", "?forsenat=kartlaggning", "?handlaggare=ingen"])
def test_the_list_costs_the_same_for_few_and_many_cases(client, town, asked):
    client.force_login(town.head.user)

    def look():
        assert client.get(reverse("caseload_cases") + asked).status_code == 200

    many_cases(town, 45)
    builders.a_case(town.unit)
    look()
    few = queries(look)
    many_cases(town, 300)
    assert queries(look) <= few + 1  # past one page the count is asked for by itself


def test_the_figures_cost_the_same_for_few_and_many(client, town):
    client.force_login(town.head.user)

    def look():
        assert client.get(reverse("caseload")).status_code == 200

    many_cases(town, 5)
    look()
    few = queries(look)
    many_cases(town, 200)
    for n in range(5):
        seat = builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit)
        builders.a_case(town.unit, caseworker=seat.user, number=f"NY{n}")
    assert queries(look) == few


# --- handing over ----------------------------------------------------------------------------


def test_a_handover_is_told_in_the_case_with_its_note(town, cases, colleague):
    hand_over(cases[0], colleague.user, "Ring på förmiddagen.", by=town.worker.actor, today=TODAY)
    handover = Handover.objects.get()
    assert (handover.from_user, handover.to_user) == (town.worker.user, colleague.user)
    told = next(e for e in timeline(Case.objects.get(pk=cases[0].pk)) if "blev handläggare" in e.title)
    assert told.title == "Kim Kollega blev handläggare efter Karin Karriär"
    assert told.text == "Ring på förmiddagen."


def test_many_are_handed_over_and_what_cannot_be_stays_and_is_told(town, cases, colleague):
    builders.protect(cases[0].person)
    Case.objects.filter(pk=cases[1].pk).update(closed_on=TODAY, closure_reason="flyttat")
    Case.objects.filter(pk=cases[2].pk).update(caseworker=town.head.user)
    done = hand_over_many(held(cases), colleague.user, "Hej.", by=town.head.actor, today=TODAY)
    assert done.count == 1
    assert {left.case.pk for left in done.left_out} == {case.pk for case in cases[:3]}
    why = {left.case.pk: left.why for left in done.left_out}
    assert "skyddad" in why[cases[0].pk]
    assert "avslutat" in why[cases[1].pk]
    assert "Någon annan har bytt" in why[cases[2].pk]
    assert Case.objects.get(pk=cases[3].pk).caseworker == colleague.user
    assert Handover.objects.count() == 1


def test_done_twice_the_second_time_gives_nothing_more(town, cases, colleague):
    first = hand_over_many(held(cases), colleague.user, by=town.head.actor, today=TODAY)
    second = hand_over_many(held(cases), colleague.user, by=town.head.actor, today=TODAY)
    assert (first.count, second.count) == (4, 0)
    assert Handover.objects.count() == 4


def test_nobody_but_a_head_hands_over_many_and_only_in_his_units(town, cases, colleague):
    with pytest.raises(Forbidden):
        hand_over_many(held(cases), colleague.user, by=town.worker.actor, today=TODAY)
    other_head = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.elsewhere)
    for head in (other_head, build_town().head):
        done = hand_over_many(held(cases), colleague.user, by=head.actor, today=TODAY)
        assert done == type(done)(0, ())
    assert not Handover.objects.exists()


def test_cases_go_only_to_who_works_in_their_unit(town, cases):
    done = hand_over_many(held(cases), town.stranger.user, by=town.head.actor, today=TODAY)
    assert done.count == 0
    assert "arbetar inte på enheten" in done.left_out[0].why


def test_nothing_chosen_and_too_many_is_refused(town, colleague):
    for chosen in ({}, dict.fromkeys(range(501))):
        with pytest.raises(Refused):
            hand_over_many(chosen, colleague.user, by=town.head.actor, today=TODAY)


def test_the_page_shows_what_goes_and_asks_to_whom(client, town, cases, colleague):
    builders.protect(cases[0].person)
    client.force_login(town.head.user)
    address = reverse("hand_over_many")
    page = client.get(address + f"?fran={town.worker.user.pk}").content.decode()
    assert "3 ärenden får ny handläggare" in page
    assert "Följer inte med" in page
    chosen = [f"{case.pk}:{case.caseworker_id}" for case in cases[1:]]
    wrong = client.post(address, {"arende": chosen, "note": "Tack för hjälpen"}).content.decode()
    assert "Tack för hjälpen" in wrong
    assert "Lämna över 3 ärenden" in wrong
    sent = {"arende": chosen, "note": "", "caseworker": colleague.user.pk}
    done = client.post(address, sent, follow=True).content.decode()
    assert "3 ärenden lämnades över till Kim Kollega." in done
    again = client.post(address, sent, follow=True).content.decode()
    assert "Blev kvar" in again


@pytest.mark.parametrize("rubbish", ["x", "1", "9" * 30 + ":1", "1:" + "9" * 30, "-1:0"])
def test_rubbish_in_place_of_cases_chooses_nothing(client, town, rubbish):
    client.force_login(town.head.user)
    assert client.get(reverse("hand_over_many"), {"arende": rubbish}).status_code == 200
    assert client.post(reverse("hand_over_many"), {"arende": rubbish}).status_code == 200
    assert client.get(reverse("hand_over_many"), {"fran": rubbish}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_give_each_case_to_one():
    town = build_town()
    cases = [builders.a_case(town.unit, caseworker=town.worker.user) for _ in range(6)]
    receivers = [builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit) for _ in range(2)]
    other = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.unit)
    chosen, start = held(cases), Barrier(2)

    def act(head, receiver, backwards):
        start.wait()
        keys = dict(reversed(chosen.items())) if backwards else chosen
        try:
            return hand_over_many(keys, receiver.user, by=head.actor, today=TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(act, town.head, receivers[0], False),
            pool.submit(act, other, receivers[1], True),
        ]
        counts = sorted(each.result(timeout=20).count for each in both)
    assert counts == [0, 6]
    assert Handover.objects.count() == 6
