"""Visitors of every role open, send and guess whatever they find: nobody meets a mark that is not for him.

The bounded run makes 800 requests in all; `make fuzz` sets FUZZ_REQUESTS and keeps the figures.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail

from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.security.addresses import ALL, DECLARED, address
from tests.security.fuzz.marked import (
    ADVICE,
    ASSIGNMENT,
    CASE,
    COMMON,
    PERSON,
    PROTECTED,
    MarkedWorld,
    a_marked_world,
)
from tests.security.fuzz.visitor import Visitor
from tests.security.world import OTHER_TENANT, OTHER_UNIT, OURS

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "800"))
SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
RESULTS = os.environ.get("FUZZ_RESULTS")

FEWEST_OPENED = 10
"""A visitor who gets nowhere proves nothing."""

KNOWLEDGE = (PERSON, CASE, ASSIGNMENT, ADVICE)
HERE = (OURS, OTHER_UNIT, PROTECTED)
OWN_ONLY = {(kind, OURS) for kind in KNOWLEDGE}
OF_THE_UNIT = OWN_ONLY | {(kind, PROTECTED) for kind in (CASE, ASSIGNMENT, ADVICE)}
SEES_PEOPLE = {(PERSON, OURS), (PERSON, OTHER_UNIT)}
SEES_ASSIGNMENTS = SEES_PEOPLE | {(ASSIGNMENT, whose) for whose in HERE}

MAY_MEET: dict[Role, set[tuple[str, str]]] = {
    Role.CASEWORKER: OF_THE_UNIT,
    Role.HEAD_OF_UNIT: OF_THE_UNIT,
    Role.PROVIDER_STAFF: {(PERSON, OURS), (ASSIGNMENT, OURS), (ASSIGNMENT, PROTECTED)},
    Role.RESIDENT: OWN_ONLY,
    Role.QUALITY_OFFICER: SEES_ASSIGNMENTS,
    Role.CONTROLLER: SEES_ASSIGNMENTS,
    Role.LOG_CONTROLLER: SEES_PEOPLE,
    Role.MEDICAL_ADVISER: SEES_PEOPLE | {(ADVICE, whose) for whose in HERE},
}
"""Which marks each role may meet besides its principal's common ones; written by hand from the rules of
access, apart from the code. A role that is not named may meet no person's."""


def forbidden(world: MarkedWorld, role: Role) -> list[str]:
    allowed = MAY_MEET.get(role, set())
    words = list(world.marks((*KNOWLEDGE, COMMON), [OTHER_TENANT]))
    for kind in KNOWLEDGE:
        words += world.marks([kind], [whose for whose in HERE if (kind, whose) not in allowed])
    return words


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    settings.RATE_LIMITS = {}


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def starts(world: MarkedWorld) -> list[str]:
    """Every address, of every chain: also those that nobody links to."""
    found = ["/"]
    for name in ALL:
        if name in DECLARED:
            shows = DECLARED[name].shows
            found += [
                address(name, chain, chain.rows[shows].pk if shows else None)
                for chain in world.chains.values()
            ]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_meets_a_mark_that_is_not_for_him(client, role, caplog):
    world = a_marked_world()
    client.force_login(world.seats[role].user)
    client.raise_request_exception = False
    words = forbidden(world, role)
    visitor = Visitor(client, words, starts(world), SEED)
    with caplog.at_level(logging.INFO):
        visit = visitor.walk(-(-REQUESTS // len(Role)))

    every_persons = [word.casefold() for word in world.marks([PERSON], world.chains)]
    logged = caplog.text.casefold()
    sent = "\n".join(
        f"{letter.subject} {letter.body} {letter.alternatives}" for letter in mail.outbox
    ).casefold()
    keep(role, visitor)
    assert len(visitor.opened) >= FEWEST_OPENED, visitor.opened
    assert not visit.leaks, "\n".join(dict.fromkeys(visit.leaks))
    assert not visit.broken, "\n".join(dict.fromkeys(visit.broken))
    assert not [word for word in every_persons if word in logged], "a person in the log"
    assert not [word.casefold() for word in words if word.casefold() in sent], "a mark in a letter"


def test_the_visitor_finds_a_mark_that_is_there(client):
    """The other way round: were what he may meet forbidden to him, it would be found."""
    world = a_marked_world()
    client.force_login(world.seats[Role.CASEWORKER].user)
    own = list(world.marks(KNOWLEDGE, [OURS]))
    case = world.chains[OURS].rows[Case]
    visit = Visitor(client, own, [case.get_absolute_url()], SEED).walk(1)
    assert len(visit.leaks) >= 2


def keep(role: Role, visitor: Visitor) -> None:
    """The figures of a long run, for `make fuzz` to put together."""
    if not RESULTS:
        return
    visit = visitor.visit
    kept = {
        "role": role.label,
        "requests": visit.requests,
        "addresses": len(visitor.opened),
        "by_status": visit.by_status,
        "characters": visit.texts,
        "leaks": len(visit.leaks),
        "broken": len(visit.broken),
    }
    Path(RESULTS).mkdir(parents=True, exist_ok=True)
    (Path(RESULTS) / f"{role.value}.json").write_text(json.dumps(kept), "utf-8")
