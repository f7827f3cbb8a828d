"""The resident's own pages: what is shown, what is not, and the choice of a provider."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from stegvis.casework.models import Choice, Decision
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders as a

TODAY = a.TODAY
SPRING = Period(date(2026, 2, 2), date(2026, 8, 2))


@pytest.fixture(autouse=True)
def in_march(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def mine(db) -> SimpleNamespace:
    """A resident with an open case, and two providers to choose between."""
    principal = a.a_principal()
    unit = a.a_unit(principal, "Etableringsenheten")
    person = a.a_person(principal)
    caseworker = a.a_user("Karin Provsson")
    return SimpleNamespace(
        principal=principal,
        person=person,
        case=a.a_case(unit, person=person, caseworker=caseworker),
        intervention=a.an_intervention(principal, name="Jobbpeng grund"),
        nord=a.a_provider(principal, "Nordanvind AB", languages="svenska, arabiska"),
        lind=a.a_provider(principal, "Lindens Kompetens AB"),
        resident=a.a_seat(Role.RESIDENT, principal, person=person),
    )


def a_stranger(mine) -> SimpleNamespace:
    """Another resident of the same principal, with a case and an assignment of their own."""
    person = a.a_person(mine.principal)
    case = a.a_case(mine.case.unit, person=person)
    assignment = a.an_assignment(case, provider=mine.nord, intervention=mine.intervention, period=SPRING)
    seat = a.a_seat(Role.RESIDENT, mine.principal, person=person)
    return SimpleNamespace(case=case, assignment=assignment, resident=seat)


def granted(mine) -> Decision:
    return a.a_decision(mine.case, mine.intervention, period=SPRING, reason="Du behöver träna på ett arbete.")


def shown(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


# --- My case ---


def test_i_see_my_case_my_decision_and_who_helps_me(client, mine):
    granted(mine)
    client.force_login(mine.resident.user)
    page = shown(client.get(reverse("my_pages")))
    assert mine.case.number in page
    assert "Du får Jobbpeng grund från 2 februari 2026 till och med 1 augusti 2026." in page
    assert "Du behöver träna på ett arbete." in page
    assert "Karin Provsson" in page
    assert "karriärvägledare" in page


def test_without_a_case_the_page_says_so(client, mine):
    nobody = a.a_seat(Role.RESIDENT, mine.principal, person=a.a_person(mine.principal))
    client.force_login(nobody.user)
    assert "inget ärende" in shown(client.get(reverse("my_pages")))


def test_a_refusal_tells_how_to_appeal_and_a_grant_does_not(client, mine):
    granted(mine)
    client.force_login(mine.resident.user)
    assert "överklaga" not in shown(client.get(reverse("my_pages")))
    a.a_decision(mine.case, a.an_intervention(mine.principal, "sai"), kind=Decision.Kind.REFUSE)
    page = shown(client.get(reverse("my_pages")))
    assert "överklaga" in page
    assert "inom tre veckor" in page


def test_a_corrected_decision_is_shown_as_no_longer_valid(client, mine):
    wrong = granted(mine)
    a.a_decision(mine.case, mine.intervention, period=SPRING, corrects=wrong)
    client.force_login(mine.resident.user)
    assert "Beslutet är rättat" in shown(client.get(reverse("my_pages")))


def test_an_earlier_case_can_be_opened(client, mine):
    earlier = a.a_case(
        mine.case.unit, person=mine.person, opened_on=date(2023, 1, 2), closed_on=date(2023, 9, 1)
    )
    client.force_login(mine.resident.user)
    assert earlier.number in shown(client.get(reverse("my_pages")))
    page = shown(client.get(reverse("my_case", args=[earlier.pk])))
    assert "Ditt ärende är avslutat för att du har ett arbete." in page


# --- My assignment ---


def test_i_read_my_goals_plan_reports_and_meetings(client, mine):
    assignment = a.an_assignment(mine.case, provider=mine.nord, intervention=mine.intervention, period=SPRING)
    assignment.goals.create(principal=mine.principal, text="Ha en praktikplats", measure="Avtal är skrivet")
    plan = assignment.plans.create(
        principal=mine.principal, starts_on=SPRING.start, how="Praktik i kök.", made_by=mine.case.caseworker
    )
    plan.activities.create(principal=mine.principal, kind="practice", hours_per_week=20)
    a.a_report(assignment, date(2026, 2, 1), attended=100, absent=7, happened="Du började på Köket.")
    client.force_login(mine.resident.user)
    page = shown(client.get(reverse("my_assignment", args=[assignment.pk])))
    for text in ("Ha en praktikplats", "Praktik i kök.", "20 timmar i veckan", "100 timmar", "Köket"):
        assert text in page


def test_only_the_report_that_holds_is_shown(client, mine):
    assignment = a.an_assignment(mine.case, provider=mine.nord, intervention=mine.intervention, period=SPRING)
    wrong = a.a_report(assignment, date(2026, 2, 1), happened="Fel text.")
    a.a_report(assignment, date(2026, 2, 1), happened="Rätt text.", corrects=wrong)
    client.force_login(mine.resident.user)
    page = shown(client.get(reverse("my_assignment", args=[assignment.pk])))
    assert "Rätt text." in page
    assert "Fel text." not in page


def test_i_never_see_anybody_elses_pages(client, mine):
    stranger = a_stranger(mine)
    decision = granted(mine)
    client.force_login(stranger.resident.user)
    assert mine.case.number not in shown(client.get(reverse("my_pages")))
    client.force_login(mine.resident.user)
    assert client.get(reverse("my_case", args=[stranger.case.pk])).status_code == 404
    assert client.get(reverse("my_assignment", args=[stranger.assignment.pk])).status_code == 404
    client.force_login(stranger.resident.user)
    for name in ("my_choice", "confirm_choice"):
        assert client.get(reverse(name, args=[decision.pk])).status_code == 404
    answer = client.post(reverse("confirm_choice", args=[decision.pk]), {"anordnare": mine.nord.pk})
    assert answer.status_code == 404
    assert not Choice.objects.exists()


# --- Choosing ---


def test_i_choose_my_provider_in_two_steps(client, mine):
    decision = granted(mine)
    client.force_login(mine.resident.user)
    assert "Du ska välja anordnare" in shown(client.get(reverse("my_pages")))
    offers = shown(client.get(reverse("my_choice", args=[decision.pk])))
    assert "Nordanvind AB" in offers
    assert "svenska, arabiska" in offers
    confirm = reverse("confirm_choice", args=[decision.pk])
    assert "Vill du välja Nordanvind AB?" in shown(client.get(confirm, {"anordnare": mine.nord.pk}))
    done = client.post(confirm, {"anordnare": mine.nord.pk}, follow=True)
    assert "Du har valt Nordanvind AB" in shown(done)
    assert "Du ska välja anordnare" not in shown(done)
    assert Choice.objects.get().made == Choice.Made.RESIDENT


def test_nothing_picked_leads_back_with_a_word(client, mine):
    decision = granted(mine)
    client.force_login(mine.resident.user)
    back = client.get(reverse("confirm_choice", args=[decision.pk]), follow=True)
    assert "Välj en anordnare." in shown(back)


def test_a_provider_that_filled_up_meanwhile_is_not_chosen(client, mine):
    decision = granted(mine)
    a.a_pause(mine.nord)
    client.force_login(mine.resident.user)
    address = reverse("confirm_choice", args=[decision.pk])
    back = client.post(address, {"anordnare": mine.nord.pk}, follow=True)
    assert "Välj en annan" in shown(back)
    assert not Choice.objects.exists()


def test_a_choice_that_is_made_cannot_be_made_again(client, mine):
    decision = granted(mine)
    a.a_choice(decision, mine.lind)
    client.force_login(mine.resident.user)
    assert "redan vald" in shown(client.get(reverse("my_choice", args=[decision.pk])))
    client.post(reverse("confirm_choice", args=[decision.pk]), {"anordnare": mine.nord.pk})
    assert Choice.objects.get().provider == mine.lind


def test_two_residents_meet_the_providers_in_different_orders(client, mine):
    names = [a.a_provider(mine.principal, f"Anordnare {n}").name for n in range(6)]
    other = a_stranger(mine)
    orders = []
    for case, seat in ((mine.case, mine.resident), (other.case, other.resident)):
        decision = a.a_decision(case, a.an_intervention(mine.principal, "sai"), period=SPRING)
        client.force_login(seat.user)
        page = client.get(reverse("my_choice", args=[decision.pk]))
        orders.append([offer.provider.name for offer in page.context["offers"]])
    assert set(names) <= set(orders[0]) == set(orders[1])
    assert orders[0] != orders[1]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CONTROLLER])
def test_staff_have_no_pages_of_their_own_here(client, mine, role):
    client.force_login(a.a_seat(role, mine.principal).user)
    assert client.get(reverse("my_pages")).status_code == 403
    assert client.get(reverse("my_case", args=[mine.case.pk])).status_code == 404
