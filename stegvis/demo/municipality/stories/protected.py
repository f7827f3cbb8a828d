"""Those who came protected with the register: at each provider somebody gets to know who they are."""

from __future__ import annotations

from datetime import date

from stegvis.accounts.models import User
from stegvis.assignments.actions.name_staff import can_name_provider_staff, name_provider_staff
from stegvis.assignments.models import Assignment
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.registry.models import Person

REASON = "Leder uppdraget och träffar deltagaren."


def name_those_who_know(cast: Cast, today: date) -> None:
    """The caseworker names who leads the assignment, where the case is open and has a caseworker."""
    protected = Assignment.objects.filter(
        principal=cast.principal,
        person__protection=Person.Protection.PROTECTED,
        case__closed_on__isnull=True,
        case__caseworker__isnull=False,
    )
    seen: set[tuple[int, int]] = set()
    for assignment in protected.select_related("person", "case__caseworker").order_by("id"):
        staff = cast.at_provider(assignment.provider_id)
        by = actor_of(cast.principal, assignment.case.caseworker.email)  # type: ignore[union-attr]
        if (assignment.person_id, staff.user_id) in seen or not can_name_provider_staff(assignment, by):
            continue
        seen.add((assignment.person_id, staff.user_id))
        user = User.objects.get(pk=staff.user_id)
        name_provider_staff(
            assignment, user, Period(today, today.replace(year=today.year + 1)), REASON, by=by, today=today
        )
