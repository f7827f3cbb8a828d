"""What awaits caseworkers, provider staff and quality officers in assignments, oldest first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from stegvis.assignments.models import Assignment
from stegvis.assignments.models.assignments import AssignmentQuerySet
from stegvis.assignments.models.queries import first_day, first_day_after
from stegvis.assignments.rules.ending import opens_on
from stegvis.assignments.rules.extending import MEETING_COUNTS_FOR
from stegvis.assignments.rules.reporting import due_on, latest_overdue_month
from stegvis.casework.models import Choice
from stegvis.core.actor import CASEWORKERS, PROVIDERS, Actor, Role
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.templatetags.design import month as in_words
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name

QUALITY = frozenset({Role.QUALITY_OFFICER})


# --- Caseworkers -----------------------------------------------------------------------------------------


def choices_to_give(actor: Actor, today: date) -> QuerySet[Choice]:
    """Providers chosen in the actor's cases that have not yet been asked to begin."""
    choices = Choice.objects.visible_to(actor).awaiting_assignment(today)
    mine = choices.filter(case__caseworker_id=actor.user_id)
    return mine.select_related("case__person", "decision__intervention", "provider").order_by(
        "chosen_on", "id"
    )


def meetings_to_hold(actor: Actor, today: date) -> AssignmentQuerySet:
    """Assignments that end within six weeks, before a three-party meeting has been held."""
    ending = Assignment.objects.in_caseload_of(actor).awaiting_meeting(today)
    return _ordered_by_end(ending)


def final_reports_to_act_on(actor: Actor, today: date) -> AssignmentQuerySet:
    """Final reports in open cases where nothing goes on any longer: time to decide anew or to close."""
    reported = Assignment.objects.in_caseload_of(actor).finally_reported().last_in_case(today)
    return _with_names(reported).select_related("final_report").order_by("final_report__sent_on", "id")


def give_line(choice: Choice, today: date) -> Line:
    return Line(
        f"{shown_name(choice.case.person)}, ärende {choice.case.number}",
        reverse("give_assignment", args=[choice.pk]),
        since=choice.chosen_on,
        note=f"{choice.decision.intervention.name} hos {choice.provider.name}",
    )


def meeting_line(assignment: Assignment, today: date) -> Line:
    end: date = assignment.period.end
    return _line(
        assignment,
        reverse("record_meeting", args=[assignment.pk]),
        since=end - MEETING_COUNTS_FOR,
        due=end - ONE_DAY,
        note=f"{assignment.intervention.name} hos {assignment.provider.name}",
    )


def staff_to_name(actor: Actor, today: date) -> AssignmentQuerySet:
    """Assignments for protected people that nobody at the provider can carry out yet."""
    unnamed = Assignment.objects.in_caseload_of(actor).awaiting_named_staff(today)
    return _with_names(unnamed).order_by(first_day(), "id")


def name_staff_line(assignment: Assignment, today: date) -> Line:
    url = reverse("name_provider_staff", args=[assignment.pk])
    return _line(assignment, url, since=assignment.given_on or assignment.period.start)


def gaps_to_close(actor: Actor, today: date) -> AssignmentQuerySet:
    """Coming assignments of people whose former provider lost its right before the day they were to leave."""
    coming = Assignment.objects.in_caseload_of(actor).coming(today).after_a_gap()
    return _with_names(coming).order_by(first_day(), "id")


def gap_line(assignment: Any, today: date) -> Line:
    since: date = assignment.gap_since
    return _line(
        assignment,
        assignment.case.get_absolute_url(),
        since=since,
        due=assignment.period.start,
        note=f"Utan anordnare {Period(since, assignment.period.start)}, mellan {assignment.former_provider} "
        f"och {assignment.provider.name}. Kom överens om en tidigare dag.",
    )


def final_report_arrived_line(assignment: Assignment, today: date) -> Line:
    return _line(
        assignment,
        assignment.case.get_absolute_url(),
        since=assignment.final_report.sent_on,
        note=f"{assignment.intervention.name} är slut. Besluta om nästa steg eller avsluta ärendet.",
    )


