"""Trying an application: condition by condition, completion, a proposal, and another human's decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from stegvis.accounts.models import Membership
from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions import review
from stegvis.providers.actions.apply import start_own
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.actions.sanctions import lift, suspend
from stegvis.providers.applicants import applicant_of
from stegvis.providers.models import (
    Application,
    Authorisation,
    Provider,
    ProviderDecision,
)
from stegvis.providers.open_list import open_list
from stegvis.providers.reviewing import as_it_stands
from stegvis.providers.rules import reviewing as rules
from stegvis.providers.rules.applying import State
from stegvis.providers.rules.granting import Fate, Right, fate_of
from stegvis.providers.rules.reviewing import Judged, Outcome, Tried, Verdict
from tests.builders import TODAY, a_principal, a_provider, a_seat, an_intervention
from tests.providers.building import an_application

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders")
FROM_APRIL = Period(date(2026, 4, 1))
DUE = TODAY + timedelta(days=14)
verdicts = st.sampled_from(Verdict)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def periods(draw):
    start = draw(days)
    end = draw(st.none() | st.dates(start + timedelta(1), date(2027, 6, 1)))
    return Period(start, end)


levels = st.frozensets(st.sampled_from("abc"), max_size=2)
rights = st.builds(Right, periods(), levels)


# --- the rules ------------------------------------------------------------------------------------


@given(st.lists(verdicts, min_size=1, max_size=4), st.sampled_from(Outcome))
def test_all_fulfilled_is_granted_and_anything_lacking_refused(found, outcome):
    tried = Tried(State.SUBMITTED, tuple(Judged(f"V{n}", each) for n, each in enumerate(found)))
    answer = rules.may_propose_so(tried, outcome, "Skäl.", FROM_APRIL, today=TODAY)
    is_judged = Verdict.NONE not in found
    is_all_fulfilled = set(found) == {Verdict.FULFILLED}
    assert answer.ok == (is_judged and (outcome is Outcome.GRANT) == is_all_fulfilled)


@given(st.sampled_from(State))
def test_only_what_is_sent_in_is_tried(state):
    tried = Tried(state, (Judged("V", Verdict.UNCLEAR),))
    assert rules.may_judge(state, Verdict.FULFILLED, "", "").ok == (state is State.SUBMITTED)
    assert rules.may_ask_for_completion(tried, DUE, today=TODAY).ok == (state is State.SUBMITTED)
    assert rules.may_be_decided(state, 1, 2).ok == (state is State.PROPOSED)


def test_unclear_needs_a_question_and_lacking_a_reason():
    assert not rules.may_judge(State.SUBMITTED, Verdict.UNCLEAR, "", " ")
    assert not rules.may_judge(State.SUBMITTED, Verdict.NOT_FULFILLED, " ", "")
    assert rules.may_judge(State.SUBMITTED, Verdict.UNCLEAR, "", "Vilket belopp?")


@given(st.integers(-5, 120))
def test_the_applicant_has_a_week_to_ninety_days_to_complete(days_given):
    tried = Tried(State.SUBMITTED, (Judged("V", Verdict.UNCLEAR),))
    answer = rules.may_ask_for_completion(tried, TODAY + timedelta(days_given), today=TODAY)
    assert answer.ok == (7 <= days_given <= 90)


def test_the_officer_waits_for_the_whole_last_day():
    assert not rules.may_stop_waiting(State.COMPLETION, DUE, today=DUE)
    assert rules.may_stop_waiting(State.COMPLETION, DUE, today=DUE + timedelta(1))


@given(periods(), days)
def test_nobody_is_authorised_backwards_in_time(wanted, today):
    given_days = rules.first_day(wanted, today=today)
    assert given_days == wanted.intersect(Period(today))


@given(rights, rights, days, st.sampled_from("abc"))
def test_being_authorised_anew_never_costs_a_day_or_a_level(earlier, new, day, level):
    def holds(right):
        return right.period.contains(day) and (not right.levels or level in right.levels)

    fate = fate_of(earlier, new)
    kept = [] if fate is Fate.REPLACED else [earlier]
    if fate is Fate.SHORTENED:
        kept = [Right(earlier.period.ending(new.period.start), earlier.levels)]
    assert (holds(earlier) or holds(new)) == any(holds(right) for right in [*kept, new])


@given(rights, rights)
def test_a_right_that_stands_whole_in_the_new_one_is_not_kept_beside_it(earlier, new):
    if fate_of(earlier, new) is Fate.STAYS and new.covers_levels_of(earlier):
        assert not new.period.covers(earlier.period)


# --- the verbs ------------------------------------------------------------------------------------


@pytest.fixture
def principal(db):
    return a_principal()


@pytest.fixture
def officer(principal):
    return a_seat(Role.QUALITY_OFFICER, principal).actor


@pytest.fixture
def chair(principal):
    return a_seat(Role.CHAIR, principal).actor


def judge_all(application, officer, verdict=Verdict.FULFILLED):
    for answer in application.answers.select_related("version"):
        review.judge(application, answer.version, verdict, "Granskat.", "Vad mer?", by=officer, today=TODAY)


def proposed(application, officer, outcome=Outcome.GRANT, period=FROM_APRIL):
    judge_all(application, officer, Verdict.FULFILLED if outcome is Outcome.GRANT else Verdict.NOT_FULFILLED)
    review.propose(application, outcome, "Skälen.", period, by=officer, today=TODAY)
    return Application.objects.get(pk=application.pk)


def test_who_first_judges_a_condition_handles_the_application(principal, officer):
    application = an_application(principal)
    judge_all(application, officer)
    application.refresh_from_db()
    assert application.officer_id == officer.user_id
    assert {answer.verdict for answer in application.answers.all()} == {Verdict.FULFILLED}


def test_completion_is_asked_for_by_letter_without_saying_what(
    principal, officer, django_capture_on_commit_callbacks
):
    application = an_application(principal)
    judge_all(application, officer, Verdict.UNCLEAR)
    with django_capture_on_commit_callbacks(execute=True):
        review.ask_for_completion(application, "Visa beloppet.", DUE, by=officer, today=TODAY)
    application.refresh_from_db()
    assert application.state == State.COMPLETION
    (letter,) = mail.outbox
    assert letter.to == [application.contact_email] and str(DUE) in letter.body
    assert "beloppet" not in letter.body and "Granskat" not in letter.body


def test_the_officer_goes_on_when_nobody_completed_in_time(principal, officer):
    application = an_application(principal)
    judge_all(application, officer, Verdict.UNCLEAR)
    review.ask_for_completion(application, "Visa beloppet.", DUE, by=officer, today=TODAY)
    with pytest.raises(Refused, match=str(DUE)):
        review.stop_waiting(application, by=officer, today=DUE)
    assert review.stop_waiting(application, by=officer, today=DUE + timedelta(1)).state == State.SUBMITTED


def test_granting_makes_the_provider_its_right_and_its_first_administrator(
    principal, officer, chair, django_capture_on_commit_callbacks
):
    one, two = an_intervention(principal), an_intervention(principal, "sfi_plus")
    application = an_application(principal, one, two)
    application.parts.filter(intervention=two).update(levels=["b"])
    with django_capture_on_commit_callbacks(execute=True):
        outcome = decide_application(proposed(application, officer), by=chair, today=TODAY)
    provider = Provider.objects.get(organisation_number=application.organisation_number)
    assert outcome.decision.provider == provider and outcome.decision.kind == ProviderDecision.Kind.GRANT
    rights = {each.intervention: each for each in provider.authorisations.all()}
    assert rights[one].period == rights[two].period == FROM_APRIL
    assert rights[two].levels == ["b"] and rights[one].decision == outcome.decision
    assert provider.places == 12 and provider.languages == "svenska, arabiska"
    assert provider.sites.get().town == "Nacka"
    member = Membership.objects.get(provider=provider)
    assert member.user.email == application.contact_email and member.duty == Duty.ADMINISTRATOR
    assert outcome.invited and outcome.invited.is_new_account
    assert "Beslut om ansökan" in mail.outbox[-1].subject
    assert outcome.decision.document.content


def test_a_provider_that_is_authorised_anew_has_no_day_twice(principal, officer, chair):
    provider, intervention = a_provider(principal, authorised=None), an_intervention(principal)
    Authorisation.objects.create(
        principal=principal, provider=provider, intervention=intervention, period=Period(date(2025, 1, 1))
    )
    application = an_application(principal, intervention, provider=provider)
    decide_application(proposed(application, officer), by=chair, today=TODAY)
    held = sorted(provider.authorisations.values_list("period", flat=True))
    assert held == [Period(date(2025, 1, 1), FROM_APRIL.start), FROM_APRIL]


def test_one_level_after_another_for_the_same_days(principal, officer, chair):
    provider, intervention = a_provider(principal, authorised=None), an_intervention(principal)

    def granted(*levels):
        application = an_application(principal, intervention, provider=provider)
        application.parts.update(levels=list(levels))
        decide_application(proposed(application, officer), by=chair, today=TODAY)

    def may(level):
        found = Provider.objects.authorised_for(intervention.pk, FROM_APRIL.start, level)
        return found.filter(pk=provider.pk).exists()

    granted("a")
    assert may("a") and not may("b")
    granted("b")
    assert may("a") and may("b") and not may("c")
    granted("b")
    assert sorted(provider.authorisations.values_list("levels", flat=True)) == [["a"], ["b"]]
    with clock.frozen(FROM_APRIL.start):
        own = a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR).actor
        again = start_own(applicant_of(own), provider, today=FROM_APRIL.start)
        shown = open_list(principal, FROM_APRIL.start)
    assert again.parts.get().levels == ["a", "b"]
    assert [right.levels for right in shown[0].rights] == [["a"], ["b"]]
    told = {"by": chair, "today": FROM_APRIL.start}
    interim = suspend(provider, intervention, FROM_APRIL.start, "Fara.", **told)
    assert not may("a") and not may("b")
    lift(interim, FROM_APRIL.start, "Utrett.", **told)
    assert may("a") and may("b") and not may("c")
    granted("a", "b")
    assert list(provider.authorisations.values_list("levels", flat=True)) == [["a", "b"]]


def test_a_refusal_has_reasons_and_gives_no_right(principal, officer, chair):
    application = proposed(an_application(principal), officer, Outcome.REFUSE)
    outcome = decide_application(application, by=chair, today=TODAY)
    assert outcome.decision.provider is None and outcome.decision.reasons == "Skälen."
    assert not Provider.objects.filter(organisation_number=application.organisation_number).exists()
    assert Application.objects.get(pk=application.pk).state == State.DECIDED


def test_who_has_proposed_never_decides(principal, officer):
    both = a_seat(Role.ADMINISTRATOR, principal)
    application = proposed(an_application(principal), officer)
    proposal = application.proposals.get()
    same = both.actor.__class__(**{**both.actor.__dict__, "user_id": officer.user_id})
    with pytest.raises(Refused, match="själv har lagt fram"):
        decide_application(application, by=same, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderDecision.objects.create(
            principal=principal,
            number="X",
            kind="refuse",
            application=application,
            decided_on=TODAY,
            holds_from=TODAY,
            reasons="Nej.",
            decided_by_id=proposal.proposed_by_id,
        )


def test_what_is_sent_back_is_tried_again_and_decided_by_the_new_proposal(principal, officer, chair):
    application = proposed(an_application(principal), officer)
    review.send_back(application, "Se över perioden.", by=chair, today=TODAY)
    with pytest.raises(Refused):
        decide_application(application, by=chair, today=TODAY)
    again = Period(date(2026, 5, 1))
    review.propose(application, Outcome.GRANT, "Nya skäl.", again, by=officer, today=TODAY)
    outcome = decide_application(application, by=chair, today=TODAY)
    assert outcome.decision.reasons == "Nya skäl." and outcome.decision.holds_from == again.start


def test_a_judgement_made_from_an_answer_that_has_changed_is_not_written(principal, officer):
    application = an_application(principal, conditions=1)
    answer = application.answers.select_related("version").get()
    seen = as_it_stands(answer)
    told = {"by": officer, "today": TODAY, "seen": seen}
    review.judge(application, answer.version, Verdict.FULFILLED, "", "", **told)
    with pytest.raises(Refused, match="ändrades medan"):
        review.judge(application, answer.version, Verdict.NOT_FULFILLED, "Nej.", "", **told)
    assert application.answers.get().verdict == Verdict.FULFILLED


def test_an_address_that_belongs_to_staff_gets_no_account_and_the_decision_stands(principal, officer, chair):
    colleague = a_seat(Role.CASEWORKER, principal).user
    application = an_application(principal, contact_email=colleague.email)
    outcome = decide_application(proposed(application, officer), by=chair, today=TODAY)
    assert outcome.invited is None and "handläggare" in outcome.not_invited
    assert outcome.decision.pk


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ADMINISTRATOR, Role.CHAIR])
def test_only_quality_officers_try_applications(principal, role):
    actor = a_seat(role, principal).actor
    with pytest.raises(Forbidden):
        judge_all(an_application(principal), actor)


def test_an_officer_with_applications_of_another_principal_tries_none_here(principal):
    elsewhere = a_principal()
    an_application(elsewhere)
    stranger = a_seat(Role.QUALITY_OFFICER, elsewhere).actor
    application = an_application(principal)
    with pytest.raises(Forbidden):
        judge_all(application, stranger)
    with pytest.raises(Forbidden):
        decide_application(application, by=a_seat(Role.CHAIR, elsewhere).actor, today=TODAY)
    with pytest.raises(Forbidden):
        review.take(application, by=stranger)
