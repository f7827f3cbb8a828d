"""Who is away today, and whose work the one who stands in for them sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from stegvis.casework.models import Absence
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.waiting import StandIn

ONLY_CASEWORKER = frozenset({Role.CASEWORKER})


def stand_ins(actor: Actor, today: date) -> Iterable[StandIn]:
    """Those whom the actor stands in for, in the units that he works in himself: standing in opens nothing.

    What a head of unit decides does not pass on; it is the work in the cases that must not wait.
    """
    if not actor.has(CASEWORKERS) or actor.provider_id is not None:
        return []
    absences = Absence.objects.filter(
        principal_id=actor.principal_id, substitute_id=actor.user_id, unit__in=actor.unit_ids
    ).on(today)
    units: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for absence in absences.select_related("user").order_by("user__last_name", "user__first_name", "id"):
        units[absence.user_id].add(absence.unit_id)
        names[absence.user_id] = absence.user.display_name
    return [
        StandIn(user_id, name, _seen_as(actor, user_id, units[user_id])) for user_id, name in names.items()
    ]


def _seen_as(actor: Actor, user_id: int, unit_ids: set[int]) -> Actor:
    """The caseload of the absent one as the substitute may see it: in fewer units, and nothing else of his.

    Who is protected stays what the substitute is named to know.
    """
    return replace(
        actor,
        user_id=user_id,
        roles=ONLY_CASEWORKER,
        unit_ids=actor.unit_ids & unit_ids,
        led_unit_ids=frozenset(),
        opened_case_ids=frozenset(),
    )
