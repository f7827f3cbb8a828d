"""The pages where applications are tried and decided on, and where decisions are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core.actor import Duty, Role
from stegvis.core.database.scope import Scope, within
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.providers.actions import review
from stegvis.providers.models import (
    Application,
    ApplicationProposal,
    ConditionAnswer,
    ProposalReturn,
    ProviderDecision,
    ProviderDecisionDocument,
)
from stegvis.providers.rules.reviewing import Outcome, Verdict
from stegvis.registry.models import Export, FileContent
from tests.builders import TODAY, a_person, a_principal, a_provider, a_seat
from tests.providers.building import an_application

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("the_day_of_the_builders", "no_second_factor"),
]
FROM_APRIL = Period(date(2026, 4, 1))
SECRET = "Verkar oseriös enligt grannkommunen."


@pytest.fixture
def principal():
    return a_principal()


@pytest.fixture
def officer(principal):
    return a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def chair(principal):
    return a_seat(Role.CHAIR, principal)


def url(name, row, *more):
    return reverse(name, args=[row.pk, *more])


def proposed(principal, officer, outcome=Outcome.GRANT, **fields):
    application = an_application(principal, **fields)
    verdict = Verdict.FULFILLED if outcome is Outcome.GRANT else Verdict.NOT_FULFILLED
    for answer in application.answers.select_related("version"):
        review.judge(application, answer.version, verdict, SECRET, "", by=officer.actor, today=TODAY)
    review.propose(application, outcome, "Skälen.", FROM_APRIL, by=officer.actor, today=TODAY)
    return Application.objects.get(pk=application.pk)


def read(application):
    """What the decider's page sends: the proposal that stood there."""
    return {"proposal": application.proposals.first().pk}


def decide(client, application):
    return client.post(url("decide_application", application), read(application))


def judge(client, place, *, seen=None, note="", question="", verdict):
    """Sends the form as it stood on the page; `seen` when it has been standing for a while."""
    seen = seen or seen_at(client, place)
    return client.post(place, {"verdict": verdict, "note": note, "question": question, "seen": seen})


def seen_at(client, place):
    return client.get(place).context["form"].stands


def test_from_sent_in_to_a_decision_with_its_document(client, principal, officer, chair, mailoutbox):
    application = an_application(principal)
    client.force_login(officer.user)
    assert application.organisation_name in client.get(reverse("applications")).text
    for answer in application.answers.select_related("version"):
        place = url("judge_condition", application, answer.version_id)
        assert answer.version.text in client.get(place).text
        judge(client, place, verdict="fulfilled")
    sent = {"outcome": "grant", "start": "2026-04-01", "last_day": "", "reasons": "Villkoren är uppfyllda."}
    assert client.post(url("propose_application", application), sent).status_code == 302
    client.force_login(chair.user)
    assert "Villkoren är uppfyllda." in client.get(url("decide_application", application)).text
    answer = client.post(url("decide_application", application), read(application), follow=True)
    decision = ProviderDecision.objects.get(application=application)
    assert answer.redirect_chain[-1][0] == decision.get_absolute_url()
    assert decision.number in answer.text and "2026-04-01" in answer.text
    pdf = client.get(url("provider_decision_document", decision))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert decision.number in client.get(reverse("provider_decisions")).text
    assert any(application.contact_email in letter.to for letter in mailoutbox)


def test_a_refused_form_keeps_what_was_typed(client, principal, officer):
    application = an_application(principal)
    client.force_login(officer.user)
    version = application.answers.first().version_id
    page = judge(client, url("judge_condition", application, version), verdict="unclear", note=SECRET)
    assert "Skriv vad den sökande ska komplettera." in page.text and SECRET in page.text
    page = client.post(
        url("propose_application", application), {"outcome": "grant", "reasons": "Mina skäl.", "start": ""}
    )
    assert "Mina skäl." in page.text and page.status_code == 200
    assert not ApplicationProposal.objects.exists()


