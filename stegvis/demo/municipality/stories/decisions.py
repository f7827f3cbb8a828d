"""Decisions on the committee's behalf: the delegation behind them, one that awaits another, documents."""

from __future__ import annotations

from datetime import date, datetime, time

from stegvis.casework.actions.delegate import write_standard
from stegvis.casework.actions.document import make_document
from stegvis.casework.actions.propose import put_forward
from stegvis.casework.carriers import grant_draft
from stegvis.casework.models import Case, Decision
from stegvis.casework.rules.entry import Wanted
from stegvis.catalogue.models import Intervention
from stegvis.core.clock import SWEDEN
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast
from stegvis.registry.models import Principal

DELEGATED_FROM = date(2022, 1, 1)
FROM_SUMMER = Period.inclusive(date(2022, 6, 20), date(2023, 6, 19))
WITH_DOCUMENTS = 5
"""How many of the latest decisions get their documents while the demo is built; the rest when asked for."""


def lay_delegation(principal: Principal) -> None:
    """The standard delegation. The neighbour has written none, and decides as before."""
    write_standard(principal.pk, DELEGATED_FROM)


def tell(cast: Cast, today: date) -> None:
    awaits_a_second_person(cast, today)
    have_documents(cast)


def awaits_a_second_person(cast: Cast, today: date) -> None:
    """A caseworker has prepared what two persons decide."""
    case = Case.objects.get(principal=cast.principal, person__first_name="Bo", person__last_name="Testgren")
    wanted = Wanted(
        FROM_SUMMER,
        "Bo har en funktionsnedsättning och behöver pröva sin förmåga på en arbetsplats med stöd.",
        "Förmågan är bedömd vid kartläggningen och prövas på nytt efter tre månader.",
        combination_confirmed=True,
    )
    osa = Intervention.objects.get(principal=cast.principal, code="osa")
    put_forward(grant_draft(case, osa, wanted), by=cast.caseworker, today=today)


def have_documents(cast: Cast) -> None:
    """The latest decisions of the caseworker with a login, set in the moment they were taken."""
    own = Decision.objects.filter(principal=cast.principal, decided_by=cast.caseworker.user_id)
    for decision in own.order_by("-decided_on", "-id")[:WITH_DOCUMENTS]:
        at = datetime.combine(decision.decided_on, time(10, 30), SWEDEN)
        make_document(decision, by=cast.caseworker, at=at)
