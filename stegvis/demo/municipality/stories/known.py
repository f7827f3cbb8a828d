"""What the register's own people need from May on: assessments, plans, meetings, follow-ups, closures."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.assignments.actions.meet import record_meeting
from stegvis.assignments.actions.plan import make_plan
from stegvis.assignments.actions.report import send_report
from stegvis.assignments.actions.report_finally import FinalWords, send_final_report
from stegvis.assignments.models import Activity, Assignment
from stegvis.assignments.models.assignments import AssignmentQuerySet
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.assignments.rules.planning import NewPlan
from stegvis.assignments.rules.reporting import NewReport
from stegvis.casework.actions.assess import sign_assessment
from stegvis.casework.actions.close import close_case
from stegvis.casework.models import Case, ClosureReason, FollowUp
from stegvis.casework.models.cases import SELF_SUFFICIENT, CaseQuerySet
from stegvis.casework.rules.assessment import Findings
from stegvis.core.actor import Actor
from stegvis.core.period import Period, half_year_after
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.registry.naming import hides

FOLLOWED_UP_FROM = date(2021, 7, 1)
"""Cases closed from this day are followed up in Stegvis; the older system had done the earlier ones."""
LEFT_UNASSESSED = 4
"""How many of the caseworker's cases without any decision still await their assessment."""
LEFT_UNPLANNED = 2
MAY = Period.month(2022, 5)
REPORTED_ON = date(2022, 6, 3)
EVERY_FORGOTTEN = 15
"""One assignment in so many has no report for May."""
GOALS = (
    "Vill arbeta i kök.",
    "Vill arbeta inom vården.",
    "Vill bli klar med sfi och söka arbete.",
    "Vill tillbaka till sitt yrke.",
    "Vill ha ett arbete nära hemmet.",
)


def tell(cast: Cast, today: date) -> None:
    assess_those_who_came_with_the_register(cast, today)
    plan_what_runs(cast, today)
    report_may(cast)
    meet_before_the_end(cast, today)
    report_finally(cast, today)
    plan_follow_ups(cast)
    close_one(cast, today)


def assess_those_who_came_with_the_register(cast: Cast, today: date) -> None:
    """The extract has no assessments. All but the caseworker's latest newcomers get theirs."""
    cases = _open_cases(cast).order_by("opened_on", "id").select_related("caseworker")
    undecided = cases.filter(decisions__isnull=True)
    left = list(undecided.held_by(cast.caseworker.user_id).values_list("pk", flat=True))[-LEFT_UNASSESSED:]
    actors: dict[str, Actor] = {}
    for place, case in enumerate(cases.exclude(pk__in=left)):
        if case.caseworker is not None:
            held_on = min(case.opened_on + timedelta(days=9), today)
            email = case.caseworker.email
            by = actors.setdefault(email, actors.get(email) or actor_of(cast.principal, email))
            sign_assessment(case, _findings(case, held_on, place), by=by, today=today)


