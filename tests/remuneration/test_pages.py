"""The pages of the money, as each role meets them."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from stegvis.assignments.models.assignments import GRACE_AFTER_END
from stegvis.casework import panels, timeline
from stegvis.core import clock, waiting
from stegvis.core.actor import Role
from stegvis.registry.models import Person
from stegvis.remuneration.actions import (
    approve_bonus,
    approve_settlement,
    prepare_settlement,
    propose_bonus,
    refuse_settlement,
)
from stegvis.remuneration.models import BonusProposal, Settlement
from tests import builders as a
from tests.remuneration.conftest import (
    FEBRUARY,
    JANUARY,
    TODAY,
    a_follow_up,
    assignment_in,
    closed_case,
    settled,
)


@pytest.fixture(autouse=True)
def in_march(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def january(world) -> Settlement:
    """January prepared by the controller: one whole month and one from the fifteenth."""
    world.assignment = assignment_in(world, date(2025, 12, 1))
    assignment_in(world, date(2026, 1, 15), provider=a.a_provider(world.principal, "Lindens Kompetens AB"))
    return prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)


def shown(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def sign_in(client, seat) -> None:
    client.force_login(seat.user)


def taken(client, address):
    """The Excel file that is made at the address and fetched among the user's own exports."""
    assert client.get(address).status_code == 405
    made = client.post(address, follow=True).context["lines"][0][0]
    return load_workbook(BytesIO(client.post(reverse("take_export", args=[made.pk])).content))


# --- Settlements ---


def test_the_controller_settles_a_month_and_comes_to_it(client, world):
    assignment_in(world, date(2025, 12, 1))
    sign_in(client, world.controller)
    page = client.get(reverse("prepare_settlement"))
    assert "februari 2026" in shown(page).lower()
    response = client.post(reverse("prepare_settlement"), {"month": "2026-01-01"}, follow=True)
    assert "Avräkning för januari 2026" in shown(response)
    assert "3 686,00 kr" in shown(response)


def test_the_list_tells_the_sum_the_count_and_the_state_of_each(client, world, january):
    approve_settlement(january, by=world.head.actor, today=TODAY)
    prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    sign_in(client, world.head)
    page = client.get(reverse("settlements"))
    assert [(s.month, s.total, s.entry_count) for s in page.context["page"].rows] == [
        (FEBRUARY, 2 * 368_600, 2),
        (JANUARY, 570_735, 2),
    ]
    assert "Väntar på godkännande" in shown(page)


def test_a_refusal_to_settle_is_told_on_the_page(client, world, january):
    sign_in(client, world.head)
    response = client.post(reverse("prepare_settlement"), {"month": "2026-02-01"})
    assert "väntar på godkännande" in shown(response)


def test_the_settlement_explains_every_krona(client, world, january):
    sign_in(client, world.head)
    page = shown(client.get(reverse("settlement", args=[january.pk])))
    assert "Jobbpeng grund, 3 686,00 kr per månad × 17 av 31 dagar = 2 021,35 kr" in page
    assert "5 707,35 kr" in page


def test_the_entries_are_narrowed_by_provider_person_and_number(client, world, january):
    sign_in(client, world.head)
    address = reverse("settlement", args=[january.pk])
    name = world.assignment.person.full_name
    for query in (
        {"anordnare": world.provider.pk},
        {"sok": world.assignment.person.last_name},
        {"sok": world.assignment.number},
    ):
        page = client.get(address, query)
        assert [row.person for row in page.context["rows"]] == [name]
    assert client.get(address, {"slag": "rattelse"}).context["rows"] == []


def test_a_protected_person_is_neither_named_nor_found(client, world, january):
    person = world.assignment.person
    Person.objects.filter(pk=person.pk).update(protection=Person.Protection.PROTECTED)
    sign_in(client, world.head)
    page = client.get(reverse("settlement", args=[january.pk]))
    assert person.last_name not in shown(page)
    assert "Skyddad person" in shown(page)
    found = client.get(reverse("settlement", args=[january.pk]), {"sok": person.last_name})
    assert found.context["rows"] == []
    file = taken(client, reverse("settlement_export", args=[january.pk]))
    texts = {cell.value for row in file["Poster"] for cell in row}
    assert any(str(text).startswith("Skyddad person ") for text in texts)
    assert person.full_name not in texts


