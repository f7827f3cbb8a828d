"""The states that a case can be in, and which verb takes it from where to where.

The state is never stored: it follows from what has been done (`state_of`). The table says what may come of
each verb in each state; a verb that has no entry for a state is refused there, whatever else holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class State(Enum):
    """Where a case is on the main road; the value is what it is called on screen."""

    OPENED = "Öppnat"
    ASSESSED = "Kartlagt"
    GRANTED = "Insats beviljad"
    CLOSED = "Avslutat"
    AWAITING_FOLLOW_UP = "Väntar på uppföljning"
    FOLLOWED_UP = "Uppföljt"


class Verb(Enum):
    """What is done with a case; the value is what it is called on screen."""

    OPEN = "öppna"
    ASSESS = "kartlägg"
    GRANT = "bevilja"
    REFUSE = "avslå"
    CORRECT = "rätta"
    EXTEND = "förläng"
    CHANGE = "ändra"
    END = "avsluta insatsen"
    RUN_OUT = "insatsens tid går ut"
    CLOSE = "avsluta ärendet"
    REOPEN = "återöppna"
    FOLLOW_UP = "följ upp"


Targets = frozenset[State]
Transitions = Mapping[Verb, Mapping[State | None, Targets]]


def _to(*states: State) -> Targets:
    return frozenset(states)


OPENED, ASSESSED, GRANTED = State.OPENED, State.ASSESSED, State.GRANTED
CLOSED, AWAITING, FOLLOWED = State.CLOSED, State.AWAITING_FOLLOW_UP, State.FOLLOWED_UP
ENDED: Final = _to(CLOSED, AWAITING)
TAKEN_UP: Final = _to(OPENED, ASSESSED, GRANTED)

TRANSITIONS: Final[Transitions] = {
    Verb.OPEN: {None: _to(OPENED)},
    Verb.ASSESS: {OPENED: _to(ASSESSED), ASSESSED: _to(ASSESSED), GRANTED: _to(GRANTED)},
    Verb.GRANT: {ASSESSED: _to(GRANTED), GRANTED: _to(GRANTED)},
    Verb.REFUSE: {ASSESSED: _to(ASSESSED), GRANTED: _to(GRANTED)},
    Verb.CORRECT: {ASSESSED: _to(ASSESSED, GRANTED), GRANTED: _to(ASSESSED, GRANTED)},
    Verb.EXTEND: {ASSESSED: _to(GRANTED), GRANTED: _to(GRANTED)},
    Verb.CHANGE: {GRANTED: _to(GRANTED)},
    Verb.END: {GRANTED: _to(ASSESSED, GRANTED)},
    Verb.RUN_OUT: {GRANTED: _to(ASSESSED)},
    Verb.CLOSE: {OPENED: ENDED, ASSESSED: ENDED, GRANTED: ENDED},
    Verb.REOPEN: {CLOSED: TAKEN_UP, AWAITING: TAKEN_UP, FOLLOWED: TAKEN_UP},
    Verb.FOLLOW_UP: {AWAITING: _to(FOLLOWED)},
}
"""Where each verb can take a case, by the state that it is in; None = there is no case yet."""


@dataclass(frozen=True, slots=True)
class StateFacts:
    """What the state of a case follows from.

    `has_days_left` = some grant gives days on the day asked about or later. `follow_up_held` = the follow-up
    that this closure planned: None when none was planned.
    """

    is_open: bool
    is_assessed: bool
    has_days_left: bool
    follow_up_held: bool | None = None


def state_of(facts: StateFacts) -> State:
    """The one state that the facts give."""
    if facts.is_open:
        if facts.has_days_left:
            return GRANTED
        return ASSESSED if facts.is_assessed else OPENED
    if facts.follow_up_held is None:
        return CLOSED
    return FOLLOWED if facts.follow_up_held else AWAITING


def allows(state: State | None, verb: Verb) -> bool:
    """Can the verb be done with a case in this state at all?"""
    return state in TRANSITIONS[verb]


def arrows() -> Iterator[tuple[State | None, State, list[Verb]]]:
    """Every way from one state to another (or back to itself), with all the verbs that lead it."""
    ways: dict[tuple[State | None, State], list[Verb]] = {}
    for verb, sources in TRANSITIONS.items():
        for source, targets in sources.items():
            for target in sorted(targets, key=list(State).index):
                ways.setdefault((source, target), []).append(verb)
    for (source, target), verbs in ways.items():
        yield source, target, verbs