def test_two_officers_with_the_same_condition_before_them(client, principal, officer):
    application = an_application(principal, conditions=1)
    answer = application.answers.select_related("version").get()
    place = url("judge_condition", application, answer.version_id)
    client.force_login(officer.user)
    seen, found = seen_at(client, place), {"verdict": "not_fulfilled", "note": "Beloppet är för lågt."}
    other = a_seat(Role.QUALITY_OFFICER, principal)
    review.judge(application, answer.version, Verdict.FULFILLED, "", "", by=other.actor, today=TODAY)
    page = judge(client, place, seen=seen, **found)
    assert f"”Uppfyllt”, av {other.user.display_name}" in page.text and "för lågt" in page.text
    assert application.answers.get().verdict == "fulfilled"
    again = found | {"seen": page.context["form"].stands}
    assert [judge(client, place, **again).status_code for _ in "ab"] == [302, 302], "Who presses twice"
    assert application.answers.get().verdict == "not_fulfilled"


def test_a_judgement_of_an_answer_that_was_completed_meanwhile_is_told_so(client, principal, officer):
    application = an_application(principal, conditions=1)
    answer = application.answers.select_related("version").get()
    place = url("judge_condition", application, answer.version_id)
    client.force_login(officer.user)
    seen = seen_at(client, place)
    application.answers.update(text="Beloppet är nu fem miljoner.")
    page = judge(client, place, seen=seen, verdict="unclear", question="Vilket belopp?")
    assert "ingen har bedömt" in page.text and "Vilket belopp?" in page.text and "fem miljoner" in page.text
    assert application.answers.get().verdict == ""


def test_completion_is_asked_for_and_given_up_when_the_day_has_passed(client, principal, officer):
    application = an_application(principal, conditions=1)
    client.force_login(officer.user)
    version = application.answers.get().version_id
    judge(client, url("judge_condition", application, version), verdict="unclear", question="Hur mycket?")
    page = client.get(url("ask_completion", application))
    assert "Hur mycket?" in page.text
    late = client.post(url("ask_completion", application), {"text": "Svara.", "due_on": "2026-03-17"})
    assert "Välj en dag mellan" in late.text and "Svara." in late.text
    client.post(url("ask_completion", application), {"text": "Svara.", "due_on": "2026-03-30"})
    assert Application.objects.get(pk=application.pk).state == "completion"
    page = client.get(url("stop_waiting", application))
    assert "2026-03-30" in page.text


def test_who_proposed_sees_why_he_cannot_decide_and_can_take_it_back(client, principal, officer):
    application = proposed(principal, officer)
    client.force_login(officer.user)
    assert client.get(url("decide_application", application)).status_code == 404
    client.post(url("send_back_application", application), {"reason": "Fel period."})
    assert ProposalReturn.objects.get().reason == "Fel period."
    assert "Fel period." in client.get(url("application", application)).text


def test_a_proposal_that_the_decider_has_not_read_is_not_decided(client, principal, officer, chair):
    application = proposed(principal, officer)
    stale = read(application)
    review.send_back(application, "Fel dag.", by=officer.actor, today=TODAY)
    later = Period(date(2026, 5, 1))
    review.propose(application, Outcome.GRANT, "Nya skäl.", later, by=officer.actor, today=TODAY)
    client.force_login(chair.user)
    for sent in (stale, {}, {"proposal": "x"}):
        page = client.post(url("decide_application", application), sent)
        assert page.status_code == 200 and "Nya skäl." in page.text
        assert not ProviderDecision.objects.exists()
    assert "Förslaget är ett annat" in client.post(url("decide_application", application), stale).text
    decide(client, application)
    assert ProviderDecision.objects.get().reasons == "Nya skäl."


def test_a_number_that_is_in_the_register_already_is_pointed_out(client, principal, officer):
    known = a_provider(principal)
    application = an_application(principal, organisation_number=known.organisation_number)
    client.force_login(officer.user)
    assert "finns redan i registret" in client.get(url("application", application)).text


def test_drafts_and_thrown_away_drafts_are_nobody_elses(client, principal, officer):
    drafts = [
        an_application(principal, submitted_on=None),
        an_application(principal, submitted_on=None, state="withdrawn"),
    ]
    client.force_login(officer.user)
    page = client.get(reverse("applications"), {"lage": "alla"})
    for draft in drafts:
        assert draft.organisation_name not in page.text
        assert client.get(url("application", draft)).status_code == 404


