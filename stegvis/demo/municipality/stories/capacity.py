"""What some people can do, over time: a ladder that rises, and what the medical adviser is asked."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.accounts.models import Membership
from stegvis.assignments.models import Assignment
from stegvis.casework.actions.capacity import correct_grade, record_grade
from stegvis.casework.actions.statements import accept_answer, answer_statement, ask_adviser
from stegvis.casework.models import CapacityAnswer, CapacityGrade, CapacityStatement, Case
from stegvis.casework.rules.statements import Opinion
from stegvis.core.actor import Actor, Role
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.stories.steps import on_its_day
from stegvis.registry.naming import hides

Source = CapacityGrade.Source
RISING = (15, 25, 50)
"""Before the adviser's last answer."""
CLIMBERS = 2


def tell(cast: Cast, today: date) -> None:
    adviser = _adviser(cast)
    for case in _who_have_worked_longest(cast, today):
        climbs(case, adviser, cast, today)
    waits_for_an_answer(cast)
    has_an_answer_to_take_stand_on(adviser, cast)
    has_a_grade_that_runs_out(cast)


def climbs(case: Case, adviser: Actor, cast: Cast, today: date) -> None:
    """From activity capacity to three quarters of full time, in even steps since the first assessment."""
    first = min(assessment.held_on for assessment in case.assessments.all())
    step = (today - first) // (len(RISING) + 1)
    for place, percent in enumerate(RISING):
        graded(case, percent, Period(first + place * step), by=cast.caseworker, on=today)
    last = first + len(RISING) * step
    asked = ask(
        case, "Klarar personen mer än halva dagar?", last + timedelta(28), by=cast.caseworker, on=last
    )
    opinion = Opinion(75, Period(last), "God återhämtning. Klarar sex timmar om dagen, utan tunga lyft.")
    accepted(answered(asked, opinion, by=adviser, on=last + timedelta(9)), by=cast.caseworker, on=today)


def waits_for_an_answer(cast: Cast) -> None:
    case = _case_of("Bo", "Testgren", cast)
    question = "Ryggbesvär sedan i vintras, intyg finns. Hur mycket klarar personen, och under vilken tid?"
    ask(case, question, date(2022, 6, 24), by=cast.caseworker, on=date(2022, 6, 1))


def has_an_answer_to_take_stand_on(adviser: Actor, cast: Cast) -> None:
    case = _case_of("Jonna", "Exempelmark", cast)
    asked = ask(case, "Klarar personen heltid?", date(2022, 6, 10), by=cast.caseworker, on=date(2022, 5, 20))
    half = Opinion(
        50,
        Period.inclusive(date(2022, 6, 1), date(2022, 11, 30)),
        "Utmattning i läkning. Halvtid till hösten, helst förmiddagar. Ny bedömning före december.",
    )
    answered(asked, half, by=adviser, on=date(2022, 6, 7))


def has_a_grade_that_runs_out(cast: Cast) -> None:
    """What the assessment found turned out to hold for a time only."""
    (grade,) = _case_of("Frida", "Demoberg", cast).capacity_grades.all()
    period = Period.inclusive(grade.period.start, date(2022, 6, 19))
    corrected(grade, 75, period, by=cast.caseworker, on=date(2022, 5, 16))


@on_its_day
def graded(case: Case, percent: int, period: Period, *, by: Actor, on: date) -> CapacityGrade:
    note = "Bedömt vid uppföljning tillsammans med personen."
    return record_grade(case, percent, period, Source.CASEWORKER, note=note, by=by, today=on)


@on_its_day
def corrected(grade: CapacityGrade, percent: int, period: Period, *, by: Actor, on: date) -> CapacityGrade:
    return correct_grade(grade, percent, period, Source.DOCTOR, note="Enligt intyg.", by=by, today=on)


@on_its_day
def ask(case: Case, question: str, due_on: date, *, by: Actor, on: date) -> CapacityStatement:
    return ask_adviser(case, question, due_on, by=by, today=on)


@on_its_day
def answered(statement: CapacityStatement, opinion: Opinion, *, by: Actor, on: date) -> CapacityAnswer:
    return answer_statement(statement, opinion, by=by, today=on)


@on_its_day
def accepted(answer: CapacityAnswer, *, by: Actor, on: date) -> CapacityGrade:
    return accept_answer(answer, by=by, today=on)


def _who_have_worked_longest(cast: Cast, today: date) -> list[Case]:
    """Open cases of the caseworker on the login page, with the oldest assignments that still run."""
    running = Assignment.objects.filter(
        principal=cast.principal,
        period__contains=today,
        case__caseworker=cast.caseworker.user_id,
        case__unit=cast.unit,
        case__closed_on=None,
        case__assessments__isnull=False,
        case__assessments__held_on__lt=today - timedelta(180),
    )
    oldest = running.select_related("case__person").order_by("period__startswith", "id").distinct()
    return [each.case for each in oldest if not hides(each.case.person, cast.caseworker)][:CLIMBERS]


def _case_of(first: str, last: str, cast: Cast) -> Case:
    return Case.objects.get(principal=cast.principal, person__first_name=first, person__last_name=last)


def _adviser(cast: Cast) -> Actor:
    seat = Membership.objects.select_related("user").get(principal=cast.principal, role=Role.MEDICAL_ADVISER)
    return actor_of(cast.principal, seat.user.email)
