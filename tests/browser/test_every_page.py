"""Every page, looked at by one of those who may use it: axe, script errors, the width of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.browser.conftest import EVERY_WIDTH, NARROW, WIDE
from tests.browser.visitor import RULES, RULES_OF_WIDTH, Rules, Visitor
from tests.security.addresses import ANSWERS_404_TO_A_SAMPLE, DECLARED, address
from tests.security.world import OURS, SEES, World, a_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_world()


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def pages_of(role: Role, world: World) -> Iterator[tuple[str, str]]:
    """The name and the path of each page that this role is the first to be allowed. Files to save are left
    out, and what leads on to another page."""
    client = Client()
    client.force_login(world.seats[role].user)
    chain = world.chains[OURS]
    for name, access in DECLARED.items():
        readers = [r for r in Role if r in access.who and _sees(access.shows, r)]
        if readers[:1] != [role] or name in ANSWERS_404_TO_A_SAMPLE:
            continue
        path = address(name, chain, chain.rows[access.shows].pk if access.shows else None)
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield name, path


def _sees(model: type | None, role: Role) -> bool:
    return model is None or OURS in SEES[model].get(role, ())


@pytest.mark.parametrize("width", [NARROW], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_each_page_holds_the_rules_of_every_page(visitor: Visitor, world: World, role: Role) -> None:
    visitor.becomes(world.seats[role].user)
    wrong = []
    for name, path in pages_of(role, world):
        visitor.turns_to(NARROW)
        visitor.opens(path)
        wrong += [*_looks(visitor, name, RULES), *_looks_wide(visitor, name)]
    assert wrong == []


def _looks_wide(visitor: Visitor, name: str) -> list[str]:
    """The same page in a wider window, without asking for it anew."""
    visitor.turns_to(WIDE)
    return _looks(visitor, name, RULES if EVERY_WIDTH else RULES_OF_WIDTH)


def _looks(visitor: Visitor, name: str, rules: Rules) -> list[str]:
    try:
        visitor.looks(f"each-{name}", rules)
    except AssertionError as error:
        return [f"{visitor.width}: {error}"]
    finally:
        visitor.complaints.clear()
    return []