def test_the_list_is_filtered_and_asks_as_much_for_many_as_for_few(client, principal, officer):
    client.force_login(officer.user)
    first = an_application(principal)
    client.get(reverse("applications"))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("applications")).status_code == 200
        return len(asked)

    few = queries()
    for _ in range(4):
        an_application(principal)
    assert queries() == few
    page = client.get(reverse("applications"), {"q": first.organisation_number})
    assert page.text.count('scope="row"') == 1


@pytest.mark.parametrize("role", [Role.PROVIDER_STAFF, Role.RESIDENT])
def test_others_reach_no_application_page(client, principal, officer, role):
    provider = a_provider(principal)
    application = proposed(principal, officer, provider=provider)
    is_staff = role is Role.PROVIDER_STAFF
    extra = {"provider": provider} if is_staff else {"person": a_person(principal)}
    client.force_login(a_seat(role, principal, **extra).user)
    for name in ("application", "decide_application", "propose_application", "ask_completion"):
        assert client.get(url(name, application)).status_code == 404
    assert client.get(reverse("applications")).status_code == 403
    assert client.get(reverse("provider_decisions")).status_code == 403


def test_staff_of_another_principal_reach_nothing_here(client, principal, officer, chair):
    application = proposed(principal, officer)
    client.force_login(chair.user)
    decide(client, application)
    decision = ProviderDecision.objects.get()
    elsewhere = a_principal()
    an_application(elsewhere)
    client.force_login(a_seat(Role.CHAIR, elsewhere).user)
    assert client.get(url("application", application)).status_code == 404
    assert client.get(url("provider_decision", decision)).status_code == 404
    assert client.get(url("provider_decision_document", decision)).status_code == 404
    assert decision.number not in client.get(reverse("provider_decisions")).text


def test_a_provider_reads_its_own_decisions_and_never_anothers(client, principal, officer, chair):
    ours, theirs = a_provider(principal), a_provider(principal)
    client.force_login(chair.user)
    for provider in (ours, theirs):
        decide(client, proposed(principal, officer, provider=provider))
    own, others = (ProviderDecision.objects.get(provider=each) for each in (ours, theirs))
    client.force_login(a_seat(Role.PROVIDER_STAFF, principal, provider=ours).user)
    page = client.get(url("provider_decision", own))
    assert page.status_code == 200 and SECRET not in page.text
    assert client.get(url("provider_decision_document", own)).status_code == 200
    assert client.get(url("provider_decision", others)).status_code == 404
    assert client.get(url("provider_decision_document", others)).status_code == 404


def test_the_database_gives_a_provider_its_own_decisions_and_nothing_that_officers_prepare(
    client, principal, officer, chair
):
    ours, theirs = a_provider(principal), a_provider(principal)
    client.force_login(chair.user)
    for provider in (ours, theirs):
        decide(client, proposed(principal, officer, provider=provider))
    with within(Scope(principal.pk, provider_id=ours.pk)):
        assert [each.provider_id for each in ProviderDecision.objects.all()] == [ours.pk]
        assert ProviderDecisionDocument.objects.count() == 1
        assert not ApplicationProposal.objects.exists() and not ProposalReturn.objects.exists()
        assert set(ConditionAnswer.objects.values_list("application__provider", flat=True)) == {ours.pk}


def test_the_board_takes_out_the_list_as_csv(client, principal, officer, chair):
    client.force_login(chair.user)
    decide(client, proposed(principal, officer, organisation_name="=1+1 AB"))
    answer = client.post(reverse("provider_decisions_export"))
    assert answer.status_code == 302 and answer.url == reverse("my_exports")
    content = _content(Export.objects.get())
    assert ProviderDecision.objects.get().number in content and "'=1+1 AB" in content


def _content(export):
    return bytes(FileContent.objects.get(file=export.file).content).decode("utf-8-sig")


def test_each_step_awaits_whom_it_should(principal, officer, chair):
    administrator = a_seat(Role.ADMINISTRATOR, principal)
    an_application(principal)
    proposed(principal, officer)

    def kinds(seat):
        return {group.key: group.count for group in awaiting(seat.actor, TODAY)}

    assert kinds(officer)["applications"] == 1
    assert kinds(chair)["application_decisions"] == kinds(administrator)["application_decisions"] == 1
    coordinator = a_seat(
        Role.PROVIDER_STAFF, principal, provider=a_provider(principal), duty=Duty.COORDINATOR
    )
    assert not kinds(coordinator).keys() & {"applications", "application_decisions"}
