"""The neighbouring municipality: few people, the same provider, nothing in common with the others."""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import Actor
from stegvis.core.period import Period
from stegvis.demo.municipality.stories.steps import assessed, chosen, given, granted, opened
from stegvis.providers.models import Provider
from stegvis.registry.models import Unit

OPENED, DECIDED = date(2022, 5, 9), date(2022, 5, 20)
GRANTED = Period.inclusive(date(2022, 6, 1), date(2022, 11, 30))


def tell(unit: Unit, provider: Provider, by: Actor) -> None:
    opened("Lo Grannberg", "198305212394", unit, by=by, on=OPENED)
    case = opened("Mio Granngren", "199012062395", unit, by=by, on=OPENED)
    assessed(case, by=by, on=date(2022, 5, 16))
    decision = granted(case, "jobbpeng_grund", GRANTED, by=by, on=DECIDED)
    given(chosen(decision, provider, by=by, on=DECIDED), by=by, on=DECIDED, starts_on=GRANTED.start)
