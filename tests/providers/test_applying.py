"""An organisation applies: any day, step by step, signed in or by a secret link that opens nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.documents.blocks import Facts
from stegvis.core.files.inspection import inspect
from stegvis.core.period import Period
from stegvis.providers.actions import apply, fill_in
from stegvis.providers.applicants import applicant_of, hash_of, holder_of_link
from stegvis.providers.documents import document_of
from stegvis.providers.models import (
    Application,
    ApplicationSite,
    CompletionRequest,
    Condition,
    ConditionAnswer,
    ConditionVersion,
    Evidence,
    ProviderDecision,
    ProviderDecisionDocument,
    Reauthorisation,
)
from stegvis.providers.rules import applying as rules
from stegvis.providers.rules.applying import AnswerFacts, ApplicationFacts, State
from stegvis.registry.models import FileContent, StoredFile
from tests import builders, samples
from tests.builders import TODAY

READY = AnswerFacts("Försäkring", confirms=True, text="", wants_evidence=False, files=0)


def the_facts(**changes):
    values = {"state": State.DRAFT, "has_contact": True, "interventions": 1, "sites": 1, "answers": (READY,)}
    return ApplicationFacts(**{**values, **changes})


# --- the rules


@given(st.sampled_from(State))
def test_only_a_draft_and_what_is_to_be_completed_can_be_changed_and_sent(state):
    may = state in (State.DRAFT, State.COMPLETION)
    assert rules.may_change(state).ok == rules.may_send(the_facts(state=state)).ok == may
    assert rules.may_withdraw(state).ok == (state not in (State.DECIDED, State.WITHDRAWN))


@given(st.booleans(), st.text(max_size=3), st.booleans(), st.integers(0, 2))
def test_every_condition_is_confirmed_with_its_papers_or_explained(confirms, text, wants, files):
    answer = AnswerFacts("Försäkring", confirms, text, wants, files)
    ready = (confirms and (files > 0 or not wants)) or (not confirms and bool(text.strip()))
    assert rules.is_ready(answer) == rules.may_send(the_facts(answers=(answer,))).ok == ready


def test_everything_that_is_missing_is_told_at_once():
    empty = AnswerFacts("Försäkring", confirms=False, text="", wants_evidence=True, files=0)
    facts = the_facts(has_contact=False, interventions=0, sites=0, answers=(empty, READY))
    assert len(rules.may_send(facts).problems) == 4


def test_another_contact_is_not_told_that_the_organisation_has_applied():
    own = rules.may_send(the_facts(is_handled_already=True)).problems.messages
    other = rules.may_send(the_facts(is_handled_already=True, is_own=False)).problems.messages
    assert "har redan en ansökan" in own[0]
    assert "redan" not in other[0]


# --- the world

pytestmark = pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")


@pytest.fixture
def principal(db):
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    return builders.a_provider(
        principal, "Steget AB", contact_name="Kim Kontakt", contact_email="kim@steget.example"
    )


@pytest.fixture
def administrator(principal, provider):
    return builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR)


@pytest.fixture
def version(principal):
    return a_version(principal)


@pytest.fixture(autouse=True)
def files_are_taken_in(settings):
    settings.SERVE_UNSCANNED_FILES = True


def a_version(principal, code="forsakring", intervention=None, period=builders.ALWAYS, **fields):
    condition, _ = Condition.objects.get_or_create(
        principal=principal,
        code=code,
        defaults={"kind": "specific" if intervention else "general", "intervention": intervention},
    )
    told = {"title": "Försäkring", "text": "Ni är försäkrade.", "control": "Beviset granskas."} | fields
    return ConditionVersion.objects.create(principal=principal, condition=condition, period=period, **told)


def a_draft(seat, provider):
    return apply.start_own(applicant_of(seat.actor), provider, today=TODAY)


def filled_in(application, by, *versions):
    fill_in.add_site(application, fill_in.Place("", "Vägen 1", "13140", "Nacka"), by=by)
    intervention = builders.an_intervention(application.principal)
    fill_in.choose_parts(application, {intervention.pk: []}, by=by)
    for version in versions:
        answered(application, version, by)
    return application


def answered(application, version, by, **fields):
    told = {"confirms": True, "text": "Beviset bifogas."} | fields
    return fill_in.answer_condition(application, version, **told, by=by, today=TODAY)


def asked_for_more(application, version, user):
    """As the officer does it."""
    ConditionAnswer.objects.filter(application=application, version=version).update(
        verdict="unclear",
        question="Vilket belopp?",
        officer_note="HEMLIGT",
        reviewed_on=TODAY,
        reviewed_by=user,
    )
    CompletionRequest.objects.create(
        principal=application.principal,
        application=application,
        text="Komplettera försäkringen.",
        asked_on=TODAY,
        due_on=TODAY + timedelta(14),
        asked_by=user,
    )
    Application.objects.filter(pk=application.pk).update(state="completion")
    application.refresh_from_db()


# --- signed in


def test_a_draft_begins_with_what_is_known_of_the_provider_and_is_gone_on_with(administrator, provider):
    first = a_draft(administrator, provider)
    assert (first.organisation_number, first.contact_email) == (
        provider.organisation_number,
        "kim@steget.example",
    )
    assert a_draft(administrator, provider) == first


def test_a_complete_application_is_sent_in_and_gets_its_number(administrator, provider, version):
    by = applicant_of(administrator.actor)
    application = filled_in(a_draft(administrator, provider), by, version)
    sent = apply.send_in(application, by=by, today=TODAY)
    assert (sent.state, sent.submitted_on, sent.conditions_on) == ("submitted", TODAY, TODAY)
    assert sent.number == f"AUK 2026-{application.pk}"
    with pytest.raises(Refused, match="kan inte ändras"):
        answered(application, version, by)


def test_an_application_is_tried_by_the_wordings_of_the_day_it_is_sent_in(administrator, provider, principal):
    by, tomorrow = applicant_of(administrator.actor), TODAY + timedelta(1)
    old = a_version(principal, period=Period(date(2020, 1, 1), tomorrow))
    new = a_version(principal, period=Period(tomorrow))
    application = filled_in(a_draft(administrator, provider), by, old)
    with pytest.raises(Refused, match="Svara på villkoret"):
        apply.send_in(application, by=by, today=tomorrow)
    fill_in.answer_condition(application, new, confirms=True, text="", by=by, today=tomorrow)
    apply.send_in(application, by=by, today=tomorrow)
    assert [each.version for each in application.answers.all()] == [new]


def test_conditions_of_interventions_not_sought_are_not_asked(administrator, provider, principal, version):
    by = applicant_of(administrator.actor)
    a_version(principal, "larare", builders.an_intervention(principal, "sai"))
    application = filled_in(a_draft(administrator, provider), by, version)
    assert apply.send_in(application, by=by, today=TODAY).state == "submitted"


def test_a_completion_is_answered_and_what_was_changed_is_to_be_reviewed_anew(
    administrator, provider, version, principal
):
    by = applicant_of(administrator.actor)
    other = a_version(principal, "ekonomi", title="Ekonomi")
    application = filled_in(a_draft(administrator, provider), by, version, other)
    apply.send_in(application, by=by, today=TODAY)
    officer = builders.a_user()
    asked_for_more(application, version, officer)
    application.answers.filter(version=other).update(
        verdict="fulfilled", reviewed_on=TODAY, reviewed_by=officer
    )
    with pytest.raises(Refused, match="redan bedömt"):
        answered(application, other, by, text="Annat")
    with pytest.raises(Refused, match="Insatserna kan inte ändras"):
        fill_in.choose_parts(application, {}, by=by)
    answer = answered(application, version, by, text="Tio miljoner.")
    answer.refresh_from_db()
    assert (answer.verdict, answer.question, answer.officer_note) == ("", "Vilket belopp?", "HEMLIGT")
    number = application.number
    later = apply.send_in(application, by=by, today=TODAY + timedelta(3))
    assert (later.state, later.submitted_on, later.number) == ("submitted", TODAY, number)


def test_papers_are_kept_and_taken_away_with_all_that_is_known_of_them(administrator, provider, version):
    by = applicant_of(administrator.actor)
    application = a_draft(administrator, provider)
    answered(application, version, by, file=inspect(samples.a_pdf(), "bevis.pdf"))
    paper = Evidence.objects.get()
    assert (paper.file.name, paper.file.uploaded_by) == ("bevis.pdf", administrator.user)
    fill_in.remove_evidence(application, paper.pk, by=by, today=TODAY)
    assert not any(model.objects.exists() for model in (Evidence, StoredFile, FileContent))


def test_who_does_not_administer_the_provider_reads_and_changes_nothing(principal, provider, administrator):
    application = a_draft(administrator, provider)
    coordinator = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider)
    stranger = builders.a_seat(
        Role.PROVIDER_STAFF, principal, provider=builders.a_provider(principal), duty=Duty.ADMINISTRATOR
    )
    for seat in (coordinator, stranger):
        with pytest.raises(Forbidden):
            apply.withdraw(application, by=applicant_of(seat.actor))
    with pytest.raises(Forbidden):
        a_draft(coordinator, provider)


def test_the_database_gives_a_provider_its_own_applications_alone(
    principal, provider, administrator, version
):
    application = a_draft(administrator, provider)
    answered(application, version, applicant_of(administrator.actor), file=inspect(samples.a_pdf(), "b.pdf"))
    other = builders.a_provider(principal)
    colleague, stranger = builders.a_user(), builders.a_user()
    tables = (Application, ConditionAnswer, Evidence, StoredFile, FileContent)
    with scope.within(Scope(principal.pk, provider_id=provider.pk, user_id=colleague.pk)):
        assert [model.objects.count() for model in tables] == [1] * 5
    with scope.within(Scope(principal.pk, provider_id=other.pk, user_id=stranger.pk)):
        assert [model.objects.count() for model in tables] == [0] * 5
        assert ConditionVersion.objects.filter(pk=version.pk).update(title="Inget") == 0


# --- the pages, signed in


def test_an_administrator_writes_and_sends_the_application_on_the_pages(
    client, administrator, provider, version
):
    client.force_login(administrator.user)
    client.post(reverse("own_applications"))
    application = provider.applications.get()
    here = reverse("own_application", args=[application.pk])
    intervention = builders.an_intervention(application.principal)
    assert "Det här återstår" in client.get(f"{here}skicka/").content.decode()
    client.post(f"{here}insatser/", {f"insats_{intervention.pk}": "on"})
    wrong = client.post(f"{here}platser/", {"address": "Vägen 7", "postal_code": "12", "town": "Nacka"})
    assert "Vägen 7" in wrong.content.decode()
    assert "fem siffror" in wrong.content.decode()
    client.post(f"{here}platser/", {"address": "Vägen 7", "postal_code": "131 40", "town": "Nacka"})
    shown = client.get(f"{here}villkor/{version.pk}/").content.decode()
    assert "Så kontrolleras villkoret" in shown
    sent = {
        "confirms": "on",
        "text": "Ja",
        "vidare": "ja",
        "file": SimpleUploadedFile("b.pdf", samples.a_pdf()),
    }
    assert client.post(f"{here}villkor/{version.pk}/", sent).headers["Location"] == here
    paper = Evidence.objects.get()
    assert client.get(reverse("evidence", args=[paper.pk])).content == samples.a_pdf()
    assert client.post(f"{here}skicka/").headers["Location"] == here
    application.refresh_from_db()
    assert application.state == "submitted"
    assert "Vägen 7" in client.get(here).content.decode()
    assert application.number in client.get(reverse("own_applications")).content.decode()


def test_a_round_of_re_authorisation_is_applied_in_once(client, administrator, provider, version):
    a_round = Reauthorisation.objects.create(
        principal=provider.principal,
        title="Nya krav på försäkring",
        reason="Fullmäktige har beslutat.",
        conditions_on=TODAY,
        started_on=TODAY,
        deadline=TODAY + timedelta(60),
        started_by=builders.a_user(),
    )
    client.force_login(administrator.user)
    assert "Sök på nytt: Nya krav på försäkring" in client.get(reverse("own_applications")).content.decode()
    client.post(reverse("own_applications"), {"omgang": a_round.pk})
    application = provider.applications.get(reauthorisation=a_round)
    by = applicant_of(administrator.actor)
    apply.send_in(filled_in(application, by, version), by=by, today=TODAY)
    assert "Sök på nytt" not in client.get(reverse("own_applications")).content.decode()
    again = client.post(reverse("own_applications"), {"omgang": a_round.pk}, follow=True)
    assert "redan ansökt" in again.content.decode()
    assert provider.applications.count() == 1


@pytest.fixture
def a_round(provider):
    return Reauthorisation.objects.create(
        principal=provider.principal,
        title="Nya krav",
        reason="Fullmäktige har beslutat.",
        conditions_on=TODAY,
        started_on=TODAY,
        deadline=TODAY + timedelta(60),
        started_by=builders.a_user(),
    )


def test_nobody_begins_in_a_round_that_was_ended_meanwhile(administrator, provider, a_round):
    Reauthorisation.objects.update(ended_on=TODAY)
    with pytest.raises(Refused, match="avslutad"):
        apply.start_own(applicant_of(administrator.actor), provider, reauthorisation=a_round, today=TODAY)
    assert not provider.applications.exists()


def test_nothing_is_sent_in_to_a_round_that_was_ended_meanwhile(administrator, provider, version, a_round):
    by = applicant_of(administrator.actor)
    begun = filled_in(apply.start_own(by, provider, reauthorisation=a_round, today=TODAY), by, version)
    Reauthorisation.objects.update(ended_on=TODAY)
    begun = Application.objects.get(pk=begun.pk)
    with pytest.raises(Refused, match="avslutad"):
        apply.send_in(begun, by=by, today=TODAY)
    begun.refresh_from_db()
    assert begun.state == Application.State.DRAFT


def test_the_list_costs_the_same_whatever_its_length(client, administrator, provider):
    client.force_login(administrator.user)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("own_applications")).status_code == 200
        return len(captured)

    def one_more(number):
        Application.objects.create(
            principal=provider.principal,
            provider=provider,
            number=f"A {number}",
            organisation_number=provider.organisation_number,
            conditions_on=TODAY,
            started_at=clock.now(),
        )

    one_more(1)
    queries()
    short = queries()
    for number in range(2, 12):
        one_more(number)
    assert queries() == short


def test_the_officers_note_and_verdicts_before_a_request_are_never_shown(
    client, administrator, provider, version
):
    by = applicant_of(administrator.actor)
    application = filled_in(a_draft(administrator, provider), by, version)
    apply.send_in(application, by=by, today=TODAY)
    asked_for_more(application, version, builders.a_user())
    client.force_login(administrator.user)
    here = reverse("own_application", args=[application.pk])
    for address in (here, f"{here}villkor/{version.pk}/"):
        page = client.get(address).content.decode()
        assert "Vilket belopp?" in page
        assert "HEMLIGT" not in page
    Application.objects.filter(pk=application.pk).update(state="submitted")
    assert "Vilket belopp?" not in client.get(f"{here}villkor/{version.pk}/").content.decode()
    assert "Ansökan att komplettera" not in client.get(reverse("start")).content.decode()
    Application.objects.filter(pk=application.pk).update(state="completion")
    assert "Ansökan att komplettera" in client.get(reverse("start")).content.decode()


# --- by the secret link


SENT = {
    "organisation_number": "556000-4615",
    "organisation_name": "Nya Vägar AB",
    "contact_name": "Nora Ny",
    "contact_email": "nora@nyavagar.example",
}


@pytest.fixture
def begin(client, principal, mailoutbox, django_capture_on_commit_callbacks):
    """Asks for a link on the public page; answers the address in the letter."""

    def ask(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("apply", args=[principal.slug]), {**SENT, **fields})
        assert answer.headers["Location"] == reverse("application_letter", args=[principal.slug])
        return re.search(r"https?://[^/]+(/\S+)", mailoutbox[-1].body)[1]

    return ask


def test_an_organisation_applies_by_the_link_in_a_letter(client, principal, version, begin):
    opened = client.get(begin())
    here = reverse("application_by_link", args=[principal.slug])
    assert opened.headers["Location"] == here
    assert opened.cookies["ansokan"]["httponly"]
    application = Application.objects.get()
    assert application.key_hash not in ("", opened.cookies["ansokan"].value)
    assert application.key_hash == hash_of(opened.cookies["ansokan"].value)
    filled_in(application, holder_of_link(application))
    sent = {"confirms": "on", "file": SimpleUploadedFile("b.pdf", samples.a_pdf())}
    client.post(f"{here}villkor/{version.pk}/", sent)
    paper = Evidence.objects.get()
    assert paper.file.uploaded_by is None
    assert client.get(f"{here}underlag/{paper.pk}/").content == samples.a_pdf()
    for page in ("", "uppgifter/", "insatser/", "platser/", f"villkor/{version.pk}/", "skicka/", "aterta/"):
        answer = client.get(f"{here}{page}")
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
    client.post(f"{here}skicka/")
    application.refresh_from_db()
    assert application.state == "submitted"
    client.post(f"{here}aterta/")
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_the_page_says_the_same_of_an_organisation_that_is_known(client, principal, begin):
    known = builders.a_provider(principal)
    assert begin(organisation_number=known.organisation_number)
    assert Application.objects.get().provider is None


def test_a_wrong_organisation_number_is_told_and_what_was_typed_stays(client, principal):
    answer = client.post(
        reverse("apply", args=[principal.slug]), {**SENT, "organisation_number": "556000-4616"}
    )
    assert "Kontrollsiffran stämmer inte" in answer.content.decode()
    assert "Nora Ny" in answer.content.decode()
    assert not Application.objects.exists()


def test_anothers_link_or_paper_does_not_exist(client, principal, version, begin):
    first = begin()
    begin(organisation_number="556036-0793")
    _mine, theirs = Application.objects.order_by("id")
    answer = answered(theirs, version, holder_of_link(theirs), file=inspect(samples.a_pdf(), "b.pdf"))
    here = reverse("application_by_link", args=[principal.slug])
    assert client.get(here).headers["Location"] == reverse("apply", args=[principal.slug])
    client.get(first)
    assert client.get(here).status_code == 200
    paper = answer.evidence.get()
    assert client.get(f"{here}underlag/{paper.pk}/").status_code == 404
    client.post(f"{here}villkor/{version.pk}/", {"ta_bort": paper.pk})
    assert Evidence.objects.filter(pk=paper.pk).exists()
    client.cookies["ansokan"] = "gissat"
    assert client.get(here).status_code == 404
    assert (
        client.get(reverse("application_link", args=[principal.slug]) + "?nyckel=gissat").status_code == 404
    )
    other = builders.a_principal()
    client.cookies["ansokan"] = first.split("nyckel=")[1]
    assert client.get(reverse("application_by_link", args=[other.slug])).status_code == 404


def test_a_lost_link_is_replaced_and_the_former_opens_nothing(
    client, principal, begin, mailoutbox, django_capture_on_commit_callbacks
):
    first = begin()
    address = reverse("apply", args=[principal.slug])
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post(address, {"igen-email": SENT["contact_email"].upper(), "igen": "ja"})
        unknown = client.post(address, {"igen-email": "ingen@example.org", "igen": "ja"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert len(mailoutbox) == 2
    former = client.get(first)
    assert former.status_code == 404 and "senaste länken" in former.content.decode()


def test_who_writes_while_the_link_is_replaced_is_told_so_and_loses_nothing(
    client, principal, begin, mailoutbox, django_capture_on_commit_callbacks
):
    client.get(begin())
    here = f"{reverse('application_by_link', args=[principal.slug])}platser/"
    typed = {"name": "Kajen", "address": "Kajgatan 1 <b>", "postal_code": "13140", "town": "Nacka"}
    with django_capture_on_commit_callbacks(execute=True):
        again = {"igen-email": SENT["contact_email"], "igen": "ja"}
        client.post(reverse("apply", args=[principal.slug]), again)
    told = client.post(here, typed)
    page = told.content.decode()
    assert told.status_code == 404 and "är inte sparat" in page and not ApplicationSite.objects.exists()
    assert f'action="{here}"' in page and '<input type="hidden" name="town" value="Nacka">' in page
    assert "Kajgatan 1 &lt;b&gt;" in page and "<b>" not in page

    client.get(re.search(r"https?://[^/]+(/\S+)", mailoutbox[-1].body)[1])  # the newer link, in another tab
    kept = dict(re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)">', page))
    client.post(here, {name: unescape(value) for name, value in kept.items()})
    assert ApplicationSite.objects.get().address == typed["address"]


def test_letters_to_one_address_are_few(client, principal, settings, mailoutbox):
    settings.RATE_LIMITS = {"pages": (99, 99), "applications": (2, 1)}
    address = reverse("apply", args=[principal.slug])
    for number in range(4):
        client.post(address, {**SENT, "contact_email": "en@example.org"}, REMOTE_ADDR=f"10.1.0.{number}")
    assert Application.objects.count() == 2
    last = [client.post(address, SENT, REMOTE_ADDR="10.2.0.1").status_code for _ in range(3)]
    assert last == [302, 302, 429]


def test_nobody_else_takes_a_provider_on_its_own_pages(client, administrator, provider):
    application = a_draft(administrator, provider)
    stranger = builders.a_seat(
        Role.PROVIDER_STAFF,
        provider.principal,
        provider=builders.a_provider(provider.principal),
        duty=Duty.ADMINISTRATOR,
    )
    a_draft(stranger, stranger.membership.provider)
    client.force_login(stranger.user)
    for page in ("", "uppgifter/", "skicka/", "aterta/"):
        address = f"{reverse('own_application', args=[application.pk])}{page}"
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert clock.today() == TODAY


def test_the_decision_and_its_document_are_read_by_the_link(client, principal, version, begin):
    first = begin()
    application = Application.objects.get()
    answered(application, version, holder_of_link(application), file=inspect(samples.a_pdf(), "b.pdf"))
    here = reverse("application_by_link", args=[principal.slug])
    client.get(first)
    assert client.get(f"{here}beslut/").status_code == 404
    decision = ProviderDecision.objects.create(
        principal=principal,
        number="ANB 1",
        kind="refuse",
        application=application,
        decided_on=TODAY,
        holds_from=TODAY,
        reasons="Försäkringen räcker inte.",
        appeal="Skriv till förvaltningsrätten.",
        decided_by=builders.a_user(),
    )
    [papers] = [
        block.items
        for block in document_of(decision).blocks
        if isinstance(block, Facts) and dict(block.items).get(version.title)
    ]
    checksum = sha256(samples.a_pdf()).hexdigest()
    assert "b.pdf, PDF, " in papers[0][1] and checksum in papers[0][1].replace(" ", "")
    ProviderDecisionDocument.objects.create(
        principal=principal, decision=decision, content=b"%PDF", sha256="0" * 64, set_at=clock.now()
    )
    Application.objects.filter(pk=application.pk).update(state="decided", submitted_on=TODAY)
    page = client.get(here).content.decode()
    assert "Försäkringen räcker inte." in page
    assert "Skriv till förvaltningsrätten." in page
    assert client.get(f"{here}beslut/").content == b"%PDF"
