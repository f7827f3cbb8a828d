"""The pages of control: the calendar, deficiencies on both sides, and what the chair decides."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Stale
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.providers.actions.controls import plan_controls
from stegvis.providers.actions.deficiencies import (
    Found,
    answer_remedy,
    close_remedy,
    order_remedy,
    record_deficiency,
)
from stegvis.providers.actions.sanctions import propose_revocation
from stegvis.providers.models import (
    ControlTask,
    Deficiency,
    Provider,
    ProviderDecision,
    Remedy,
    RemedyPaper,
    RevocationProposal,
)
from tests import builders, samples
from tests.builders import TODAY
from tests.providers.building import a_condition

pytestmark = pytest.mark.django_db

FOUND = Found("Försäkringen har gått ut.", Deficiency.Severity.SERIOUS, Deficiency.Source.OTHER, TODAY)


@pytest.fixture(autouse=True)
def calm(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def town():
    principal = builders.a_principal()
    provider = builders.a_provider(principal, "Stegen ek. för.")
    return SimpleNamespace(
        principal=principal,
        provider=provider,
        officer=builders.a_seat(Role.QUALITY_OFFICER, principal),
        chair=builders.a_seat(Role.CHAIR, principal),
        coordinator=builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider),
        sai=builders.an_intervention(principal, "sai"),
    )


def a_deficiency(town, provider=None):
    return record_deficiency(provider or town.provider, FOUND, by=town.officer.actor, today=TODAY)


def a_remedy(town, provider=None):
    deficiency = a_deficiency(town, provider)
    due = TODAY.replace(month=4)
    return order_remedy(deficiency, "Teckna försäkring.", due, by=town.officer.actor, today=TODAY)


def text(response):
    return response.content.decode()


def seen_in(page):
    """What stood when the page was drawn."""
    return re.search(r'name="seen" value="(\w*)"', page if isinstance(page, str) else text(page))[1]


def test_a_control_is_done_from_the_calendar(client, town):
    version = a_condition(town.principal, control_months=12, control="Vi ringer bolaget.")
    plan_controls(town.principal.pk, today=TODAY)
    client.force_login(town.officer.user)
    page = text(client.get(reverse("controls")))
    assert version.title in page
    assert "Planerad" in page
    url = reverse("do_control", args=[ControlTask.objects.get().pk])
    assert "Vi ringer bolaget." in text(client.get(url))
    sent = {"fulfilled": "nej", "severity": "minor", "note": "Ringde."}
    page = text(client.post(url, sent))
    assert "Beskriv vad som brister" in page
    assert "Ringde." in page
    response = client.post(url, sent | {"text": "Ingen försäkring."})
    assert response.url == Deficiency.objects.get().get_absolute_url()
    assert "redan gjord" in text(client.get(url))


def test_the_calendar_costs_the_same_however_long_it_is(client, town):
    client.force_login(town.officer.user)

    def cost():
        plan_controls(town.principal.pk, today=TODAY)
        client.get(reverse("controls"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("controls"))
            client.get(reverse("deficiencies"), {"state": "all"})
            client.get(reverse("revocation_proposals"))
        return len(queries)

    def more():
        a_condition(town.principal, control_months=12)
        provider = builders.a_provider(town.principal)
        a_remedy(town, provider)
        propose_revocation(provider, None, "Brister.", {}, by=town.officer.actor, today=TODAY)

    more()
    first = cost()
    for _ in range(3):
        more()
    assert cost() == first


def test_a_deficiency_goes_from_the_officer_to_the_provider_and_back(client, town):
    client.force_login(town.officer.user)
    sent = {"text": "Inga planer.", "severity": "serious", "source": "person", "found_on": "2026-03-17"}
    url = reverse("record_deficiency", args=[town.provider.pk])
    page = text(client.post(url, sent))
    assert "har inte kommit än" in page and "Inga planer." in page
    client.post(url, sent | {"found_on": "2026-03-16"})
    found = Deficiency.objects.get()
    client.post(reverse("order_remedy", args=[found.pk]), {"what": "Skriv planer.", "due_on": "2026-04-01"})
    client.force_login(town.coordinator.user)
    assert "Inga planer." in text(client.get(town.provider.get_absolute_url()))
    assert "Brister att svara på" in text(client.get("/"))
    assert client.post(reverse("answer_remedy", args=[found.pk]), {"answer": ""}).status_code == 200
    client.post(reverse("answer_remedy", args=[found.pk]), {"answer": "Alla har en plan."})
    client.force_login(town.officer.user)
    assert "Alla har en plan." in text(client.get(found.get_absolute_url()))
    url = reverse("close_remedy", args=[found.pk])
    client.post(url, {"is_met": "ja", "note": "Bra.", "seen": seen_in(client.get(url))})
    assert Remedy.objects.get().is_met
    assert "Åtgärdad" in text(client.get(reverse("deficiencies"), {"state": "all"}))


def test_the_provider_gets_longer_to_mend_and_reads_why(
    client, town, mailoutbox, django_capture_on_commit_callbacks
):
    Provider.objects.update(contact_email="kontakt@stegen.example")
    found = a_remedy(town).deficiency
    before, url = found.remedy.due_on, reverse("prolong_remedy", args=[found.pk])
    client.force_login(town.officer.user)
    refused = text(client.post(url, {"due_on": before.isoformat(), "reason": "Sommar."}))
    assert f"redan till och med {before} på sig" in refused and "Sommar." in refused
    sent = {"due_on": (before + timedelta(days=14)).isoformat(), "reason": "Leverantören dröjer."}
    for _ in ("once", "pressed twice"):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url, sent).status_code == 302
    assert Remedy.objects.get().due_on == before + timedelta(days=14)
    assert [each.due_before for each in Remedy.objects.get().prolonged.all()] == [before]
    client.force_login(town.coordinator.user)
    assert "Leverantören dröjer." in text(client.get(found.get_absolute_url()))
    assert client.post(url, sent).status_code == 404
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()).user)
    assert client.post(url, sent).status_code == 404
    assert [letter.subject for letter in mailoutbox] == [
        f"Längre tid för en brist: till {before + timedelta(days=14)}"
    ]


def test_a_file_comes_once_with_the_answer_and_is_read_by_the_officer_and_its_provider_alone(client, town):
    found = a_remedy(town).deficiency
    client.force_login(town.coordinator.user)
    url = reverse("answer_remedy", args=[found.pk])
    for _ in ("once", "pressed twice"):
        sent = {"answer": "Klart.", "file": SimpleUploadedFile("intyg.pdf", samples.a_pdf())}
        assert client.post(url, sent).status_code == 302
    paper = RemedyPaper.objects.get()
    assert paper.file.sha256 and "intyg.pdf" in text(client.get(found.get_absolute_url()))
    stranger = builders.a_provider(town.principal)
    a_remedy(town, stranger)
    here, there = town.principal, builders.a_principal()
    for seat, status in (
        (town.coordinator, 200),
        (town.officer, 200),
        (builders.a_seat(Role.PROVIDER_STAFF, here, provider=stranger), 404),
        (builders.a_seat(Role.QUALITY_OFFICER, there), 404),
    ):
        client.force_login(seat.user)
        assert client.get(reverse("remedy_paper", args=[paper.pk])).status_code == status
    client.force_login(town.officer.user)
    assert "intyg.pdf" in text(client.get(found.get_absolute_url()))


def test_what_is_not_told_yet_is_dropped_with_its_reason(client, town):
    found = a_deficiency(town)
    client.force_login(town.officer.user)
    assert "Fyll i" in text(client.post(reverse("dismiss_deficiency", args=[found.pk]), {"reason": ""}))
    client.post(reverse("dismiss_deficiency", args=[found.pk]), {"reason": "Fel anordnare."})
    page = text(client.get(found.get_absolute_url()))
    assert "Fel anordnare." in page and "Avskriven" in page


def test_a_provider_reaches_its_own_told_deficiencies_and_nothing_else(client, town):
    neighbour = builders.a_provider(town.principal)
    told, untold, others = a_remedy(town).deficiency, a_deficiency(town), a_remedy(town, neighbour).deficiency
    client.force_login(town.coordinator.user)
    assert client.get(told.get_absolute_url()).status_code == 200
    page = text(client.get(told.get_absolute_url()))
    assert "Antecknad av" not in page
    # Where it came from can point out the participant who told of it.
    assert told.get_source_display() not in page
    for closed in (untold, others):
        assert client.get(closed.get_absolute_url()).status_code == 404
        assert client.get(reverse("answer_remedy", args=[closed.pk])).status_code == 404
    assert client.get(reverse("deficiencies")).status_code == 403
    assert client.get(reverse("order_remedy", args=[told.pk])).status_code == 404
    supervisor = builders.a_seat(
        Role.PROVIDER_STAFF, town.principal, provider=town.provider, duty="supervisor"
    )
    client.force_login(supervisor.user)
    assert client.get(reverse("answer_remedy", args=[told.pk])).status_code == 404


def test_the_database_gives_a_provider_its_own_alone(town):
    neighbour = builders.a_provider(town.principal)
    mine, _, _ = a_remedy(town), a_remedy(town, neighbour), a_deficiency(town, neighbour)
    untold = a_deficiency(town)
    a_condition(town.principal, control_months=12)
    plan_controls(town.principal.pk, today=TODAY)
    propose_revocation(town.provider, None, "Brister.", {}, by=town.officer.actor, today=TODAY)
    with scope.within(Scope(principal_id=town.principal.pk, provider_id=town.provider.pk)):
        assert Remedy.objects.get() == mine
        assert Deficiency.objects.get() == mine.deficiency  # and not what it has not been told to mend
        assert not Deficiency.objects.filter(pk=untold.pk).update(text="Ingen brist.")
        assert not ControlTask.objects.exists()
        assert not RevocationProposal.objects.exists()


def test_a_provider_is_warned_and_its_revocation_proposed_with_evidence(client, town):
    a_remedy(town)
    client.force_login(town.officer.user)
    client.post(reverse("warn_provider", args=[town.provider.pk]), {"scope": "", "reasons": "Brister."})
    assert ProviderDecision.objects.get().kind == "warn"
    page = text(client.get(town.provider.get_absolute_url()))
    assert "Varnad" in page
    url = reverse("propose_revocation", args=[town.provider.pk])
    client.post(url, {"scope": "", "reasons": "Inget har hänt."})
    proposal = RevocationProposal.objects.get()
    assert "Försäkringen har gått ut." in proposal.evidence["Öppna brister"]
    assert "Det går inte just nu" in text(client.get(url))
    page = text(client.get(proposal.get_absolute_url()))
    assert "Inget har hänt." in page
    assert client.get(reverse("revoke_provider", args=[proposal.pk])).status_code == 404


def test_the_chair_revokes_or_dismisses_what_has_been_proposed(client, town):
    first = propose_revocation(town.provider, town.sai, "Brister.", {}, by=town.officer.actor, today=TODAY)
    client.force_login(town.chair.user)
    assert "Förslag om återkallelse" in text(client.get("/"))
    client.post(reverse("dismiss_revocation", args=[first.pk]), {"reason": "Åtgärdat."})
    again = propose_revocation(town.provider, None, "Brister.", {}, by=town.officer.actor, today=TODAY)
    url = reverse("revoke_provider", args=[again.pk])
    page = text(client.post(url, {"holds_from": "2026-03-15", "reasons": "Allvarligt."}))
    assert "senare dag" in page and "Allvarligt." in page
    client.post(url, {"holds_from": "2026-04-01", "reasons": "Allvarligt."})
    assert again.answer.decision.number in text(client.get(again.get_absolute_url()))
    answered = text(client.get(reverse("revocation_proposals"), {"state": "answered"}))
    assert "Återkallad" in answered and "Avskrivet" in answered
    assert not Provider.objects.authorised_for(town.sai.pk, TODAY.replace(month=4)).exists()


def test_the_chair_revokes_for_the_time_being_and_lifts_it(client, town):
    client.force_login(town.chair.user)
    url = reverse("suspend_provider", args=[town.provider.pk])
    client.post(url, {"scope": str(town.sai.pk), "holds_from": "2026-03-16", "reasons": "Fara."})
    interim = ProviderDecision.objects.get()
    assert (interim.kind, interim.intervention) == ("interim", town.sai)
    lift_url = reverse("lift_revocation", args=[interim.pk])
    assert lift_url in text(client.get(town.provider.get_absolute_url()))
    client.post(lift_url, {"holds_from": "2026-03-16", "reasons": "Utrett."})
    assert Provider.objects.authorised_for(town.sai.pk, TODAY).exists()
    assert "Det går inte just nu" in text(client.get(lift_url))
    client.force_login(town.officer.user)
    assert client.get(url).status_code == 404


def test_another_tenant_finds_nothing(client, town):
    found = a_remedy(town).deficiency
    proposal = propose_revocation(town.provider, None, "Brister.", {}, by=town.officer.actor, today=TODAY)
    elsewhere = builders.a_principal()
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, elsewhere).user)
    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.get(proposal.get_absolute_url()).status_code == 404
    assert client.get(reverse("record_deficiency", args=[town.provider.pk])).status_code == 404
    client.force_login(builders.a_seat(Role.CHAIR, elsewhere).user)
    assert client.post(reverse("revoke_provider", args=[proposal.pk]), {}).status_code == 404


# --- two windows --------------------------------------------------------------------------------------------


def test_an_answer_given_while_another_was_written_is_told_and_both_are_kept(client, town):
    found = a_remedy(town).deficiency
    url = reverse("answer_remedy", args=[found.pk])
    client.force_login(town.coordinator.user)
    client.post(url, {"answer": "Från den ena.", "seen": ""})
    page = text(client.post(url, {"answer": "Från den andra.", "seen": ""}))
    assert "”Från den ena.”" in page and "Från den andra." in page
    assert Remedy.objects.get().answer == "Från den ena."
    assert client.post(url, {"answer": "Från den ena.", "seen": ""}).status_code == 302  # pressed twice
    client.post(url, {"answer": "Från båda.", "seen": seen_in(page)})
    assert Remedy.objects.get().answer == "Från båda."


def test_a_judgement_left_open_over_a_new_answer_is_told_of_it(client, town):
    found = a_remedy(town).deficiency
    url = reverse("close_remedy", args=[found.pk])
    client.force_login(town.officer.user)
    client.get(url)
    answer_remedy(found.remedy, "Vi har tecknat den.", by=town.coordinator.actor, today=TODAY)
    sent = {"is_met": "nej", "note": "Inget svar har kommit.", "seen": ""}
    page = text(client.post(url, sent))
    assert "Vi har tecknat den." in page and "Inget svar har kommit." in page
    assert Remedy.objects.get().closed_on is None
    sent |= {"is_met": "ja", "seen": seen_in(page)}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302  # pressed twice
    assert "redan bedömd" in text(client.post(url, sent | {"note": "Ett annat ord."}))
    assert Remedy.objects.get().note == "Inget svar har kommit."


def test_what_is_read_before_the_lock_is_compared_under_it(town):
    remedy = a_remedy(town)
    old = Remedy.objects.get()
    answer_remedy(remedy, "Klart.", by=town.coordinator.actor, today=TODAY)
    with pytest.raises(Stale):
        close_remedy(old, is_met=True, note="Bra.", by=town.officer.actor, today=TODAY)
    colleague = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=town.provider)
    with pytest.raises(Stale):
        answer_remedy(old, "Annat.", by=colleague.actor, today=TODAY)
