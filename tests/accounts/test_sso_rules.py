"""Which roles follow from groups, and whom a login service may open an account for: the rules alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stegvis.accounts.rules import SENSITIVE, STANDARD_CONFLICTS
from stegvis.accounts.single_sign_on import rules
from stegvis.accounts.single_sign_on.rules import Mapping, Place
from stegvis.core.actor import Role

PLACES = st.builds(Place, st.sampled_from(list(Role)), st.sampled_from([None, 1, 2]))
GROUPS = st.sampled_from(["a", "b", "c"])
MAPPINGS = st.lists(st.builds(Mapping, GROUPS, PLACES), max_size=8)


@given(MAPPINGS, st.frozensets(GROUPS))
def test_only_a_mapped_group_gives_a_place_and_never_a_sensitive_one(
    mappings: list[Mapping], groups: frozenset[str]
) -> None:
    given_places = rules.places(mappings, groups)
    assert all(any(m.place == place and m.group in groups for m in mappings) for place in given_places)
    assert not SENSITIVE & {place.role for place in given_places}
    assert Role.RESIDENT not in {place.role for place in given_places}


@given(st.frozensets(PLACES), st.frozensets(PLACES))
def test_after_the_changes_the_held_places_are_those_wanted(
    wanted: frozenset[Place], held: frozenset[Place]
) -> None:
    needed = rules.changes(wanted, held)
    assert (held - needed.take) | needed.give == wanted
    assert not needed.give & needed.take


@given(st.frozensets(PLACES), st.lists(st.sampled_from(list(Role)), max_size=3))
def test_what_is_left_after_opposites_are_taken_out_goes_together(
    wanted: frozenset[Place], by_hand: list[Role]
) -> None:
    left = wanted - rules.opposites(wanted, by_hand, STANDARD_CONFLICTS).keys()
    roles = {place.role for place in left}
    for one in roles:
        assert not any(frozenset({one, other}) in STANDARD_CONFLICTS for other in {*roles, *by_hand} - {one})


def test_a_service_without_domains_may_speak_for_any_address() -> None:
    assert rules.in_domains("a@b.example", [])
    assert rules.in_domains("a@B.Example", ["b.example"])
    assert not rules.in_domains("a@sub.b.example", ["b.example"])
    assert not rules.in_domains("a@b.example.evil.example", ["b.example"])


def test_an_account_is_refused_with_every_reason_at_once() -> None:
    answer = rules.may_open_account("", ["b.example"], has_places=True, address_taken=True)
    assert len(answer.problems) == 2
    assert rules.may_open_account("a@b.example", ["b.example"], has_places=True, address_taken=False)
    nowhere = rules.may_open_account("", [], has_places=False, address_taken=False)
    assert nowhere.problems.messages == [rules.NO_ROLE]
