"""What rooms above do when a person leaves a provider: whether their part allows it, and ending it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.models import Choice
from stegvis.casework.rules.changing_provider import Stay
from stegvis.providers.models import ProviderDecision


@dataclass(frozen=True)
class Ender:
    """`stay`: the days that a choice has led to, None when it has led to none yet. `end`: lets `last_day` be
    the last of them, inside the transaction that leaves the choice and with the case locked; the decision is
    the one that took the provider's right, None when the person wished to leave."""

    stay: Callable[[Choice], Stay | None]
    end: Callable[[Choice, date, ProviderDecision | None, date], None]


_enders: list[Ender] = []


def register(ender: Ender) -> None:
    _enders.append(ender)


def stay_of(choice: Choice) -> Stay | None:
    """The days with the provider that the choice has led to."""
    return next((stay for ender in _enders if (stay := ender.stay(choice))), None)


def end(choice: Choice, last_day: date, decision: ProviderDecision | None, today: date) -> None:
    for ender in _enders:
        ender.end(choice, last_day, decision, today)
