"""Attendance told day by day on a telephone, found odd at night, and judged by the officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.assignments.models import ReportedDay
from stegvis.assignments.review.run import review_month
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.providers.models import Deficiency
from tests import builders
from tests.browser.conftest import NARROW
from tests.browser.visitor import Visitor

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def town(transactional_db: None) -> SimpleNamespace:
    principal = builders.a_principal("Provkommun")
    builders.full_time(principal)
    provider = builders.a_provider(principal, "Steget AB")
    case = builders.a_case(builders.a_unit(principal))
    assignment = builders.an_assignment(
        case, provider=provider, period=Period(date(2026, 2, 2), date(2026, 8, 2))
    )
    return SimpleNamespace(
        principal=principal,
        assignment=assignment,
        staff=builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider),
        officer=builders.a_seat(Role.QUALITY_OFFICER, principal),
    )


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.mark.parametrize("width", [NARROW], indirect=True)
def test_weekends_told_day_by_day_become_a_deficiency(visitor: Visitor, town: SimpleNamespace) -> None:
    visitor.becomes(town.staff.user)
    visitor.opens(f"/uppdrag/{town.assignment.pk}/rapport/?dagar=2026-02-01")
    filled = {"d07_attended": "4", "d08_attended": "3,5", "d09_sick": True}
    visitor.fills(progress="3", happened="Praktik i kök.", d10_attended="åtta", **filled)
    visitor.presses("Skicka rapporten")
    visitor.sees("Skriv timmar, till exempel")
    visitor.looks("report-by-day")
    visitor.fills(d10_attended="6:30")
    visitor.presses("Skicka rapporten")
    assert ReportedDay.objects.count() == 4
    (flag,) = review_month(town.principal.pk, FEBRUARY, builders.TODAY)
    visitor.becomes(town.officer.user)
    visitor.opens(f"/granskning/{flag.pk}/brist/")
    visitor.fills(severity="minor", reason="Anordnaren har stängt på helger.")
    visitor.presses("Anteckna bristen")
    visitor.looks("judged-flag")
    assert Deficiency.objects.get().source == Deficiency.Source.REVIEW
