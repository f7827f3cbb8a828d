"""What people do beside the providers' plans, and why some are not in full time.

The extract tells only of interventions. Of those who have none just now, the caseworkers know more: nearly
half are busy all the same, and many of the others have their reasons. About a third is then not in full-time
activation, as in the follow-up of 2024.
"""

from __future__ import annotations

from datetime import date

from stegvis.assignments.models import Assignment
from stegvis.casework.actions.activities import add_activity, add_hindrance
from stegvis.casework.models import Case, CaseActivity, Hindrance
from stegvis.core.actor import Actor
from stegvis.core.period import add_months
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.registry.naming import hides

A, H = CaseActivity.Kind, Hindrance.Kind
KNOWN_FROM = date(2021, 6, 1)
MONTHS = 9
"""Over how many months what is known now became so."""

Week = tuple[tuple[CaseActivity.Kind, int], ...]
STUDIES: Week = ((A.STUDIES, 30), (A.JOB_SEARCH, 10))
SFI: Week = ((A.SFI, 20), (A.CIVIC, 10), (A.JOB_SEARCH, 10))
WORK: Week = ((A.WORK, 25), (A.JOB_SEARCH, 15))
CARE: Week = ((A.CARE, 6), (A.SOCIAL, 4))

TOLD: tuple[Week | Hindrance.Kind | None, ...] = (
    STUDIES,
    H.SICK,
    SFI,
    None,
    WORK,
    H.PARENTAL,
    STUDIES,
    CARE,
    SFI,
    H.AWAITING_CARE,
    WORK,
    None,
    SFI,
    H.SICK,
    STUDIES,
    H.CARE_OF_CHILD,
    WORK,
    None,
    H.DEVIATION,
    SFI,
)
"""In turn: a week of one's own, a reason, or nothing that anybody knows."""


def tell(cast: Cast, today: date) -> None:
    actors: dict[str, Actor] = {}
    for place, case in enumerate(_without_intervention(cast, today)):
        email = case.caseworker.email  # type: ignore[union-attr]
        by = actors.setdefault(email, actors.get(email) or actor_of(cast.principal, email))
        if not hides(case.person, by):
            first_day = max(case.opened_on, add_months(KNOWN_FROM, place % MONTHS))
            _record(case, TOLD[place % len(TOLD)], first_day, by, today)


def _record(case: Case, told: Week | Hindrance.Kind | None, first_day: date, by: Actor, today: date) -> None:
    if isinstance(told, Hindrance.Kind):
        add_hindrance(case, told, first_day, by=by, today=today)
        return
    for kind, hours in told or ():
        add_activity(case, kind, hours, first_day, by=by, today=today)


def _without_intervention(cast: Cast, today: date) -> list[Case]:
    """Those who have a caseworker and came with the register, in the order that they came."""
    going_on = Assignment.objects.filter(principal=cast.principal).not_over(today)
    cases = Case.objects.filter(principal=cast.principal, opened_by__isnull=True).open()
    idle = cases.exclude(pk__in=going_on.values("case")).exclude(caseworker=None)
    return list(idle.select_related("person", "caseworker").order_by("opened_on", "id"))
