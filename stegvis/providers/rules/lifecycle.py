"""The life of a right to take customers: its states, and which verb takes it from where to where.

The state is never stored: it follows from the authorisations and the decisions (`state_of`). The table says
what may come of each verb in each state; a verb that has no entry for a state is refused there. It is asked
of one right: a provider's for one intervention, or for all that it may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from stegvis.core.answers import Answer
from stegvis.core.period import Period, add_months

WARNING_MONTHS: Final = 24
"""A warning weighs for two years, or until the provider is authorised anew: then the conditions have been
tried from the beginning."""


class State(Enum):
    """Where a right is; the value is what it is called on screen."""

    NONE = "Inte auktoriserad"
    HOLDS = "Auktoriserad"
    WARNED = "Varnad"
    PROPOSED = "Återkallelse föreslagen"
    SUSPENDED = "Återkallad tills vidare"
    REVOKED = "Återkallad"
    ENDED = "Avslutad"


class Verb(Enum):
    """What is done with a right; the value is what it is called on screen."""

    GRANT = "auktorisera"
    WARN = "varna"
    PROPOSE = "föreslå återkallelse"
    DISMISS = "avskriv förslaget"
    SUSPEND = "återkalla tills vidare"
    LIFT = "upphäv den tillfälliga återkallelsen"
    REVOKE = "återkalla"
    END = "avsluta"
    RUN_OUT = "tiden går"


Targets = frozenset[State]
Transitions = Mapping[Verb, Mapping[State, Targets]]


def _to(*states: State) -> Targets:
    return frozenset(states)


NONE, HOLDS, WARNED, PROPOSED = State.NONE, State.HOLDS, State.WARNED, State.PROPOSED
SUSPENDED, REVOKED, ENDED = State.SUSPENDED, State.REVOKED, State.ENDED
GIVEN: Final = _to(HOLDS, WARNED, PROPOSED)
"""Those in which the provider has its right."""

TRANSITIONS: Final[Transitions] = {
    Verb.GRANT: {
        NONE: GIVEN,
        HOLDS: _to(HOLDS),
        WARNED: _to(HOLDS, WARNED),
        PROPOSED: _to(PROPOSED),
        REVOKED: GIVEN,
        ENDED: GIVEN,
    },
    Verb.WARN: {HOLDS: _to(WARNED), WARNED: _to(WARNED), PROPOSED: _to(PROPOSED)},
    Verb.PROPOSE: {HOLDS: _to(PROPOSED), WARNED: _to(PROPOSED), SUSPENDED: _to(SUSPENDED)},
    Verb.DISMISS: {
        PROPOSED: _to(HOLDS, WARNED, PROPOSED),
        SUSPENDED: _to(SUSPENDED),
        REVOKED: _to(REVOKED),
        ENDED: _to(ENDED),
    },
    Verb.SUSPEND: {HOLDS: _to(SUSPENDED), WARNED: _to(SUSPENDED), PROPOSED: _to(SUSPENDED)},
    Verb.LIFT: {SUSPENDED: _to(HOLDS, WARNED, PROPOSED, SUSPENDED, ENDED)},
    Verb.REVOKE: {PROPOSED: _to(REVOKED), SUSPENDED: _to(REVOKED)},
    Verb.END: {HOLDS: _to(ENDED), WARNED: _to(ENDED), PROPOSED: _to(ENDED), SUSPENDED: _to(ENDED)},
    Verb.RUN_OUT: {HOLDS: _to(ENDED), WARNED: _to(HOLDS, ENDED), PROPOSED: _to(ENDED)},
}
"""Where each verb can take a right, by the state that it is in.

A right that is given may at once be under a warning or a proposal: one that is about the whole provider.
Nothing is revoked for good without a proposal that somebody else has made. A proposal can be dismissed
whatever has become of the right meanwhile."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that touches the right: its kind as `ProviderDecision.Kind` writes it. `took_days` = the
    right still had days when the decision was made; `lifts` = the key of the one that it takes
    back."""

    kind: str
    decided_on: date
    holds_from: date
    took_days: bool = True
    key: int = 0
    lifts: int | None = None


@dataclass(frozen=True, slots=True)
class RightFacts:
    """What the state of a right follows from. `decisions` in the order they were made."""

    periods: tuple[Period, ...]
    decisions: tuple[Decided, ...] = ()
    has_open_proposal: bool = False


def state_of(facts: RightFacts, day: date) -> State:
    """The one state that the facts give on `day`."""
    if _has_days_left(facts, day):
        if facts.has_open_proposal:
            return PROPOSED
        return WARNED if _is_warned(facts.decisions, day) else HOLDS
    return _lost(facts)


def allows(state: State, verb: Verb) -> bool:
    """Can the verb be done with a right in this state at all?"""
    return state in TRANSITIONS[verb]


def may(verb: Verb, state: State) -> Answer:
    """The table's answer in words."""
    if allows(state, verb):
        return Answer.yes()
    if verb is Verb.REVOKE and state in GIVEN:
        return Answer.no("En återkallelse måste först föreslås av en annan person.")
    return Answer.no(f"Det går inte att {verb.value} nu. Läget är: {state.value.lower()}.")


def arrows() -> Iterator[tuple[State, State, list[Verb]]]:
    """Every way from one state to another (or back to itself), with all the verbs that lead it."""
    ways: dict[tuple[State, State], list[Verb]] = {}
    for verb, sources in TRANSITIONS.items():
        for source, targets in sources.items():
            for target in sorted(targets, key=list(State).index):
                ways.setdefault((source, target), []).append(verb)
    for (source, target), verbs in ways.items():
        yield source, target, verbs


def _has_days_left(facts: RightFacts, day: date) -> bool:
    """Is there a day, today or later, that no decision has taken? A revocation counts when it is decided."""
    loss = _loss(facts.decisions)
    first = day if loss is None else max(day, loss.holds_from)
    return any(_reaches_past(period, first) for period in facts.periods)


def _lost(facts: RightFacts) -> State:
    """Why there are no days left. A right that was given again after it was taken has run out since."""
    loss = _loss(facts.decisions)
    if loss and not any(_reaches_past(period, loss.holds_from) for period in facts.periods):
        return TAKING[loss.kind]
    return ENDED if facts.periods else NONE


TAKING: Final[Mapping[str, State]] = {"interim": SUSPENDED, "revoke": REVOKED, "end": ENDED}


def _loss(decisions: Iterable[Decided]) -> Decided | None:
    """The decision by which the right was lost, unless it was given back.

    A decision about all that a provider may do says nothing of a right that was lost before; but what was
    taken for the time being is settled by what comes after.
    """
    loss: Decided | None = None
    for each in decisions:
        if each.kind == "grant" or (each.kind == "lift" and loss is not None and loss.key == each.lifts):
            loss = None
        elif each.kind in TAKING:
            settles = loss is not None and loss.kind == "interim" and each.kind != "interim"
            loss = each if each.took_days or settles else loss
    return loss


def _reaches_past(period: Period, day: date) -> bool:
    return period.end is None or period.end > day


def _is_warned(decisions: tuple[Decided, ...], day: date) -> bool:
    since_granted: list[Decided] = []
    for each in decisions:
        since_granted = [] if each.kind in ("grant", "revoke") else [*since_granted, each]
    return any(
        each.kind == "warn" and day < add_months(each.decided_on, WARNING_MONTHS) for each in since_granted
    )
