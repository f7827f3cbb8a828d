"""The bonus for lasting self-sufficiency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from stegvis.casework.models import FollowUp
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.money import kr
from stegvis.remuneration.actions import approve_bonus, propose_bonus, refuse_bonus
from stegvis.remuneration.bonuses import open_candidates
from stegvis.remuneration.models import BonusDecision
from stegvis.remuneration.rules import BonusCandidate, BonusFacts, may_give_bonus_to, may_propose_bonus
from stegvis.remuneration.waiting import bonuses_to_decide
from tests import builders as a
from tests.remuneration.conftest import JANUARY, TODAY, a_follow_up, assignment_in, closed_case, settled

# --- The rule ---


def facts(**changes) -> BonusFacts:
    values = {
        "held": True,
        "lasting": True,
        "standing": False,
        "candidates": (BonusCandidate(1, 1000, False),),
    }
    return BonusFacts(**{**values, **changes})


def test_a_lasting_follow_up_with_an_ended_assignment_may_give_a_bonus():
    assert may_propose_bonus(facts())
    assert may_give_bonus_to(facts(), 1)


@pytest.mark.parametrize(
    "change",
    [{"held": False}, {"lasting": False}, {"standing": True}, {"candidates": ()}],
)
def test_no_bonus_without_each_condition(change):
    assert not may_propose_bonus(facts(**change))


def test_no_bonus_to_an_assignment_without_bonus_or_already_proposed():
    candidates = (BonusCandidate(1, 0, False), BonusCandidate(2, 1000, True))
    assert not may_propose_bonus(facts(candidates=candidates))
    assert not may_give_bonus_to(facts(), 2)


# --- The road ---


@pytest.fixture
def lasting(world):
    """A closed case with a follow-up that lasted and one ended assignment."""
    case = closed_case(world)
    world.assignment = assignment_in(world, date(2025, 2, 3), date(2025, 8, 3), case=case)
    world.follow_up = a_follow_up(case)
    return world


def propose(world, assignment=None, by=None):
    by = by or world.caseworker.actor
    return propose_bonus(world.follow_up, assignment or world.assignment, "Anställd", by=by, today=TODAY)


def test_an_approved_bonus_is_paid_in_the_settlement_of_its_month(lasting):
    settled(lasting, JANUARY)
    proposal = propose(lasting)
    assert proposal.amount == kr(10_000)
    approve_bonus(proposal, by=lasting.controller.actor, today=TODAY)
    assert not settled(lasting, date(2026, 2, 1)).entries.exists()
    (entry,) = settled(lasting, date(2026, 3, 1), date(2026, 4, 2)).entries.all()
    assert (entry.kind, entry.amount, entry.month) == ("bonus", kr(10_000), date(2026, 3, 1))


def test_a_bonus_approved_before_the_first_settlement_is_paid_with_it(lasting):
    approve_bonus(propose(lasting), by=lasting.controller.actor, today=TODAY)
    april = settled(lasting, date(2026, 4, 1), date(2026, 5, 4))
    assert april.entries.get().amount == kr(10_000)


def test_a_refused_bonus_is_never_paid_nor_proposed_again(lasting):
    refuse_bonus(propose(lasting), "Underlaget räcker inte", by=lasting.head.actor, today=TODAY)
    assert not settled(lasting, date(2026, 3, 1), date(2026, 4, 2)).entries.exists()
    with pytest.raises(Refused, match="Inget avslutat uppdrag"):
        propose(lasting)


def test_the_last_ended_assignment_comes_first_among_those_to_choose(lasting):
    later = assignment_in(lasting, date(2025, 8, 3), date(2025, 9, 1), case=lasting.assignment.case)
    assert [assignment for assignment, _ in open_candidates(lasting.follow_up)] == [later, lasting.assignment]


def test_only_one_bonus_stands_for_a_follow_up(lasting):
    later = assignment_in(lasting, date(2025, 8, 3), date(2025, 9, 1), case=lasting.assignment.case)
    propose(lasting)
    with pytest.raises(Refused, match="redan föreslagen"):
        propose(lasting, later)


def test_an_assignment_gets_no_second_bonus_when_its_case_is_closed_and_followed_up_again(lasting):
    approve_bonus(propose(lasting), by=lasting.controller.actor, today=TODAY)
    first = lasting.follow_up
    lasting.follow_up = FollowUp.objects.create(
        principal=first.principal,
        case=first.case,
        due_on=date(2026, 3, 10),
        held_on=date(2026, 3, 12),
        lasting=True,
        evidence="contract",
        held_by=lasting.caseworker.user,
    )
    with pytest.raises(Refused, match="Inget avslutat uppdrag"):
        propose(lasting)


def test_another_cases_assignment_gets_no_bonus(lasting):
    stranger = assignment_in(lasting, date(2025, 2, 3), date(2025, 8, 3))
    with pytest.raises(Refused) as refused:
        propose(lasting, stranger)
    assert refused.value.problems.by_field().keys() == {"assignment"}


def test_a_follow_up_that_did_not_last_gives_no_bonus(world):
    case = closed_case(world)
    world.assignment = assignment_in(world, date(2025, 2, 3), date(2025, 8, 3), case=case)
    world.follow_up = a_follow_up(case, lasting=False)
    with pytest.raises(Refused, match="varaktig"):
        propose(world)


def test_a_caseworker_of_another_unit_does_not_propose(lasting):
    stranger = a.a_seat(Role.CASEWORKER, lasting.principal)
    with pytest.raises(Forbidden):
        propose(lasting, by=stranger.actor)


def test_the_head_who_proposes_does_not_decide(lasting):
    proposal = propose(lasting, by=lasting.head.actor)
    with pytest.raises(Refused, match="En annan person"):
        approve_bonus(proposal, by=lasting.head.actor, today=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        BonusDecision.objects.create(
            principal=lasting.principal,
            proposal=proposal,
            approved=True,
            decided_on=TODAY,
            decided_by=lasting.head.user,
        )


def test_the_head_of_another_unit_and_another_principals_controller_do_not_decide(lasting):
    proposal = propose(lasting)
    for seat in (a.a_seat(Role.HEAD_OF_UNIT, lasting.principal), a.a_seat(Role.CONTROLLER, a.a_principal())):
        with pytest.raises(Forbidden):
            approve_bonus(proposal, by=seat.actor, today=TODAY)


def test_who_is_a_caseworker_in_the_unit_and_head_of_another_does_not_decide(lasting):
    proposal = propose(lasting)
    elsewhere = a.a_unit(lasting.principal)
    both = replace(
        lasting.head.actor,
        unit_ids=frozenset({lasting.unit.pk, elsewhere.pk}),
        led_unit_ids=frozenset({elsewhere.pk}),
    )
    assert proposal in bonuses_to_decide(lasting.head.actor, TODAY)
    assert proposal not in bonuses_to_decide(both, TODAY)
    with pytest.raises(Forbidden):
        approve_bonus(proposal, by=both, today=TODAY)


def test_a_bonus_is_decided_once_and_refused_with_a_reason(lasting):
    proposal = propose(lasting)
    with pytest.raises(Refused, match="Skriv varför"):
        refuse_bonus(proposal, "", by=lasting.controller.actor, today=TODAY)
    approve_bonus(proposal, by=lasting.controller.actor, today=TODAY)
    with pytest.raises(Refused, match="redan fattat"):
        refuse_bonus(proposal, "Nej", by=lasting.head.actor, today=TODAY)
