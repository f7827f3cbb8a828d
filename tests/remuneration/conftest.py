"""A principal with a tariff, a provider, a unit and the people who handle the money."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Case, FollowUp
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.remuneration.actions import approve_settlement, prepare_settlement
from stegvis.remuneration.models import Settlement
from tests import builders as a

TODAY = a.TODAY  # 2026-03-16
JANUARY = date(2026, 1, 1)
FEBRUARY = date(2026, 2, 1)
MARCH = date(2026, 3, 1)


def a_world() -> SimpleNamespace:
    principal = a.a_principal()
    unit = a.a_unit(principal)
    intervention = a.an_intervention(principal, name="Jobbpeng grund")
    provider = a.a_provider(principal, "Nordanvind AB")
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        intervention=intervention,
        tariff=a.a_tariff(intervention),
        provider=provider,
        controller=a.a_seat(Role.CONTROLLER, principal, user=a.a_user("Cecilia Controller")),
        head=a.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit, user=a.a_user("Hedda Chef")),
        caseworker=a.a_seat(Role.CASEWORKER, principal, unit=unit, user=a.a_user("Karin Provsson")),
        staff=a.a_seat(Role.PROVIDER_STAFF, principal, provider=provider, user=a.a_user("Albin Anordnare")),
    )


@pytest.fixture
def world(db: Any) -> SimpleNamespace:
    return a_world()


def assignment_in(world: SimpleNamespace, start: date, end: date | None = None, **fields: Any) -> Assignment:
    """An assignment at the world's provider, in a case of its own."""
    case = fields.pop("case", None) or a.a_case(
        world.unit, caseworker=world.caseworker.user, opened_on=date(2025, 1, 7)
    )
    fields = {"provider": world.provider, "intervention": world.intervention, **fields}
    return a.an_assignment(case, period=Period(start, end), **fields)


def settled(world: SimpleNamespace, month: date, today: date = TODAY) -> Settlement:
    """The month prepared by the controller and approved by the head of unit."""
    settlement = prepare_settlement(month, by=world.controller.actor, today=today)
    approve_settlement(settlement, by=world.head.actor, today=today)
    return settlement


def closed_case(world: SimpleNamespace, **fields: Any) -> Case:
    return a.a_case(
        world.unit,
        caseworker=world.caseworker.user,
        opened_on=date(2025, 1, 7),
        closed_on=date(2025, 9, 1),
        **fields,
    )


def a_follow_up(case: Case, *, held_on: date | None = date(2026, 3, 2), lasting: bool = True) -> FollowUp:
    """The follow-up six months after closure, held with an employment contract as proof."""
    held = {
        "held_on": held_on,
        "lasting": lasting,
        "evidence": "contract" if lasting else "",
        "held_by": case.caseworker,
    }
    return FollowUp.objects.create(
        principal=case.principal, case=case, due_on=date(2026, 3, 1), **(held if held_on else {})
    )