# --- Providers -------------------------------------------------------------------------------------------


def plans_to_make(actor: Actor, today: date) -> AssignmentQuerySet:
    return _with_names(Assignment.objects.visible_to(actor, today).awaiting_plan(today)).order_by(
        first_day(), "id"
    )


def reports_to_send(actor: Actor, today: date) -> AssignmentQuerySet:
    """One line for each assignment, about the oldest month that is missing."""
    awaiting = Assignment.objects.visible_to(actor, today).awaiting_report(today)
    return _with_names(awaiting).order_by(F("missing_month"), "id")


def final_reports_to_send(actor: Actor, today: date) -> AssignmentQuerySet:
    return _ordered_by_end(Assignment.objects.visible_to(actor, today).awaiting_final_report(today))


def plan_line(assignment: Assignment, today: date) -> Line:
    url = reverse("plan_assignment", args=[assignment.pk])
    return _line(assignment, url, since=assignment.given_on or assignment.period.start)


def report_line(assignment: Any, today: date) -> Line:
    month: date = assignment.missing_month
    return _line(
        assignment,
        reverse("send_report", args=[assignment.pk]),
        since=month,
        due=due_on(month),
        note=f"{in_words(month).capitalize()}, {assignment.intervention.name}",
    )


def final_report_line(assignment: Assignment, today: date) -> Line:
    end: date = assignment.period.end
    return _line(assignment, reverse("final_report", args=[assignment.pk]), since=opens_on(end))


# --- Quality officers ------------------------------------------------------------------------------------


def providers_with_overdue_reports(actor: Actor, today: date) -> QuerySet[Any, Any]:
    """One row for each provider that is late with the latest month that is due, the most assignments first.

    Only that month: one look-up for each assignment that ran then, whatever the register holds. The list of
    assignments, to which the line leads, shows older months as well.
    """
    late = Assignment.objects.visible_to(actor, today).without_report_for(latest_overdue_month(today))
    by_provider = late.values("provider_id", "provider__name").annotate(late=Count("id"))
    return by_provider.order_by("-late", "provider__name", "provider_id")


def overdue_line(row: dict[str, Any], today: date) -> Line:
    month = latest_overdue_month(today)
    return Line(
        row["provider__name"],
        f"{reverse('assignments')}?anordnare={row['provider_id']}&visa=rapport-saknas",
        since=month,
        due=due_on(month),
        note=f"Rapporten för {in_words(month)} saknas för {row['late']} uppdrag",
    )


# --- Lines -----------------------------------------------------------------------------------------------


def _with_names(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    return assignments.select_related("person", "case", "intervention", "provider")


def _ordered_by_end(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    return _with_names(assignments).order_by(first_day_after(), "id")


def _line(assignment: Assignment, url: str, *, since: date, due: date | None = None, note: str = "") -> Line:
    who = f"{shown_name(assignment.person)}, uppdrag {assignment.number}"
    return Line(who, url, since, due, note or assignment.intervention.name)


KINDS = (
    Waiting("assignment", "Uppdrag att lämna", CASEWORKERS, choices_to_give, give_line),
    Waiting("meeting", "Trepartsmöten att hålla", CASEWORKERS, meetings_to_hold, meeting_line),
    Waiting(
        "final_report_arrived",
        "Slutrapporter att ta ställning till",
        CASEWORKERS,
        final_reports_to_act_on,
        final_report_arrived_line,
    ),
    Waiting("gap", "Uppehåll mellan två anordnare", CASEWORKERS, gaps_to_close, gap_line),
    Waiting("name_staff", "Personal att namnge hos anordnare", CASEWORKERS, staff_to_name, name_staff_line),
    Waiting("plan", "Genomförandeplaner att göra", PROVIDERS, plans_to_make, plan_line),
    Waiting("report", "Månadsrapporter att skriva", PROVIDERS, reports_to_send, report_line),
    Waiting("final_report", "Slutrapporter att skriva", PROVIDERS, final_reports_to_send, final_report_line),
    Waiting(
        "overdue_reports", "Försenade månadsrapporter", QUALITY, providers_with_overdue_reports, overdue_line
    ),
)
