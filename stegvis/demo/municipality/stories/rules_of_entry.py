"""What the committee of the demo has decided about its interventions lately: invented, and said to be so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stegvis.accounts.models import Membership
from stegvis.catalogue.actions import add_terms, phase_out
from stegvis.catalogue.contents import content_of, mark_of
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.period import add_months
from stegvis.demo.municipality.cast import Cast, actor_of

DECIDED = "Nämndens beslut (exempel i demon)"


def tell(cast: Cast, today: date) -> None:
    """SAI is for older people too in three months; the apprenticeships are granted for half a year more."""
    administrator = _administrator(cast)
    first_of_month = today.replace(day=1)
    sai = _intervention(cast, "sai")
    now = sai.terms_on(today)
    if now is not None:
        wider = replace(content_of(now), max_age=65, decided_in=DECIDED)
        first_day = add_months(first_of_month, 3)
        add_terms(sai, wider, first_day, seen=mark_of(sai), by=administrator, today=today)
    apprentices = _intervention(cast, "larlingsutbildning")
    last_day = add_months(first_of_month, 6)
    phase_out(apprentices, last_day, seen=mark_of(apprentices), by=administrator, today=today)


def _intervention(cast: Cast, code: str) -> Intervention:
    return Intervention.objects.get(principal=cast.principal, code=code)


def _administrator(cast: Cast) -> Actor:
    seats = Membership.objects.filter(principal=cast.principal, role=Role.ADMINISTRATOR)
    return actor_of(cast.principal, seats.select_related("user").order_by("id")[0].user.email)
