"""The resident chooses a provider: wishes, some side by side, time, help, and the last place."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from stegvis.casework.models import Choice, ChoiceInvitation
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.oversight.models import Reading
from tests import builders as a

TODAY = a.TODAY


@pytest.fixture(autouse=True)
def in_march(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def mine(db, client) -> SimpleNamespace:
    """I am signed in, with a grant to choose for; two providers, and a resident who is not me."""
    principal = a.a_principal()
    unit = a.a_unit(principal)
    case, other = a.a_case(unit), a.a_case(unit)
    seat = a.a_seat(Role.RESIDENT, principal, person=case.person)
    client.force_login(seat.user)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        seat=seat,
        decision=a.a_decision(case),
        others=a.a_decision(other),
        nord=a.a_provider(principal, "Nordanvind AB", languages="svenska, arabiska", places=1),
        lind=a.a_provider(principal, "Lindens Kompetens AB", languages="svenska"),
    )


def shown(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def of_mine(mine, name):
    return reverse(name, args=[mine.decision.pk])


def test_i_look_for_my_language_and_compare_two(client, mine):
    page = shown(client.get(of_mine(mine, "my_choice"), {"sprak": "arabiska"}))
    assert "Nordanvind AB" in page
    assert "Lindens" not in page
    assert "passar det du söker" in shown(client.get(of_mine(mine, "my_choice"), {"vantetid": "0"}))
    page = shown(client.get(of_mine(mine, "compare_my_choice"), {"jamfor": [mine.nord.pk, mine.lind.pk]}))
    assert page.count("Gå vidare") == 2
    assert "För få för att visa" in page


def test_a_provider_that_is_full_of_others_is_neither_offered_nor_chosen(client, mine):
    a.an_assignment(a.a_case(mine.unit), provider=mine.nord)
    assert "Nordanvind" not in shown(client.get(of_mine(mine, "my_choice")))
    back = client.get(of_mine(mine, "confirm_choice"), {"anordnare": mine.nord.pk}, follow=True)
    assert "Välj en annan" in shown(back)


def test_when_another_took_the_last_place_i_am_told_and_have_the_list_before_me(client, mine):
    assert "Ja, jag väljer" in shown(client.get(of_mine(mine, "confirm_choice"), {"anordnare": mine.nord.pk}))
    a.a_choice(mine.others, mine.nord)
    page = shown(client.post(of_mine(mine, "confirm_choice"), {"anordnare": mine.nord.pk}))
    assert "inga lediga platser" in page
    assert "Lindens Kompetens AB" in page
    assert "Nordanvind AB" not in page
    assert Choice.objects.get().decision == mine.others


def test_who_presses_twice_has_chosen_once_and_is_told_no_refusal(client, mine):
    sent = {"anordnare": mine.nord.pk}
    client.post(of_mine(mine, "confirm_choice"), sent)
    again = client.post(of_mine(mine, "confirm_choice"), sent)
    assert again.status_code == 302 and again.url == reverse("my_pages")
    other = shown(client.post(of_mine(mine, "confirm_choice"), {"anordnare": mine.lind.pk}))
    assert "En anordnare är redan vald" in other
    assert Choice.objects.get().provider == mine.nord


def test_a_form_that_i_wrote_myself_is_refused_and_logged(client, mine, caplog):
    a.a_pause(mine.lind)
    page = shown(client.post(of_mine(mine, "confirm_choice"), {"anordnare": mine.lind.pk}))
    assert "tar inte emot" in page
    assert not Choice.objects.exists()
    (line,) = (record for record in caplog.records if record.name == "stegvis.security")
    assert (line.user, line.provider, line.decision) == (mine.seat.user.pk, mine.lind.pk, mine.decision.pk)
    assert Reading.objects.get(what="refused_choice").detail == f"anordnare {mine.lind.pk}"


@pytest.mark.parametrize("sent", ["x", "-1", "0", "9" * 30, ""])
def test_what_is_no_provider_leads_back_to_the_list(client, mine, sent):
    back = client.post(of_mine(mine, "confirm_choice"), {"anordnare": sent}, follow=True)
    assert "Nordanvind AB" in shown(back)
    assert not Choice.objects.exists()


def test_i_am_told_how_long_i_may_wait_and_ask_for_help(client, mine):
    ChoiceInvitation.objects.create(
        principal=mine.principal,
        decision=mine.decision,
        invited_on=TODAY,
        choose_by=date(2026, 3, 30),
    )
    assert "Välj senast 30 mars 2026" in shown(client.get(reverse("my_pages")))
    assert "Välj senast 30 mars 2026" in shown(client.get(of_mine(mine, "my_choice")))
    page = client.post(of_mine(mine, "ask_for_help"), {"wish": "Vem talar arabiska?"}, follow=True)
    assert "Du har bett om hjälp" in shown(page)
    invitation = ChoiceInvitation.objects.get()
    assert (invitation.help_asked_on, invitation.help_wish) == (TODAY, "Vem talar arabiska?")
    ChoiceInvitation.objects.update(invited_on=date(2026, 3, 1), choose_by=date(2026, 3, 10))
    assert "Tiden att välja är slut" in shown(client.get(of_mine(mine, "my_choice")))


def test_too_long_a_wish_is_told_and_kept(client, mine):
    page = shown(client.post(of_mine(mine, "ask_for_help"), {"wish": "Hjälp " * 200}))
    assert "Hjälp Hjälp" in page
    assert not ChoiceInvitation.objects.exists()


@pytest.mark.parametrize("name", ["my_choice", "compare_my_choice", "confirm_choice", "ask_for_help"])
def test_anybody_elses_choice_is_not_there(client, mine, name):
    address = reverse(name, args=[mine.others.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"anordnare": mine.nord.pk}).status_code == 404