def test_the_head_of_another_unit_sees_the_sums_and_whose_case_to_ask_about_but_no_name(
    client, world, january
):
    person, case = world.assignment.person, world.assignment.case
    elsewhere = a.a_unit(world.principal)
    sign_in(client, a.a_seat(Role.HEAD_OF_UNIT, world.principal, unit=elsewhere))
    address = reverse("settlement", args=[january.pk])
    page = shown(client.get(address))
    assert "3 686,00 kr" in page
    assert f"Ärende {case.number}" in page
    assert person.last_name not in page
    assert client.get(address, {"sok": person.last_name}).context["rows"] == []
    assert len(client.get(address, {"sok": world.assignment.number}).context["rows"]) == 1
    file = taken(client, reverse("settlement_export", args=[january.pk]))
    texts = {cell.value for row in file["Poster"] for cell in row}
    assert f"Ärende {case.number}" in texts
    assert person.full_name not in texts


def test_another_person_approves_on_the_page(client, world, january):
    sign_in(client, world.head)
    address = reverse("decide_settlement", args=[january.pk])
    assert "Att betala" in shown(client.get(address))
    response = client.post(address, {"decision": "approve", "reason": ""}, follow=True)
    assert "Avräkningen är godkänd" in shown(response)


def test_a_refusal_without_reason_keeps_the_choice_and_says_why(client, world, january):
    sign_in(client, world.head)
    response = client.post(
        reverse("decide_settlement", args=[january.pk]), {"decision": "refuse", "reason": ""}
    )
    assert "Skriv varför du avslår" in shown(response)
    assert response.context["form"]["decision"].value() == "refuse"


def test_the_preparer_is_told_that_another_person_decides(client, world, january):
    sign_in(client, world.controller)
    assert "En annan person" in shown(client.get(reverse("settlement", args=[january.pk])))
    response = client.post(reverse("decide_settlement", args=[january.pk]), {"decision": "approve"})
    assert "En annan person" in shown(response)
    january.refresh_from_db()
    assert january.outcome is None


