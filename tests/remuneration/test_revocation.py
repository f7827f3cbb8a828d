"""Money follows the days when a provider loses its right, and when it comes back."""

from __future__ import annotations

from datetime import date

import pytest

from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.providers.actions import decisions
from stegvis.providers.actions.sanctions import lift, suspend
from stegvis.remuneration.actions import prepare_settlement
from tests import builders as a
from tests.remuneration.conftest import FEBRUARY, JANUARY, TODAY, assignment_in, settled

LOST_FROM = date(2026, 2, 15)


@pytest.fixture
def chair(world, monkeypatch):
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    return a.a_seat(Role.CHAIR, world.principal).actor


@pytest.fixture
def suspended(world, chair):
    """The provider's right is revoked for the time being in the middle of February."""
    assignment = assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    return suspend(assignment.provider, None, LOST_FROM, "Fara.", by=chair, today=LOST_FROM)


def february(world) -> list[int]:
    settlement = prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    return [entry.amount for entry in settlement.entries.all()]


def test_nothing_is_paid_from_the_day_on_which_the_right_is_lost(world, suspended):
    assert february(world) == [kr(3686) * 14 // 28]


def test_days_that_are_given_back_are_paid_once(world, suspended, chair):
    lift(suspended, LOST_FROM, "Utrett.", by=chair, today=LOST_FROM)
    assert february(world) == [kr(3686)]


def test_days_of_a_gap_are_not_paid_when_the_right_comes_back_later(world, suspended, chair):
    lift(suspended, date(2026, 2, 20), "Utrett.", by=chair, today=date(2026, 2, 20))
    assert february(world) == [kr(3686) * 14 // 28]
