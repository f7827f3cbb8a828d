"""Who counts as a finished customer, and what counts as having come of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from stegvis.assignments.models import Assignment
from stegvis.casework.models import (
    ClosureReason,
    Decision,
    FollowUp,
    Reopening,
)
from stegvis.core.period import Period, half_year_after
from stegvis.registry.models import Unit
from stegvis.statistics.comparison.customers import CHARACTERISTICS, Customer, active_since, finished
from stegvis.statistics.comparison.rules import Limits, Window
from tests import builders

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 1)
WINDOW = Window.of(Limits(), TODAY)
LONG_AGO = Period(date(2025, 1, 7), date(2025, 6, 1))
CLOSED = date(2025, 6, 10)


@pytest.fixture
def unit() -> Unit:
    return builders.a_unit(builders.a_principal())


def an_ended(unit: Unit, period: Period = LONG_AGO, closed_on: date | None = None, **case: Any) -> Any:
    opened = builders.a_case(unit, opened_on=date(2024, 12, 1), closed_on=closed_on, **case)
    decision = builders.a_decision(opened, period=period, decided_on=date(2025, 1, 6))
    return builders.an_assignment(opened, decision=decision)


def the_customer(unit: Unit) -> Customer:
    (customer,) = finished(unit.principal_id, WINDOW)
    return customer


def test_one_still_running_or_long_over_or_of_another_principal_is_not_looked_at(unit):
    an_ended(unit, Period(date(2026, 1, 1), TODAY + timedelta(days=1)))
    an_ended(unit, Period(date(2025, 3, 1)))
    an_ended(unit, Period(date(2023, 1, 1), WINDOW.since))
    an_ended(builders.a_unit(builders.a_principal()))
    assert list(finished(unit.principal_id, WINDOW)) == []
    an_ended(unit, Period(date(2026, 1, 1), TODAY))
    assert the_customer(unit).days == 304


def test_one_that_was_called_off_before_it_began_is_nobodys_customer(unit):
    called_off = an_ended(unit, Period(date(2026, 1, 7), date(2026, 1, 8)))
    Assignment.objects.filter(pk=called_off.pk).update(is_called_off=True)
    assert list(finished(unit.principal_id, WINDOW)) == []
    assert active_since(unit.principal_id) == {}
    stayed = an_ended(unit, Period(date(2026, 1, 7), date(2026, 1, 8)))
    assert the_customer(unit).provider_id == stayed.provider_id


def test_what_was_known_before_the_decision_is_told_in_groups(unit):
    person = builders.a_person(unit.principal, born=date(1990, 1, 7), sex="K", foreign_born=True)
    earlier = an_ended(
        unit, Period(date(2024, 12, 2), date(2025, 1, 2)), person=person, closed_on=date(2025, 1, 3)
    )
    case = builders.a_case(unit, person=person, opened_on=date(2025, 1, 4))
    grant = builders.a_decision(
        case, period=LONG_AGO, decided_on=date(2025, 4, 4), capacity_percent=60, level="niva-2"
    )
    builders.an_assignment(case, decision=grant)
    _, customer = finished(unit.principal_id, WINDOW)
    assert earlier.period.end <= grant.decided_on
    assert dict(zip(CHARACTERISTICS, customer.known, strict=True)) == {
        "age": "35-44",
        "sex": "K",
        "foreign_born": "true",
        "target_group": "ekonomiskt_bistand",
        "capacity": "50-74",
        "waited": "90-364",
        "earlier": "1",
        "year": "2025",
        "level": "niva-2",
    }
    assert customer.level == "niva-2"


@pytest.mark.parametrize(
    ("closed_on", "reason", "counts"),
    [
        (date(2025, 5, 31), ClosureReason.WORK, True),
        (date(2025, 6, 30), ClosureReason.STUDIES, True),
        (date(2025, 7, 30), ClosureReason.BUSINESS, True),
        (date(2025, 7, 31), ClosureReason.WORK, False),
        (date(2025, 6, 10), ClosureReason.MOVED, False),
        (None, "", False),
    ],
)
def test_work_or_studies_within_sixty_days_count_as_what_came_of_it(unit, closed_on, reason, counts):
    an_ended(unit, closed_on=closed_on, closure_reason=reason)
    assert the_customer(unit).self_sufficient is counts


def test_the_end_is_not_known_until_sixty_days_have_passed(unit):
    an_ended(unit, Period(date(2026, 1, 1), date(2026, 10, 1)), closed_on=date(2026, 10, 2))
    assert the_customer(unit).self_sufficient is None
    assert the_customer(unit).completed is True


def test_what_came_of_it_belongs_to_the_last_provider_alone(unit):
    first = an_ended(unit, closed_on=CLOSED)
    after = Period(date(2025, 6, 1), date(2025, 6, 9))
    grant = builders.a_decision(first.case, period=after, decided_on=date(2025, 5, 20))
    builders.an_assignment(first.case, decision=grant)
    one, other = finished(unit.principal_id, WINDOW)
    assert (one.self_sufficient, other.self_sufficient) == (False, True)


def test_two_that_went_on_at_once_share_what_came_of_it(unit):
    first = an_ended(unit, closed_on=CLOSED)
    beside = Period(date(2025, 4, 1), date(2025, 6, 5))
    other = builders.an_intervention(unit.principal, "sai")
    grant = builders.a_decision(first.case, other, period=beside, decided_on=date(2025, 3, 1))
    builders.an_assignment(first.case, decision=grant)
    assert [customer.self_sufficient for customer in finished(unit.principal_id, WINDOW)] == [True, True]


def test_one_ended_by_decision_was_not_completed(unit):
    assignment = an_ended(unit)
    builders.a_decision(
        assignment.case,
        assignment.intervention,
        kind=Decision.Kind.END,
        grant=assignment.decision,
        period=Period(LONG_AGO.end, date(2025, 12, 1)),
        decided_on=date(2025, 5, 20),
    )
    assert the_customer(unit).completed is False


def test_one_ended_by_decision_because_of_work_was_completed(unit):
    assignment = an_ended(unit, closed_on=CLOSED)
    builders.a_decision(
        assignment.case,
        assignment.intervention,
        kind=Decision.Kind.END,
        grant=assignment.decision,
        period=Period(LONG_AGO.end, date(2025, 12, 1)),
        decided_on=date(2025, 5, 20),
    )
    assert the_customer(unit).completed is True


def a_follow_up(case: Any, lasting: bool | None) -> None:
    held = {"held_on": date(2025, 12, 20), "held_by": builders.a_user(), "lasting": lasting}
    FollowUp.objects.create(
        principal=case.principal,
        case=case,
        due_on=half_year_after(CLOSED),
        evidence=FollowUp.Evidence.CONTRACT if lasting else "",
        **({} if lasting is None else held),
    )


@pytest.mark.parametrize("lasting", [True, False, None])
def test_after_six_months_the_follow_up_says_whether_it_lasted(unit, lasting):
    """One that nobody has held says nothing: the provider does not answer for it."""
    a_follow_up(an_ended(unit, closed_on=CLOSED).case, lasting)
    assert the_customer(unit).lasting is lasting


def test_who_was_not_in_work_at_the_end_did_not_last(unit):
    an_ended(unit, closed_on=CLOSED, closure_reason=ClosureReason.OTHER)
    assert the_customer(unit).lasting is False


def test_whether_it_lasted_is_not_known_until_the_follow_up_should_have_been_held(unit):
    an_ended(unit, Period(date(2025, 6, 1), WINDOW.lasting_known_before + timedelta(days=1)))
    assert the_customer(unit).lasting is None


def test_who_came_back_within_six_months_did_not_last(unit):
    case = an_ended(unit).case
    Reopening.objects.create(
        principal=case.principal,
        case=case,
        reopened_on=date(2025, 9, 1),
        reason="Anställningen tog slut.",
        was_closed_on=CLOSED,
        was_closed_for=ClosureReason.WORK,
        reopened_by=builders.a_user(),
    )
    assert (the_customer(unit).self_sufficient, the_customer(unit).lasting) == (True, False)


def test_a_provider_has_been_active_since_its_first_customer(unit):
    first = an_ended(unit)
    key = (first.provider_id, first.intervention_id)
    assert active_since(unit.principal_id) == {key: LONG_AGO.start}