def test_the_list_costs_as_many_queries_for_one_as_for_many(client, world):
    sign_in(client, world.head)
    assignment_in(world, date(2025, 12, 1))
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    address = reverse("settlement", args=[settlement.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(10):
        assignment_in(world, date(2025, 12, 1), provider=a.a_provider(world.principal))
    refuse_settlement(settlement, "Om", by=world.head.actor, today=TODAY)
    again = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("settlement", args=[again.pk]))
    assert len(many) == len(few)


def test_the_file_holds_sums_and_entries_and_who_took_it(client, world, january):
    sign_in(client, world.head)
    book = taken(client, reverse("settlement_export", args=[january.pk]))
    assert book["Poster"]["A2"].value == "Uttag av Hedda Chef 2026-03-16 12:00"
    assert [row[7].value for row in book["Poster"].iter_rows(min_row=5)] == [2021.35, 3686]
    assert [row[5].value for row in book["Per anordnare"].iter_rows(min_row=5)] == [2021.35, 3686]


@pytest.mark.parametrize("seat", ["caseworker", "staff"])
def test_others_do_not_reach_the_settlement(client, world, january, seat):
    sign_in(client, getattr(world, seat))
    assert client.get(reverse("settlement", args=[january.pk])).status_code == 404
    assert client.get(reverse("settlements")).status_code == 403


# --- The provider's own ---


def test_a_provider_sees_only_its_own_approved_entries(client, world):
    assignment_in(world, date(2025, 12, 1))
    assignment_in(world, date(2025, 12, 1), provider=a.a_provider(world.principal, "Lindens Kompetens AB"))
    sign_in(client, world.staff)
    assert "ingen godkänd ersättning" in shown(client.get(reverse("my_remuneration")))
    settled(world, JANUARY)
    page = client.get(reverse("my_remuneration"))
    assert len(page.context["rows"]) == 1
    assert "Lindens" not in shown(page)
    file = taken(client, reverse("my_remuneration_export"))
    assert [row[0].value for row in file["Poster"].iter_rows(min_row=5)] == ["Nordanvind AB"]


def test_a_provider_chooses_among_its_settlements(client, world):
    assignment_in(world, date(2025, 12, 1))
    first, second = settled(world, JANUARY), settled(world, FEBRUARY)
    sign_in(client, world.staff)
    assert client.get(reverse("my_remuneration")).context["chosen"]["settlement_id"] == second.pk
    page = client.get(reverse("my_remuneration"), {"avrakning": first.pk})
    assert page.context["chosen"]["settlement_id"] == first.pk


def test_a_provider_no_longer_sees_the_name_when_it_does_not_need_it(client, world):
    ended = TODAY - GRACE_AFTER_END - timedelta(days=1)
    assignment = assignment_in(world, date(2025, 6, 1), ended)
    settled(world, date(2025, 11, 1))
    sign_in(client, world.staff)
    page = client.get(reverse("my_remuneration"))
    assert assignment.number in shown(page)
    assert assignment.person.last_name not in shown(page)


# --- Bonus ---


@pytest.fixture
def lasting(world):
    case = closed_case(world)
    world.assignment = assignment_in(world, date(2025, 2, 3), date(2025, 8, 3), case=case)
    world.follow_up = a_follow_up(case)
    return world


def kinds_awaiting(actor) -> list[str]:
    return [
        group.key for group in waiting.awaiting(actor, TODAY) if "bonus" in group.key or "settle" in group.key
    ]


def test_the_bonus_is_walked_from_proposal_to_decision(client, lasting):
    assert kinds_awaiting(lasting.caseworker.actor) == ["propose_bonus"]
    sign_in(client, lasting.caseworker)
    address = reverse("propose_bonus", args=[lasting.follow_up.pk])
    assert "10 000,00 kr" in shown(client.get(address))
    empty = client.post(address, {"assignment": lasting.assignment.pk, "reason": ""})
    assert "Fyll i det här fältet" in shown(empty)
    assert client.post(address, {"assignment": lasting.assignment.pk, "reason": "Avtal"}).status_code == 302
    proposal = BonusProposal.objects.get()

    assert kinds_awaiting(lasting.caseworker.actor) == []
    assert "decide_bonus" in kinds_awaiting(lasting.controller.actor)
    sign_in(client, lasting.controller)
    decide = reverse("bonus", args=[proposal.pk])
    assert "Avtal" in shown(client.get(decide))
    assert "Skriv varför" in shown(client.post(decide, {"decision": "refuse"}))
    done = client.post(decide, {"decision": "approve"}, follow=True)
    assert "Bonusen är godkänd" in shown(done)
    assert "decide_bonus" not in kinds_awaiting(lasting.controller.actor)


def test_the_caseworker_reads_the_proposal_but_does_not_decide(client, lasting):
    proposal = propose(lasting)
    sign_in(client, lasting.caseworker)
    address = reverse("bonus", args=[proposal.pk])
    assert "Någon annan beslutar" in shown(client.get(address))
    client.post(address, {"decision": "approve"})
    assert BonusProposal.objects.awaiting_decision().exists()


def test_the_case_shows_step_panel_and_history_of_the_bonus(lasting):
    case, actor = lasting.assignment.case, lasting.caseworker.actor
    (step,) = [s for s in panels.available(case, actor, TODAY) if s.key == "propose_bonus"]
    assert step.allowed
    approve_bonus(propose(lasting), by=lasting.controller.actor, today=TODAY)
    (step,) = [s for s in panels.available(case, actor, TODAY) if s.key == "propose_bonus"]
    assert not step.allowed
    assert any(panel.template == "remuneration/panel.html" for panel in panels.panels(case, actor, TODAY))
    titles = [entry.title for entry in timeline.timeline(case)]
    assert {"Bonus föreslagen", "Bonus godkänd"} <= set(titles)


def test_a_caseworker_of_another_unit_does_not_reach_the_bonus(client, lasting):
    proposal = propose(lasting)
    sign_in(client, a.a_seat(Role.CASEWORKER, lasting.principal))
    assert client.get(reverse("bonus", args=[proposal.pk])).status_code == 404
    assert client.get(reverse("propose_bonus", args=[lasting.follow_up.pk])).status_code == 404
    assert client.get(reverse("bonuses")).context["rows"] == []


def propose(lasting) -> BonusProposal:
    return propose_bonus(
        lasting.follow_up, lasting.assignment, "Avtal", by=lasting.caseworker.actor, today=TODAY
    )


# --- What awaits ---


def test_a_month_awaits_the_controller_until_it_is_settled_and_then_the_head(world):
    assert kinds_awaiting(world.controller.actor) == ["settle"]
    (group,) = [g for g in waiting.awaiting(world.controller.actor, TODAY) if g.key == "settle"]
    assert group.lines[0].text == "Avräkna februari 2026"
    settled(world, JANUARY)
    prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    assert kinds_awaiting(world.controller.actor) == []
    assert kinds_awaiting(world.head.actor) == ["approve_settlement"]


def test_an_address_written_by_hand_does_no_harm(client, world, january):
    sign_in(client, world.head)
    address = reverse("settlement", args=[january.pk])
    for query in ("?anordnare=x", "?slag=x", "?efter=x", "?sortera=-belopp"):
        assert client.get(address + query).status_code == 200
    assert client.get(address + "?sok=%00").status_code == 400
