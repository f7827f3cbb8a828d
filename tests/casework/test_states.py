"""The table of states: what the facts give, and that the table says all of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scripts import state_diagram
from stegvis.casework.rules.states import (
    TRANSITIONS,
    State,
    StateFacts,
    Verb,
    allows,
    arrows,
    state_of,
)

facts = st.builds(StateFacts, st.booleans(), st.booleans(), st.booleans(), st.none() | st.booleans())


@given(facts)
def test_an_open_case_is_on_its_way_and_a_closed_one_at_its_end(these):
    on_the_way = {State.OPENED, State.ASSESSED, State.GRANTED}
    assert (state_of(these) in on_the_way) is these.is_open


def test_every_state_can_be_reached_and_every_verb_leads_somewhere():
    reached = {target for targets in TRANSITIONS.values() for each in targets.values() for target in each}
    assert reached == set(State)
    assert set(TRANSITIONS) == set(Verb)
    assert all(targets for sources in TRANSITIONS.values() for targets in sources.values())


def test_nothing_but_taking_it_up_again_and_following_up_is_done_with_a_closed_case():
    closed = (State.CLOSED, State.AWAITING_FOLLOW_UP, State.FOLLOWED_UP)
    done = {verb for verb in Verb for state in closed if allows(state, verb)}
    assert done == {Verb.REOPEN, Verb.FOLLOW_UP}


def test_the_arrows_are_the_table():
    drawn = {(source, target, verb) for source, target, verbs in arrows() for verb in verbs}
    told = {
        (source, target, verb)
        for verb, sources in TRANSITIONS.items()
        for source, targets in sources.items()
        for target in targets
    }
    assert drawn == told


def test_the_diagram_in_the_document_is_drawn_from_the_table():
    text = state_diagram.DOCUMENT.read_text(encoding="utf-8")
    assert state_diagram.with_diagram(text) == text, "Run `make diagrams`."
