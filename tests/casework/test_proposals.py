"""A decision that takes two: one prepares it, another decides, and nobody does both."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from stegvis.assignments.carriers import end_draft, extension_draft
from stegvis.casework.actions import grant_intervention
from stegvis.casework.actions.propose import (
    approve,
    can_settle,
    decide_or_put_forward,
    put_forward,
    send_back,
    withdraw,
)
from stegvis.casework.carriers import (
    change_draft,
    end_grant_draft,
    grant_draft,
    refusal_draft,
    voucher_draft,
)
from stegvis.casework.decision_steps import come_back, to_decide
from stegvis.casework.models import Decision, DecisionDocument, DecisionProposal, ProposalOutcome, Voucher
from stegvis.casework.proposals import carrier_of
from stegvis.casework.rules.changing import NewContent
from stegvis.casework.rules.entry import Wanted
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.money import kr
from stegvis.core.period import ONE_DAY, Period
from tests import builders
from tests.assignments.conftest import a_meeting
from tests.builders import TODAY
from tests.casework.test_delegation import HEAD, WANTED, WORKER, delegate


@pytest.fixture
def two(town, case):
    """The head decides, on what a caseworker has prepared. The clock stands on the day of the builders."""
    delegate(town, HEAD, two_persons=True)
    builders.an_assessment(case)
    terms = {"voucher_amounts": [kr(5000)]}
    town.case, town.intervention = case, builders.an_intervention(town.principal, terms=terms)
    town.colleague = builders.a_seat(
        HEAD, town.principal, unit=town.unit, user=builders.a_user("Kim Kollega")
    )
    return town


def proposed(two, draft=None):
    draft = draft or grant_draft(two.case, two.intervention, WANTED)
    return put_forward(draft, by=two.worker.actor, today=TODAY)


def test_what_one_has_prepared_another_decides_by_the_same_action(two):
    proposal = proposed(two)
    decision = approve(proposal, by=two.head.actor, today=TODAY)
    assert (decision.decided_by, decision.period) == (two.head.user, WANTED.period)
    assert (decision.reason, decision.delegation.two_persons) == (WANTED.reason, True)
    assert ProposalOutcome.objects.get(proposal=proposal).decision == decision


def test_nobody_decides_what_he_has_prepared_himself(two):
    proposal = put_forward(grant_draft(two.case, two.intervention, WANTED), by=two.head.actor, today=TODAY)
    with pytest.raises(Refused, match="inte godkänna det du själv"):
        approve(proposal, by=two.head.actor, today=TODAY)
    assert approve(proposal, by=two.colleague.actor, today=TODAY)


def test_the_database_too_refuses_that_the_preparer_decides(two):
    proposal = proposed(two)
    decision = builders.a_decision(two.case, two.intervention)
    with pytest.raises(IntegrityError, match="Who prepares"), transaction.atomic():
        ProposalOutcome.objects.create(
            principal=two.principal,
            proposal=proposal,
            decision=decision,
            decided_on=TODAY,
            decided_by=two.worker.user,
        )


def test_who_has_no_delegation_and_who_works_elsewhere_decides_nothing(two):
    proposal = proposed(two)
    other = builders.a_seat(WORKER, two.principal, unit=two.unit)
    with pytest.raises(Forbidden, match="Enhetschefen får bevilja"):
        approve(proposal, by=other.actor, today=TODAY)
    with pytest.raises(Forbidden):
        approve(proposal, by=two.stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        send_back(proposal, "Nej.", by=two.stranger.actor, today=TODAY)
    assert not DecisionProposal.objects.visible_to(two.stranger.actor)


def test_the_rules_are_asked_again_on_the_day_of_approval(two):
    proposal = proposed(two)
    builders.a_decision(two.case, two.intervention, period=WANTED.period)
    with pytest.raises(Refused, match="redan beviljad"):
        approve(proposal, by=two.head.actor, today=TODAY)
    assert DecisionProposal.objects.awaiting().count() == 1


def test_a_proposal_is_sent_back_with_a_reason_and_may_be_put_forward_anew(two):
    proposal = proposed(two)
    with pytest.raises(Refused, match="Skriv varför"):
        send_back(proposal, "", by=two.head.actor, today=TODAY)
    send_back(proposal, "Förklara varför just den.", by=two.head.actor, today=TODAY)
    assert list(come_back(two.worker.actor, TODAY)) == [proposal]
    with pytest.raises(Refused, match="redan avgjort"):
        approve(proposal, by=two.head.actor, today=TODAY)
    again = proposed(two)
    assert not come_back(two.worker.actor, TODAY)
    assert list(to_decide(two.head.actor, TODAY)) == [again]


def test_the_preparer_takes_it_back_and_nobody_else_does(two):
    proposal = proposed(two)
    with pytest.raises(Refused, match="Bara den som lade fram"):
        withdraw(proposal, by=two.head.actor, today=TODAY)
    withdraw(proposal, by=two.worker.actor, today=TODAY)
    assert not DecisionProposal.objects.awaiting()
    assert not come_back(two.worker.actor, TODAY)


def test_two_proposals_about_the_same_matter_do_not_wait_at_once(two):
    proposed(two)
    with pytest.raises(Refused, match="väntar redan på beslut"):
        proposed(two)
    assert proposed(two, refusal_draft(two.case, builders.an_intervention(two.principal, "sai"), "Nej."))


def test_what_the_rules_refuse_is_not_put_forward(two):
    early = Wanted(Period(date(2025, 1, 1), date(2025, 6, 1)), "Skäl.")
    with pytest.raises(Refused, match="öppnades|öppet sedan"):
        proposed(two, grant_draft(two.case, two.intervention, early))


def test_who_may_decide_alone_is_not_made_to_ask(town, case):
    delegate(town, WORKER)
    builders.an_assessment(case)
    draft = grant_draft(case, builders.an_intervention(town.principal), WANTED)
    assert isinstance(decide_or_put_forward(draft, by=town.worker.actor, today=TODAY), Decision)


def test_what_only_the_head_may_decide_a_caseworker_can_prepare(town, case):
    delegate(town, HEAD)
    builders.an_assessment(case)
    draft = grant_draft(case, builders.an_intervention(town.principal), WANTED)
    proposal = decide_or_put_forward(draft, by=town.worker.actor, today=TODAY)
    assert isinstance(proposal, DecisionProposal)
    assert approve(proposal, by=town.head.actor, today=TODAY).delegation.two_persons is False


def test_what_nobody_may_decide_is_not_prepared(town, case):
    delegate(town, HEAD, "refuse")
    builders.an_assessment(case)
    draft = grant_draft(case, builders.an_intervention(town.principal), WANTED)
    with pytest.raises(Forbidden, match="Nämnden får besluta"):
        put_forward(draft, by=town.worker.actor, today=TODAY)


def test_every_kind_of_decision_can_take_two(two):
    case, by = two.case, {"by": two.worker.actor, "today": TODAY}
    builders.full_time(two.principal)
    grant = builders.a_decision(case, two.intervention)
    changed = NewContent(TODAY, date(2026, 6, 30), "", 100, "", "Börjar arbeta.")
    assignment = _assigned(two)
    a_meeting(assignment, day=TODAY)
    more = Period(assignment.period.end, date(2026, 5, 1))
    drafts = [
        (change_draft(grant, changed), Decision.Kind.CHANGE),
        (voucher_draft(grant, kr(5000)), None),
        (end_grant_draft(grant, "Flyttar."), Decision.Kind.END),
        (extension_draft(assignment, more, "Behövs."), Decision.Kind.EXTEND),
        (end_draft(assignment, date(2026, 4, 20), "Arbete."), Decision.Kind.END),
    ]
    for draft, kind in drafts:
        taken = approve(put_forward(draft, **by), by=two.head.actor, today=TODAY)
        assert isinstance(taken, Voucher) if kind is None else taken.kind == kind
        assert taken.delegation.role == HEAD
    assignment.refresh_from_db()
    assert assignment.period.last_day == date(2026, 4, 20)


def test_a_proposed_change_rests_on_the_capacity_known_when_it_is_decided(two):
    by = {"by": two.worker.actor, "today": TODAY}
    grant = builders.a_decision(two.case, two.intervention, capacity_percent=100)
    wanted = NewContent(TODAY + ONE_DAY, date(2026, 6, 30), "", 100, "", "Börjar arbeta.")
    proposal = put_forward(change_draft(grant, wanted), **by)
    tomorrow = TODAY + ONE_DAY
    builders.an_assessment(two.case, capacity_percent=50, held_on=tomorrow)
    proposal = DecisionProposal.objects.get(pk=proposal.pk)
    drafted = carrier_of(proposal).drafted(proposal, two.head.actor, tomorrow)
    assert drafted.capacity_percent == 50
    assert approve(proposal, by=two.head.actor, today=tomorrow).capacity_percent == 50


def _assigned(two):
    other = builders.an_intervention(two.principal, "sai")
    grant = builders.a_decision(two.case, other, period=Period(date(2026, 1, 12), date(2026, 4, 1)))
    return builders.an_assignment(two.case, decision=grant)


def test_a_waiting_list_shows_what_the_actor_may_decide_and_nothing_else(two):
    proposal = proposed(two)
    assert list(to_decide(two.head.actor, TODAY)) == [proposal]
    assert not to_decide(two.worker.actor, TODAY)
    assert not to_decide(two.stranger.actor, TODAY)
    assert not to_decide(builders.a_seat(HEAD, two.principal).actor, TODAY)
    own = put_forward(
        refusal_draft(two.case, builders.an_intervention(two.principal, "sai"), "Nej."),
        by=two.head.actor,
        today=TODAY,
    )
    assert own not in to_decide(two.head.actor, TODAY)


def test_a_correction_goes_through_two_persons_as_well(two):
    wrong = builders.a_decision(two.case, two.intervention, period=WANTED.period)
    draft = grant_draft(two.case, two.intervention, WANTED, corrects=wrong)
    decision = approve(proposed(two, draft), by=two.head.actor, today=TODAY)
    assert decision.corrects == wrong


# --- The pages


@pytest.fixture
def at_work(two, client, stopped_clock, no_second_factor):
    def becomes(seat):
        client.force_login(seat.user)
        return client

    return SimpleNamespace(two=two, becomes=becomes)


GRANTING = {"start": "2026-03-23", "last_day": "2026-09-22", "reason": "Leder snabbast till arbete."}


def grant_url(two):
    return reverse("grant", args=[two.case.pk, two.intervention.pk])


def body(response):
    return response.content.decode()


def test_the_form_says_that_two_are_needed_puts_forward_and_the_head_decides(at_work):
    two = at_work.two
    client = at_work.becomes(two.worker)
    page = body(client.get(grant_url(two)))
    assert "Enhetschefen får bevilja" in page and "Lägg fram för beslut" in page
    answer = client.post(grant_url(two), GRANTING)
    proposal = DecisionProposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    page = body(client.get(answer.url))
    assert "Väntar på beslut" in page and "Ta tillbaka förslaget" in page and "Fatta beslutet" not in page
    assert "Väntar på beslut" in body(client.get(two.case.get_absolute_url()))
    client = at_work.becomes(two.head)
    assert "Förslag att besluta om" in body(client.get("/"))
    page = body(client.get(proposal.get_absolute_url()))
    assert "Reglerna tillåter beslutet i dag" in page and GRANTING["reason"] in page
    answer = client.post(proposal.get_absolute_url(), {"gor": "besluta"})
    assert answer.url == two.case.get_absolute_url()
    decision = Decision.objects.get()
    assert decision.decided_by == two.head.user
    assert DecisionDocument.objects.filter(decision=decision).exists()
    assert "beslutade 2026-03-16" in body(client.get(proposal.get_absolute_url()))


def test_the_second_person_sees_what_the_rules_say_now(at_work):
    two = at_work.two
    proposal = proposed(two)
    builders.a_decision(two.case, two.intervention, period=WANTED.period)
    client = at_work.becomes(two.head)
    assert "Beslutet kan inte fattas i dag" in body(client.get(proposal.get_absolute_url()))
    page = body(client.post(proposal.get_absolute_url(), {"gor": "besluta"}))
    assert "redan beviljad" in page
    assert not hasattr(DecisionProposal.objects.get(), "outcome")


def test_sending_back_without_a_reason_says_so_at_the_field(at_work):
    two = at_work.two
    proposal = proposed(two)
    client = at_work.becomes(two.head)
    address = proposal.get_absolute_url()
    assert "Fyll i det här fältet." in body(client.post(address, {"gor": "skicka-tillbaka", "reason": ""}))
    sent = {"gor": "skicka-tillbaka", "reason": "Skriv mer om praktiken."}
    assert client.post(address, sent).url == two.case.get_absolute_url()
    assert "Skriv mer om praktiken." in body(at_work.becomes(two.worker).get(address))


def test_a_preview_shows_the_document_and_decides_nothing(at_work):
    two = at_work.two
    client = at_work.becomes(two.head)
    page = body(client.post(grant_url(two), {**GRANTING, "forhandsvisa": "ja"}))
    assert "Så kommer beslutet att se ut" in page and "Så överklagar du" in page
    assert GRANTING["reason"] in page
    assert not Decision.objects.exists() and not DecisionProposal.objects.exists()
    page = body(client.post(grant_url(two), {**GRANTING, "last_day": "2027-09-22", "forhandsvisa": "ja"}))
    assert "högst 6 månader" in page and "Så kommer beslutet" not in page


def test_who_comes_second_is_told_and_keeps_what_was_typed(at_work):
    two = at_work.two
    client = at_work.becomes(two.worker)
    assert client.get(grant_url(two)).status_code == 200
    approve(proposed(two), by=two.head.actor, today=TODAY)
    page = body(client.post(grant_url(two), {**GRANTING, "reason": "Mina egna ord om saken."}))
    assert "Insatsen är redan beviljad" in page and "Mina egna ord om saken." in page


def test_strangers_do_not_find_the_proposal(at_work):
    proposal = proposed(at_work.two)
    address = proposal.get_absolute_url()
    assert at_work.becomes(at_work.two.stranger).get(address).status_code == 404
    other = builders.a_principal()
    foreign = builders.a_seat(HEAD, other, unit=builders.a_unit(other))
    assert at_work.becomes(foreign).post(address, {"gor": "besluta"}).status_code == 404
    assert not can_settle(proposal, foreign.actor, TODAY)


def test_the_proposal_of_a_protected_person_is_closed_to_the_unnamed(at_work):
    two = at_work.two
    proposal = proposed(two)
    builders.protect(two.case.person)
    page = at_work.becomes(two.head).get(proposal.get_absolute_url())
    assert page.status_code == 403 and two.case.person.last_name not in body(page)


def test_a_grant_by_the_action_needs_nothing_prepared_without_delegation(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    assert grant_intervention(case, intervention, WANTED, by=town.worker.actor, today=TODAY)
