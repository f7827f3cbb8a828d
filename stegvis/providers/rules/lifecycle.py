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
        NONE: _to(HOLDS),
        HOLDS: _to(HOLDS),
        WARNED: _to(HOLDS, WARNED),
        PROPOSED: _to(PROPOSED),
        REVOKED: _to(HOLDS),
        ENDED: _to(HOLDS, WARNED),
    },
    Verb.WARN: {HOLDS: _to(WARNED), WARNED: _to(WARNED), PROPOSED: _to(PROPOSED)},
    Verb.PROPOSE: {HOLDS: _to(PROPOSED), WARNED: _to(PROPOSED), SUSPENDED: _to(SUSPENDED)},
    Verb.DISMISS: {
        PROPOSED: _to(HOLDS, WARNED),
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

Nothing is revoked for good without a proposal that somebody else has made. A proposal can be dismissed
whatever has become of the right meanwhile."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that touches the right: its kind as `ProviderDecision.Kind` writes it."""

    kind: str
    decided_on: date
    holds_from: date
    is_lifted: bool = False


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
    first = max(day, _lost_from(facts.decisions) or day)
    return any(_reaches_past(period, first) for period in facts.periods)


def _lost_from(decisions: Iterable[Decided]) -> date | None:
    """The first day without the right, by the latest decision that took it; None when none did."""
    taken = [each.holds_from for each in decisions if each.kind in TAKING and not each.is_lifted]
    return taken[-1] if taken else None


def _lost(facts: RightFacts) -> State:
    """Why there are no days left. A right that was given again after it was taken has run out since."""
    taken = [each for each in facts.decisions if each.kind in TAKING and not each.is_lifted]
    if taken and not any(_reaches_past(period, taken[-1].holds_from) for period in facts.periods):
        return TAKING[taken[-1].kind]
    return ENDED if facts.periods else NONE


def _reaches_past(period: Period, day: date) -> bool:
    return period.end is None or period.end > day


TAKING: Final[Mapping[str, State]] = {"interim": SUSPENDED, "revoke": REVOKED, "end": ENDED}


def _is_warned(decisions: tuple[Decided, ...], day: date) -> bool:
    since_granted: list[Decided] = []
    for each in decisions:
        since_granted = [] if each.kind in ("grant", "revoke") else [*since_granted, each]
    return any(
        each.kind == "warn" and day < add_months(each.decided_on, WARNING_MONTHS) for each in since_granted
    )
