"""Who may take which decision on the committee's behalf (KL 6:37, 7:5: the committee's own delegation).

The committee writes points: a role may take some kinds of decisions, for all interventions or for one, on
vouchers up to an amount, alone or by two persons. A point for one intervention takes the place of the general
ones for that kind. Nothing is inherited: what the head may do stands in the head's own points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stegvis.core.actor import Role
from stegvis.core.answers import Answer
from stegvis.core.money import Ore, format_kr
from stegvis.core.period import Period

DELEGATES = (Role.CASEWORKER, Role.HEAD_OF_UNIT)
"""The roles that decide in cases, and so the ones that a committee can delegate to."""
WHO: dict[Role, str] = {Role.CASEWORKER: "Handläggaren", Role.HEAD_OF_UNIT: "Enhetschefen"}


class Delegated(StrEnum):
    """The kinds of decisions that a point is about."""

    GRANT = "grant"
    REFUSE = "refuse"
    EXTEND = "extend"
    CHANGE = "change"
    END = "end"
    VOUCHER = "voucher"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: dict[Delegated, str] = {
    Delegated.GRANT: "Bifall",
    Delegated.REFUSE: "Avslag",
    Delegated.EXTEND: "Förlängning",
    Delegated.CHANGE: "Ändring",
    Delegated.END: "Upphörande",
    Delegated.VOUCHER: "Tilläggscheck",
}
KINDS = tuple((kind.value, kind.label) for kind in Delegated)
"""To choose among: each kind with what it is called."""

TO_DO: dict[Delegated, str] = {
    Delegated.GRANT: "bevilja {}",
    Delegated.REFUSE: "avslå {}",
    Delegated.EXTEND: "förlänga {}",
    Delegated.CHANGE: "ändra {}",
    Delegated.END: "avsluta {} i förtid",
    Delegated.VOUCHER: "bevilja tilläggscheck till {}",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the delegation. `intervention` None = all; `max_voucher` None = no limit, in öre."""

    pk: int
    code: str
    role: Role
    kinds: frozenset[Delegated]
    period: Period
    intervention: int | None = None
    max_voucher: Ore | None = None
    two_persons: bool = False

    def is_about(self, matter: Matter) -> bool:
        return matter.kind in self.kinds and self.intervention in (None, matter.intervention)

    def reaches(self, matter: Matter) -> bool:
        """Is the amount within the limit? Only vouchers have one."""
        if self.max_voucher is None or matter.amount is None:
            return True
        return matter.given_today + matter.amount <= self.max_voucher


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be decided. `amount` is that of a voucher, in öre.

    `given_today` = the sum of those already given the same day beside the same decision: a limit is not
    passed by dividing what is given.
    """

    kind: Delegated
    intervention: int
    name: str = ""
    amount: int | None = None
    given_today: int = 0

    @property
    def in_words(self) -> str:
        words = TO_DO[self.kind].format(self.name or "insatsen")
        if self.amount is None:
            return words
        words = f"{words} på {format_kr(Ore(self.amount), decimals=False)}"
        if not self.given_today:
            return words
        return f"{words} utöver {format_kr(Ore(self.given_today), decimals=False)} samma dag"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What somebody may do about a matter: take the decision alone, or with another, by which point.

    `point` None with a yes = the principal had not begun to write its delegation on the day.
    """

    answer: Answer
    point: Point | None = None
    needs_another: bool = False
    somebody_may: bool = True
    """Is there anybody at all who may take it? Then it can be prepared for them."""

    @property
    def alone(self) -> bool:
        return self.answer.ok and not self.needs_another


def mandate(
    points: Iterable[Point], roles: Iterable[Role], matter: Matter, *, day: date, is_prepared: bool = False
) -> Mandate:
    """May who holds `roles` in the case's unit take the decision on the day?

    `is_prepared` = another person has put it forward. Before the first point begins those who work in the
    case decide, as they did until the principal began to write its delegation here; once it has begun nobody
    decides without a point, also when the last one has ended.
    """
    begun = [point for point in points if point.period.start <= day]
    if not begun:
        return Mandate(Answer.yes())
    of_the_day = [point for point in begun if point.period.contains(day)]
    fitting = [point for point in _nearest(of_the_day, matter) if point.reaches(matter)]
    held = frozenset(roles)
    own = [point for point in fitting if point.role in held]
    if not own:
        return Mandate(Answer.forbidden(_who_may(fitting, matter)), somebody_may=bool(fitting))
    point = min(own, key=lambda each: (each.two_persons, each.code, each.pk))
    return Mandate(Answer.yes(), point, needs_another=point.two_persons and not is_prepared)


def _nearest(points: list[Point], matter: Matter) -> list[Point]:
    """Those about just this intervention, else the general ones.

    The amount has no say in it: a limit that is lowered never lets a wider point in.
    """
    about = [point for point in points if point.is_about(matter)]
    own = [point for point in about if point.intervention is not None]
    return own or about


def _who_may(fitting: list[Point], matter: Matter) -> str:
    if not fitting:
        return f"Ingen har delegation att {matter.in_words}. Nämnden får besluta."
    roles = [WHO[role] for role in DELEGATES if any(point.role == role for point in fitting)]
    return f"{' och '.join([roles[0], *(role.lower() for role in roles[1:])])} får {matter.in_words}."
