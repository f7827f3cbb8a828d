"""The main navigation."""

from __future__ import annotations

import pytest

from stegvis.core import navigation
from stegvis.core.actor import Actor, Role
from stegvis.core.navigation import Entry

EVERY = frozenset({Role.ANALYST, Role.CHAIR})


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", [])
    navigation.register(
        Entry("Start", "start", EVERY, 0),
        Entry("Anordnare", "providers", EVERY, 60, group="Anordnare"),
        Entry("Insatser", "interventions", EVERY, 70, under=("/villkor/", "/anordnare/7/insatser/")),
        Entry("Jämförelse", "comparison", frozenset({Role.ANALYST}), 61, group="Anordnare"),
    )


def shown(role: Role, path: str) -> list[tuple[str, bool, list[str]]]:
    links = navigation.navigation(Actor(1, "Anna", 1, frozenset({role})), path)
    return [(link.title, link.current, [each.title for each in link.within]) for link in links]


@pytest.mark.usefixtures("entries")
def test_what_belongs_together_stands_as_one():
    assert shown(Role.ANALYST, "/insatser/") == [
        ("Start", False, []),
        ("Anordnare", False, ["Anordnare", "Jämförelse"]),
        ("Insatser", True, []),
    ]


@pytest.mark.usefixtures("entries")
def test_who_has_one_of_them_sees_it_by_itself():
    assert shown(Role.CHAIR, "/anordnare/7/") == [
        ("Start", False, []),
        ("Anordnare", True, []),
        ("Insatser", False, []),
    ]


@pytest.mark.usefixtures("entries")
def test_the_group_is_open_where_one_of_its_pages_is():
    from django.urls import reverse

    titles = {title: current for title, current, _ in shown(Role.ANALYST, reverse("comparison"))}
    assert titles == {"Start": False, "Anordnare": True, "Insatser": False}


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("path", "current"),
    [("/villkor/3/", "Insatser"), ("/anordnare/7/", "Anordnare"), ("/anordnare/7/insatser/", "Insatser")],
)
def test_a_place_has_other_addresses_and_the_one_that_reaches_furthest_is_current(path, current):
    assert [title for title, is_current, _ in shown(Role.CHAIR, path) if is_current] == [current]


@pytest.mark.usefixtures("entries")
def test_a_place_may_ask_more_than_a_role():
    navigation.register(Entry("Utlåtanden", "advising", EVERY, 80, only_if=lambda actor: actor.name == "Bo"))
    assert "Utlåtanden" not in [title for title, _, _ in shown(Role.CHAIR, "/")]


@pytest.mark.usefixtures("entries")
def test_outside_every_place_nothing_is_current():
    assert not [title for title, is_current, _ in shown(Role.CHAIR, "/okand/") if is_current]
