"""Gathers from the database what the rules are asked about."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from stegvis.assignments.models import Assignment, MonthlyReport, Plan, ThreePartyMeeting
from stegvis.assignments.rules.ending import EndingFacts, FinalReportFacts
from stegvis.assignments.rules.extending import ExtensionFacts, Limits, WantedFacts
from stegvis.assignments.rules.giving import ChoiceFacts, GivingFacts
from stegvis.assignments.rules.hours import expected_hours
from stegvis.assignments.rules.meetings import MeetingFacts
from stegvis.assignments.rules.planning import PlanFacts
from stegvis.assignments.rules.reporting import ReportFacts
from stegvis.casework.grants import days_given_by, in_effect, open_since
from stegvis.casework.models import Case, Choice, Decision
from stegvis.catalogue.models import FullTime, Terms
from stegvis.core.period import ONE_DAY, Period, merged
from stegvis.providers.expiring import rights_to
from stegvis.providers.models import Provider

USUAL_FULL_TIME = 40
"""domain: 40 hours a week unless the principal has configured otherwise."""


# --- What applies


def full_time_on(principal_id: int, day: date) -> int:
    """Hours a week that count as full time on the day."""
    current = FullTime.objects.filter(principal_id=principal_id, period__contains=day)
    return current.values_list("hours_per_week", flat=True).first() or USUAL_FULL_TIME


def terms_of(decision: Decision) -> Terms | None:
    """The terms that the decision was made under: an old case keeps the rules of its day."""
    terms = decision.intervention.terms_on(decision.decided_on)
    if terms is None and decision.period is not None:
        terms = decision.intervention.terms_on(decision.period.start)
    return terms


def limits_of(decision: Decision) -> Limits:
    """How long the intervention may go on."""
    terms = terms_of(decision)
    if terms is None:
        return Limits()
    return Limits(terms.max_months, terms.max_extensions, terms.extension_months)


def expected_hours_for(decision: Decision, day: date) -> int:
    """Hours a week that the capacity stated in the decision, or in a change of it, gives on the day."""
    capacity = in_effect(decision, day).capacity_percent
    return expected_hours(capacity, full_time_on(decision.principal_id, day))


# --- Giving


def facts_of_choice(choice: Choice) -> ChoiceFacts:
    decision = choice.decision
    grant = current_days(decision)
    given = Assignment.objects.filter(choice=choice).values_list("number", flat=True).first()
    return ChoiceFacts(
        grant=grant,
        grant_in_force=Decision.objects.in_force().filter(pk=decision.pk).exists()
        and not _is_ended(decision),
        case_open=choice.case.is_open,
        already_given=given,
    )


def facts_of_giving(choice: Choice, starts_on: date) -> GivingFacts:
    decision = choice.decision
    grant = current_days(decision)
    period = grant if not grant.contains(starts_on) else Period(starts_on, grant.end)
    return GivingFacts(
        choice=facts_of_choice(choice),
        provider=choice.provider.name,
        provider_authorised=is_authorised(choice.provider_id, decision, period, starts_on),
        overlapping=overlapping(choice.case.person_id, decision.intervention_id, period),
        expected_hours=expected_hours_for(decision, starts_on),
        full_time=full_time_on(choice.principal_id, starts_on),
    )


def current_days(grant: Decision) -> Period:
    """The days that the grant gives as it has been changed; those it gave when it has been ended."""
    days = days_given_by(grant)
    given: Period = grant.period
    return days or given


def is_authorised(provider_id: int, grant: Decision, days: Period, day: date) -> bool:
    """For the intervention, at the level that the grant has on the day, and with no decision that takes the
    right away later during the days."""
    level = in_effect(grant, day).level
    provider = Provider.objects.filter(pk=provider_id)
    authorised = provider.authorised_for(grant.intervention_id, day, level)
    return authorised.keeping_the_right(grant.intervention_id, days, level).exists()


def overlapping(
    person_id: int, intervention_id: int, period: Period, *, other_than: int | None = None
) -> str | None:
    """Number of an assignment that the person has for the intervention during some of the days."""
    of_person = Assignment.objects.filter(person_id=person_id, intervention_id=intervention_id)
    found = of_person.carried_out().overlapping(period)
    return found.exclude(pk=other_than or 0).order_by("id").values_list("number", flat=True).first()


# --- A case's assignments ---------------------------------------------------------------------------------


def with_assignments(case: Case) -> Case:
    """The case with its assignments and what belongs to them read once, however many ask for them."""
    belonging = ("intervention", "provider", "given_by", "final_report__sent_by")
    shown = Assignment.objects.order_by("id").select_related(*belonging)
    prefetch_related_objects(
        [case],
        Prefetch("assignments", shown),
        Prefetch("assignments__plans", Plan.objects.order_by("starts_on").select_related("made_by")),
        Prefetch("assignments__reports", MonthlyReport.objects.order_by("id").select_related("sent_by")),
        Prefetch(
            "assignments__meetings",
            ThreePartyMeeting.objects.order_by("held_on", "id").select_related("signed_by"),
        ),
    )
    return case


# --- Following up


def facts_of_plan(assignment: Assignment, starts_on: date) -> PlanFacts:
    terms = terms_of(assignment.decision)
    return PlanFacts(
        assignment=assignment.period,
        latest_from=assignment.plans.order_by("-starts_on").values_list("starts_on", flat=True).first(),
        expected_hours=expected_hours_for(assignment.decision, starts_on),
        min_workplace_percent=terms.min_workplace_percent if terms else 0,
    )


def latest_plan(assignment: Assignment) -> Plan | None:
    return assignment.plans.prefetch_related("activities").order_by("-starts_on").first()


def facts_of_reports(assignment: Assignment) -> ReportFacts:
    return ReportFacts(assignment.period, set(assignment.reports.values_list("month", flat=True)))


def facts_of_meetings(assignment: Assignment) -> MeetingFacts:
    return MeetingFacts(assignment.period, set(assignment.meetings.values_list("held_on", flat=True)))


# --- Going on or ending


def facts_of_extension(assignment: Assignment) -> ExtensionFacts:
    decision = assignment.decision
    full_meetings = assignment.meetings.filter(person_present=True, provider_present=True)
    return ExtensionFacts(
        granted=granted_so_far(assignment),
        extensions=_continuations(decision, Decision.Kind.EXTEND),
        last_meeting=full_meetings.order_by("-held_on").values_list("held_on", flat=True).first(),
        case_open=assignment.case.is_open,
        ended_early=_is_ended(decision) or _is_left(assignment),
        finally_reported=facts_of_final_report(assignment).sent_on,
        open_since=open_since(assignment.case),
    )


def _is_left(assignment: Assignment) -> bool:
    """Has the person left the provider for another?"""
    return not Assignment.objects.filter(pk=assignment.pk).not_left().exists()


def facts_of_wanted(assignment: Assignment, wanted: Period) -> WantedFacts:
    """Is there a right on the first day, and how long does it go on? Also one that a decision takes later."""
    first = Period(wanted.start, wanted.start + ONE_DAY)
    return WantedFacts(
        provider=assignment.provider.name,
        provider_authorised=is_authorised(assignment.provider_id, assignment.decision, first, wanted.start),
        overlapping=overlapping(
            assignment.person_id, assignment.intervention_id, wanted, other_than=assignment.pk
        ),
        right_ends=_right_ends_within(assignment, wanted),
    )


def _right_ends_within(assignment: Assignment, wanted: Period) -> date | None:
    """The last day on which the provider has its right without a break, when that is not the last wanted."""
    level = in_effect(assignment.decision, wanted.start).level
    rights = rights_to(assignment.provider_id, assignment.intervention_id, level)
    together = merged(rights.values_list("period", flat=True))
    first = next((each for each in together if each.contains(wanted.start)), None)
    return None if first is None or first.covers(wanted) else first.last_day


def granted_so_far(assignment: Assignment) -> Period:
    """From the first day of the grant, also when the assignment began later."""
    current: Period = assignment.period
    grant: Period | None = assignment.decision.period
    return Period(min(current.start, grant.start) if grant else current.start, current.end)


def facts_of_ending(assignment: Assignment) -> EndingFacts:
    reports: list[date] = list(
        MonthlyReport.objects.filter(assignment=assignment)
        .order_by("-month")
        .values_list("month", flat=True)[:1]
    )
    return EndingFacts(assignment.period, assignment.case.is_open, reports[0] if reports else None)


def facts_of_final_report(assignment: Assignment) -> FinalReportFacts:
    final_report = getattr(assignment, "final_report", None)
    return FinalReportFacts(assignment.period, final_report.sent_on if final_report else None)


def _continuations(grant: Decision, kind: str) -> int:
    return Decision.objects.in_force().filter(grant=grant, kind=kind).count()


def _is_ended(grant: Decision) -> bool:
    return _continuations(grant, Decision.Kind.END) > 0