def plan_what_runs(cast: Cast, today: date) -> None:
    """The provider's running assignments get a plan from May on, all but the last two."""
    without_plan = _running(cast, today).filter(provider=cast.provider, plans__isnull=True)
    running = [a for a in without_plan.select_related("person") if not hides(a.person, cast.provider_staff)]
    for assignment in running[:-LEFT_UNPLANNED]:
        hours = assignment.planned_hours_per_week
        workplace = -(-hours // 2)
        plan = NewPlan(
            starts_on=max(assignment.period.start, date(2022, 5, 2)),
            how="Samma upplägg som tidigare, avstämt med deltagaren.",
            hours={Activity.Kind.PRACTICE: workplace, Activity.Kind.INTERVENTION: hours - workplace},
            fewer_hours_because="Timmarna följer det uppdrag som gällde i det äldre systemet.",
            agreed_with_person=True,
        )
        make_plan(assignment, plan, by=cast.provider_staff, today=today)


def report_may(cast: Cast) -> None:
    """The providers have reported May, in time; some assignments are forgotten."""
    in_may = Assignment.objects.filter(principal=cast.principal, given_by__isnull=True).overlapping(MAY)
    for place, assignment in enumerate(in_may.select_related("provider", "person").order_by("id")):
        sender = cast.at_provider(assignment.provider_id)
        if place % EVERY_FORGOTTEN and not hides(assignment.person, sender):
            send_report(assignment, _report_of_may(assignment), by=sender, today=REPORTED_ON)


def _report_of_may(assignment: Assignment) -> NewReport:
    days = assignment.period.intersect(MAY).days
    planned = assignment.planned_hours_per_week * days // 7
    absent = planned * (assignment.pk % 5) // 20
    return NewReport(
        month=MAY.start,
        attended_hours=planned - absent,
        absent_hours=absent,
        progress=2 + assignment.pk % 3,
        happened="Deltagaren har följt planen." if not absent else "Någon frånvaro, följs upp varje vecka.",
        next_month="Samma upplägg i juni.",
    )


def meet_before_the_end(cast: Cast, today: date) -> None:
    """The first of the caseworker's assignments to end has had its meeting: it can be extended."""
    ending = _running(cast, today).filter(
        case__caseworker_id=cast.caseworker.user_id,
        case__closed_on__isnull=True,
        period__endswith__lte=today + timedelta(weeks=6),
    )
    first = ending.order_by("period__endswith", "id").first()
    if first is not None:
        held = HeldMeeting(
            held_on=today - timedelta(days=2),
            minutes="Deltagaren vill fortsätta. Anordnaren föreslår tre månader till.",
            person_present=True,
            provider_present=True,
        )
        record_meeting(first, held, by=cast.caseworker, today=today)


def report_finally(cast: Cast, today: date) -> None:
    """The provider has sent one final report; the others await it."""
    ended = Assignment.objects.filter(provider=cast.provider, period__endswith__lte=today)
    latest = ended.select_related("person").order_by("-period__endswith", "-id").first()
    if latest is not None and not hides(latest.person, cast.provider_staff):
        words = FinalWords(
            summary="Yrkessvenska, praktik i två omgångar och stöd med ansökningar.",
            success_factors="Samma handledare hela tiden och korta avstämningar varje vecka.",
            proposals="Fortsatt jobbsökande med stöd av arbetsgivarkontakter.",
        )
        send_final_report(latest, words, by=cast.provider_staff, today=today)


def plan_follow_ups(cast: Cast) -> None:
    """Closing a case plans its follow-up; these were closed in the older system, so it is planned here."""
    closed = Case.objects.filter(
        principal=cast.principal,
        closed_on__gte=FOLLOWED_UP_FROM,
        closure_reason__in=SELF_SUFFICIENT,
        follow_ups__isnull=True,
    )
    FollowUp.objects.bulk_create(
        FollowUp(principal=cast.principal, case=case, due_on=half_year_after(case.closed_on))
        for case in closed.order_by("closed_on", "id")
        if case.closed_on is not None
    )


def close_one(cast: Cast, today: date) -> None:
    """One of the caseworker's people has found work in May."""
    idle = _open_cases(cast).held_by(cast.caseworker.user_id).filter(assignments__isnull=True)
    case = idle.filter(opened_on__lt=date(2022, 1, 1), decisions__isnull=True).order_by("opened_on").first()
    if case is not None:
        close_case(
            case,
            ClosureReason.WORK,
            today,
            evidence="Anställningsavtal, tillsvidare, visat på mötet",
            by=cast.caseworker,
            today=today,
        )


def _findings(case: Case, held_on: date, place: int) -> Findings:
    known = case.decisions.order_by("decided_on").values_list("capacity_percent", flat=True).first()
    return Findings(
        held_on=held_on,
        own_goal=GOALS[place % len(GOALS)],
        capacity_percent=100 if known is None else known,
        state_could_serve=False,
        state_checked_on=held_on,
        state_note="Har inte rätt till någon plats i Arbetsförmedlingens program nu.",
    )


def _open_cases(cast: Cast) -> CaseQuerySet:
    return Case.objects.filter(principal=cast.principal, assessments__isnull=True).open()


def _running(cast: Cast, today: date) -> AssignmentQuerySet:
    return Assignment.objects.filter(principal=cast.principal).running_on(today).order_by("id")
