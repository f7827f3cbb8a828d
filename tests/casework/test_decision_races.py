"""Deciding while somebody else closes the case or decides the same: one does it, the other is told."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from threading import Barrier, Event

import pytest
from django.db import connection

from stegvis.casework import holding
from stegvis.casework.actions import change, choose, close, decide, propose, voucher
from stegvis.casework.actions.word import write_text
from stegvis.casework.carriers import grant_draft
from stegvis.casework.models import (
    Case,
    Choice,
    ClosureReason,
    Decision,
    DecisionProposal,
    DecisionText,
    ProposalOutcome,
)
from stegvis.casework.rules.changing import NewContent
from stegvis.casework.texts import Words
from stegvis.core.actor import Role
from stegvis.core.money import kr
from tests import builders
from tests.assignments.test_races import unlocked
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_delegation import HEAD, WANTED, delegate
from tests.casework.test_races import at_once, meet_before_writing, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def a_town_with_a_grant():
    town = build_town()
    case = builders.a_case(town.unit, caseworker=town.worker.user)
    builders.an_assessment(case)
    terms = {"voucher_amounts": [kr(5000)]}
    intervention = builders.an_intervention(town.principal, terms=terms)
    return town, case, builders.a_decision(case, intervention)


def closing_and(make):
    """Closing the case and something else in it, at the same moment."""
    town, case, grant = a_town_with_a_grant()
    by = {"by": town.worker.actor, "today": TODAY}
    return [
        lambda: close.close_case(case, ClosureReason.MOVED, TODAY, by=town.head.actor, today=TODAY),
        make(town, case, grant, by),
    ]


def giving_a_voucher(town, case, grant, by):
    return lambda: voucher.give_voucher(grant, kr(5000), **by)


def choosing(town, case, grant, by):
    provider = builders.a_provider(town.principal)
    return lambda: choose.choose_provider(grant, provider, Choice.Made.TOGETHER, **by)


def granting(town, case, grant, by):
    other = builders.an_intervention(town.principal, "sai")
    return lambda: decide.grant_intervention(case, other, WANTED, **by)


def written_after_closing():
    """Rows in closed cases that came after the case was closed: by the order of their transactions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM casework_case c WHERE c.closed_on IS NOT NULL AND ("
            " EXISTS (SELECT FROM casework_voucher v WHERE v.case_id = c.id)"
            " OR EXISTS (SELECT FROM casework_choice h WHERE h.case_id = c.id)"
            " OR (SELECT count(*) FROM casework_decision d WHERE d.case_id = c.id) > 1)"
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("make", [giving_a_voucher, choosing, granting])
def test_a_case_being_closed_takes_no_decision_no_choice_and_no_voucher_at_the_same_time(make):
    outcomes = at_once(*closing_and(make))
    told = refusals(outcomes)
    # Either the closing was first, and the other was refused; or the other, and both hold.
    assert len(told) == (0 if written_after_closing() else 1)
    if told:
        assert "avslutat" in told[0]


@pytest.mark.parametrize(
    ("make", "module"), [(giving_a_voucher, voucher), (choosing, choose), (granting, decide)]
)
def test_without_the_lock_on_the_case_it_would_be_given_in_a_case_that_is_closed(monkeypatch, make, module):
    """The control: the verb has seen that the case is open, the case is closed, and the verb writes on."""
    town, case, grant = a_town_with_a_grant()
    act = make(town, case, grant, {"by": town.worker.actor, "today": TODAY})
    checked, closed = Event(), Event()
    refusals_of = module.database_refusals

    @contextmanager
    def when_closed():
        checked.set()
        assert closed.wait(timeout=20)
        with refusals_of():
            yield

    def closed_meanwhile():
        assert checked.wait(timeout=20)
        try:
            close.close_case(case, ClosureReason.MOVED, TODAY, by=town.head.actor, today=TODAY)
        finally:
            closed.set()

    monkeypatch.setattr(module, "locked", unlocked)
    monkeypatch.setattr(module, "database_refusals", when_closed)
    assert refusals(at_once(act, closed_meanwhile)) == []
    assert written_after_closing() == 1


def two_refusals_of_the_same():
    town, case, _ = a_town_with_a_grant()
    sai = builders.an_intervention(town.principal, "sai")

    def refuse(seat, reason):
        return lambda: decide.refuse_intervention(case, sai, reason, by=seat.actor, today=TODAY)

    return [refuse(town.worker, "Behövs inte."), refuse(town.head, "Passar inte.")]


def test_two_who_refuse_the_same_at_once_give_one_refusal_and_the_other_is_told_whose():
    (message,) = refusals(at_once(*two_refusals_of_the_same()))
    assert "redan beslutat i dag av" in message
    assert Decision.objects.filter(kind="refuse").count() == 1


def test_without_the_lock_on_the_case_both_would_refuse(monkeypatch):
    meet_before_writing(monkeypatch, decide, of=Case)
    assert refusals(at_once(*two_refusals_of_the_same())) == []
    assert Decision.objects.filter(kind="refuse").count() == 2


def two_changes_of_a_grant():
    town, _, grant = a_town_with_a_grant()

    def changing(seat, last_day):
        wanted = NewContent(TODAY, last_day, "", 100, "", "Skäl.")
        return lambda: change.change_grant(grant, wanted, by=seat.actor, today=TODAY)

    return [changing(town.worker, date(2026, 6, 30)), changing(town.head, date(2026, 6, 30))]


def test_two_who_make_the_same_change_at_once_give_one():
    (message,) = refusals(at_once(*two_changes_of_a_grant()))
    assert "Ingenting är ändrat" in message
    assert Decision.objects.filter(kind="change").count() == 1


def test_without_the_lock_both_changes_would_be_written(monkeypatch):
    meet_before_writing(monkeypatch, change)
    assert refusals(at_once(*two_changes_of_a_grant())) == []
    assert Decision.objects.filter(kind="change").count() == 2


def a_proposal_and_two_heads():
    town, case, _ = a_town_with_a_grant()
    delegate(town, HEAD, two_persons=True)
    sai = builders.an_intervention(town.principal, "sai")
    draft = grant_draft(case, sai, WANTED)
    proposal = propose.put_forward(draft, by=town.worker.actor, today=TODAY)
    other = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.unit)
    return town, other, proposal


