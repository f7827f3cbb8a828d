"""Two who settle at the same time: one settlement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from stegvis.core.answers import Refused
from stegvis.remuneration.actions import prepare, prepare_settlement
from stegvis.remuneration.models import Settlement
from tests.remuneration.conftest import FEBRUARY, JANUARY, TODAY, a_world, assignment_in


def settle_at_once(world) -> list[bool]:
    """The controller settles January while the head settles February; True for each that went through."""
    together = Barrier(2, timeout=20)

    def settle(month, actor) -> bool:
        try:
            together.wait()
            prepare_settlement(month, by=actor, today=TODAY)
            return True
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = pool.map(settle, [JANUARY, FEBRUARY], [world.controller.actor, world.head.actor])
        return list(results)


@pytest.fixture
def world(transactional_db):
    world = a_world()
    assignment_in(world, JANUARY)
    return world


def test_two_settling_at_once_give_one_settlement(world):
    assert sorted(settle_at_once(world)) == [False, True]
    assert Settlement.objects.filter(principal=world.principal).count() == 1


def test_without_the_lock_there_would_be_two(world, monkeypatch):
    both_have_looked = Barrier(2, timeout=20)
    look = prepare.may_settle

    def look_and_wait(*args):
        answer = look(*args)
        both_have_looked.wait()
        return answer

    monkeypatch.setattr(prepare, "_lock_books", lambda principal_id: None)
    monkeypatch.setattr(prepare, "may_settle", look_and_wait)
    assert settle_at_once(world) == [True, True]
