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
    ENDING = "Upphör en kommande dag"
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
ENDING, SUSPENDED, REVOKED, ENDED = State.ENDING, State.SUSPENDED, State.REVOKED, State.ENDED
GIVEN: Final = _to(HOLDS, WARNED, PROPOSED)
"""Those in which the provider has its right."""

TRANSITIONS: Final[Transitions] = {
    Verb.GRANT: {
        NONE: GIVEN,
        HOLDS: _to(HOLDS),
        WARNED: _to(HOLDS, WARNED),
        PROPOSED: _to(PROPOSED),
        ENDING: GIVEN,
        REVOKED: GIVEN,
        ENDED: GIVEN,
    },
    Verb.WARN: {HOLDS: _to(WARNED), WARNED: _to(WARNED), PROPOSED: _to(PROPOSED)},
    Verb.PROPOSE: {
        HOLDS: _to(PROPOSED),
        WARNED: _to(PROPOSED),
        ENDING: _to(ENDING),
        SUSPENDED: _to(SUSPENDED),
    },
    Verb.DISMISS: {
        PROPOSED: _to(HOLDS, WARNED, PROPOSED),
        ENDING: _to(ENDING),
        SUSPENDED: _to(SUSPENDED),
        REVOKED: _to(REVOKED),
        ENDED: _to(ENDED),
    },
    Verb.SUSPEND: {
        HOLDS: _to(SUSPENDED),
        WARNED: _to(SUSPENDED),
        PROPOSED: _to(SUSPENDED),
        ENDING: _to(SUSPENDED),
    },
    Verb.LIFT: {SUSPENDED: _to(HOLDS, WARNED, PROPOSED, ENDING, SUSPENDED, REVOKED, ENDED)},
    Verb.REVOKE: {
        PROPOSED: _to(ENDING, REVOKED),
        ENDING: _to(ENDING, REVOKED),
        SUSPENDED: _to(ENDING, REVOKED, SUSPENDED),
    },
    Verb.END: {
        HOLDS: _to(ENDING, ENDED),
        WARNED: _to(ENDING, ENDED),
        PROPOSED: _to(ENDING, ENDED),
        SUSPENDED: _to(ENDING, ENDED, SUSPENDED),
    },
    Verb.RUN_OUT: {
        HOLDS: _to(SUSPENDED, ENDED),
        WARNED: _to(HOLDS, SUSPENDED, ENDED),
        PROPOSED: _to(SUSPENDED, ENDED),
        ENDING: _to(REVOKED, ENDED),
        SUSPENDED: _to(REVOKED, ENDED),
    },
}
"""Where each verb can take a right, by the state that it is in.

A right that is given may at once be under a warning or a proposal: one that is about the whole provider.
Nothing is revoked for good without a proposal that somebody else has made. A proposal can be dismissed
whatever has become of the right meanwhile. A right that ends on a coming day is still in force: it can be
suspended or revoked before. One that is suspended when that day comes is lost for good. The whole of a
provider's right is suspended by time alone when the rest of it runs out and what is left is suspended."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that touches the right: its kind as `ProviderDecision.Kind` writes it. `took` = the days
    that the right still had when it was made; `lifts` = the key of the one that it takes back. `of_all` = it
    is about all that the provider may do, and the right is a part of that."""

    kind: str
    decided_on: date
    holds_from: date
    took: tuple[Period, ...] = ()
    key: int = 0
    lifts: int | None = None
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class RightFacts:
    """What the state of a right follows from. `decisions` in the order they were made."""

    periods: tuple[Period, ...]
    decisions: tuple[Decided, ...] = ()
    has_open_proposal: bool = False


def state_of(facts: RightFacts, day: date) -> State:
    """The one state that the facts give on `day`."""
    losses = _losses(facts.decisions)
    if _has_days_left(facts.periods, losses, day):
        if facts.has_open_proposal:
            return PROPOSED
        return WARNED if _is_warned(facts.decisions, day) else HOLDS
    if _is_given_past(facts.periods, losses):
        return ENDED if facts.periods else NONE
    return _lost(facts.periods, losses, day)


def has_days_from(facts: RightFacts, day: date) -> bool:
    """Is there anything of the right to take from the day on?"""
    return any(_reaches_past(period, day) for period in facts.periods)


def interims_in_force(facts: RightFacts, day: date) -> list[int]:
    """The keys of the interim revocations that hold the right back, and nothing has settled since."""
    losses = _losses(facts.decisions)
    is_lost_for_good = any(_is_final(each) and each.holds_from <= day for each in losses)
    return [each.key for each in losses if not _is_final(each) and not is_lost_for_good]


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


def _has_days_left(periods: Iterable[Period], losses: Iterable[Decided], day: date) -> bool:
    """Is there a day, today or later, that no decision has taken? A loss counts when it is decided."""
    first = max([day, *(loss.holds_from for loss in losses)])
    return any(_reaches_past(period, first) for period in periods)


def _is_given_past(periods: Iterable[Period], losses: list[Decided]) -> bool:
    """Has the right run out by itself? It was never taken, or was given again after it was taken."""
    return not losses or _has_days_left(periods, losses, date.min)


def _lost(periods: Iterable[Period], losses: list[Decided], day: date) -> State:
    """Why there are no days left. What is taken for the time being says nothing of the day on which the right
    is lost for good; until then it is in force when there are days to be had."""
    final = [each for each in losses if _is_final(each)]
    in_force = any(each.holds_from <= day for each in final)
    if not in_force and len(final) < len(losses):
        return SUSPENDED
    lost_from = max(each.holds_from for each in final)
    if not in_force and any(each.overlaps(Period(day, lost_from)) for each in periods):
        return ENDING
    return TAKING[final[-1].kind]


TAKING: Final[Mapping[str, State]] = {"interim": SUSPENDED, "revoke": REVOKED, "end": ENDED}


def _is_final(loss: Decided) -> bool:
    return loss.kind != "interim"


def _losses(decisions: Iterable[Decided]) -> list[Decided]:
    """The decisions by which the right is lost, one beside the other, in the order they were made. Each was
    made of what the one before had left: a lift takes away its own and lets the others stand.

    A decision about all that a provider may do says nothing of a right that was lost before; but what was
    taken for the time being is settled by what comes after. Not so what was taken with all the rest: one part
    of it is settled by a decision about that part, and held back with the rest until the day of that.
    """
    losses: list[Decided] = []
    for each in decisions:
        if each.kind == "grant":
            losses = []
        elif each.kind == "lift":
            losses = [loss for loss in losses if loss.key != each.lifts]
        elif each.kind in TAKING:
            losses = _with(losses, each)
    return losses


def _with(losses: list[Decided], new: Decided) -> list[Decided]:
    """Days taken after an earlier loss show that the right had been given again since."""
    standing = [loss for loss in losses if not any(_reaches_past(days, loss.holds_from) for days in new.took)]
    if not new.took and (not _is_final(new) or all(_is_final(loss) for loss in standing)):
        return losses
    return [*(loss for loss in standing if not _settles(new, loss)), new]


def _settles(new: Decided, loss: Decided) -> bool:
    return _is_final(new) and not _is_final(loss) and (new.of_all or not loss.of_all)


def _reaches_past(period: Period, day: date) -> bool:
    return period.end is None or period.end > day


def _is_warned(decisions: tuple[Decided, ...], day: date) -> bool:
    since_granted: list[Decided] = []
    for each in decisions:
        since_granted = [] if each.kind in ("grant", "revoke") else [*since_granted, each]
    return any(
        each.kind == "warn" and day < add_months(each.decided_on, WARNING_MONTHS) for each in since_granted
    )