def approving(proposal, seat):
    shown = DecisionProposal.objects.select_related("case", "intervention").get(pk=proposal.pk)
    return lambda: propose.approve(shown, by=seat.actor, today=TODAY)


def test_two_who_approve_at_once_give_one_decision():
    town, other, proposal = a_proposal_and_two_heads()
    (message,) = refusals(at_once(approving(proposal, town.head), approving(proposal, other)))
    assert "redan avgjort" in message
    assert ProposalOutcome.objects.count() == 1
    assert Decision.objects.filter(intervention__code="sai").count() == 1


def test_a_proposal_taken_back_while_it_is_approved_is_one_of_the_two():
    town, _, proposal = a_proposal_and_two_heads()
    shown = DecisionProposal.objects.select_related("case").get(pk=proposal.pk)

    def take_back():
        return propose.withdraw(shown, by=town.worker.actor, today=TODAY)

    (message,) = refusals(at_once(approving(proposal, town.head), take_back))
    assert "redan avgjort" in message
    outcome = ProposalOutcome.objects.get()
    assert (outcome.decision is None) == (not Decision.objects.filter(intervention__code="sai").exists())


def test_without_the_locks_the_database_still_gives_one_outcome(monkeypatch):
    """The control: both have seen that the proposal awaits; the second is stopped when it writes."""
    town, other, proposal = a_proposal_and_two_heads()
    can_settle, both_have_seen = propose.can_settle, Barrier(2)

    def seen_by_both(*args):
        answer = can_settle(*args)
        both_have_seen.wait(timeout=20)
        return answer

    monkeypatch.setattr(propose, "locked", unlocked)
    monkeypatch.setattr(holding, "locked", unlocked)
    monkeypatch.setattr(decide, "locked", unlocked)
    monkeypatch.setattr(propose, "can_settle", seen_by_both)
    (message,) = refusals(at_once(approving(proposal, town.head), approving(proposal, other)))
    assert "hann före" in message or "redan beviljad" in message
    assert Decision.objects.filter(intervention__code="sai").count() == 1


def test_two_administrators_who_write_a_text_at_once_leave_one_line_of_versions():
    town = build_town()
    seats = [builders.a_seat(Role.ADMINISTRATOR, town.principal) for _ in range(2)]

    def write(seat, day):
        return lambda: write_text("grant", Words("Vi.", "", ""), day, by=seat.actor, today=TODAY)

    assert refusals(at_once(write(seats[0], TODAY), write(seats[1], date(2026, 5, 1)))) == []
    first, second = DecisionText.objects.order_by("period")
    assert first.period.end == second.period.start and second.period.end is None
