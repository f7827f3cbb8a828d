"""A municipality with one person in an intervention, seen by everybody who takes part."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.assignments.models import ThreePartyMeeting
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests.builders import (
    a_case,
    a_choice,
    a_decision,
    a_principal,
    a_provider,
    a_seat,
    a_unit,
    an_assignment,
    an_intervention,
    full_time,
)

GRANTED = Period(date(2026, 1, 1), date(2026, 4, 1))
"""Three months that end soon after `TODAY`."""


@pytest.fixture
def world(db):
    return build_world()


def build_world():
    """Principal, unit, caseworker, provider with staff, and an assignment that runs."""
    principal = a_principal()
    full_time(principal)
    unit = a_unit(principal)
    caseworker = a_seat(Role.CASEWORKER, principal, unit=unit)
    provider = a_provider(principal, "Steget AB")
    staff = a_seat(Role.PROVIDER_STAFF, principal, provider=provider)
    garden = an_intervention(
        principal,
        "halsotradgarden",
        terms={"max_months": 6, "max_extensions": 1, "extension_months": 3},
    )
    case = a_case(unit, opened_on=date(2025, 12, 1), caseworker=caseworker.user)
    grant = a_decision(case, garden, period=GRANTED, decided_on=date(2025, 12, 15), capacity_percent=75)
    choice = a_choice(grant, provider)
    assignment = an_assignment(case, decision=grant, provider=provider, choice=choice, hours=30)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        caseworker=caseworker,
        provider=provider,
        staff=staff,
        garden=garden,
        case=case,
        grant=grant,
        choice=choice,
        assignment=assignment,
    )


def new_choice(world, *, code="jobbpeng_grund", period=None, **decision):
    """A grant of another intervention in the same case, chosen but not yet given."""
    intervention = an_intervention(world.principal, code)
    period = period or Period(date(2026, 3, 1), date(2026, 9, 1))
    return a_choice(a_decision(world.case, intervention, period=period, **decision), world.provider)


def a_meeting(assignment, day=date(2026, 3, 10), **fields):
    return ThreePartyMeeting.objects.create(
        principal=assignment.principal,
        assignment=assignment,
        held_on=day,
        **{"minutes": "Vi gick igenom målen.", "signed_by_id": assignment.case.caseworker_id, **fields},
    )
