"""What awaits caseworkers and heads of unit in casework. Asked from the actor's own cases, oldest first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from stegvis.casework.models import Assessment, AssessmentDraft, Case, Decision, FollowUp
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name


def unassigned(actor: Actor, today: date) -> QuerySet[Case]:
    """Open cases that nobody holds, of the units that the actor is head of."""
    cases = Case.objects.visible_to(actor).open().held_by_nobody().filter(unit__in=actor.led_units)
    return cases.select_related("person").order_by("opened_on", "id")


def without_assessment(actor: Actor, today: date) -> QuerySet[Case]:
    """Nor with one begun: that awaits in a list of its own."""
    return _mine(actor).without(Assessment.objects.all()).without(AssessmentDraft.objects.all())


def without_decision(actor: Actor, today: date) -> QuerySet[Case]:
    """Assessed, but nothing has been decided."""
    return _mine(actor).with_any(Assessment.objects.all()).without(Decision.objects.all())


def awaiting_choice(actor: Actor, today: date) -> QuerySet[Decision]:
    decisions = Decision.objects.visible_to(actor).awaiting_choice(today)
    mine = decisions.filter(case__caseworker_id=actor.user_id)
    return mine.select_related("case__person", "intervention", "invitation").order_by("decided_on", "id")


def asking_for_help(actor: Actor, today: date) -> QuerySet[Decision]:
    """Those of the actor's own who want to talk before they choose; a head's also in cases nobody holds."""
    holds = Q(case__caseworker_id=actor.user_id)
    if actor.led_units:
        holds |= Q(case__caseworker__isnull=True, case__unit__in=actor.led_units)
    asking = Decision.objects.visible_to(actor).awaiting_choice(today).asking_for_help().filter(holds)
    return asking.select_related("case__person", "intervention", "invitation").order_by(
        "invitation__help_asked_on", "id"
    )


def follow_ups_due(actor: Actor, today: date) -> QuerySet[FollowUp]:
    """The actor's own; a head of unit also gets those of cases that nobody holds."""
    holds = Q(case__caseworker_id=actor.user_id)
    if actor.led_units:
        holds |= Q(case__caseworker__isnull=True, case__unit__in=actor.led_units)
    due = FollowUp.objects.visible_to(actor).due(today).filter(holds)
    return due.select_related("case__person").order_by("due_on", "id")


def _mine(actor: Actor) -> CaseQuerySet:
    cases = Case.objects.visible_to(actor).open().held_by(actor.user_id)
    return cases.select_related("person").order_by("opened_on", "id")


def _case_line(case: Case, url_name: str) -> Line:
    return Line(_who(case), reverse(url_name, args=[case.pk]), since=case.opened_on)


def _who(case: Case) -> str:
    return f"{shown_name(case.person)}, ärende {case.number}"


def hand_over_line(case: Case, today: date) -> Line:
    return _case_line(case, "hand_over")


def assess_line(case: Case, today: date) -> Line:
    return _case_line(case, "assess")


def decide_line(case: Case, today: date) -> Line:
    return _case_line(case, "decide")


def choose_line(decision: Decision, today: date) -> Line:
    return Line(
        _who(decision.case),
        reverse("choose", args=[decision.pk]),
        since=decision.decided_on,
        due=decision.choose_by,
        note=decision.intervention.name,
    )


def help_line(decision: Decision, today: date) -> Line:
    asked_on = decision.invitation.help_asked_on
    assert asked_on is not None  # those who have asked
    return Line(
        _who(decision.case),
        reverse("choose", args=[decision.pk]),
        since=asked_on,
        note=decision.intervention.name,
    )


def follow_up_line(planned: FollowUp, today: date) -> Line:
    return Line(
        _who(planned.case), reverse("follow_up", args=[planned.pk]), planned.due_on, due=planned.due_on
    )


HEADS = frozenset({Role.HEAD_OF_UNIT})

KINDS = (
    Waiting("unassigned", "Ärenden utan handläggare", HEADS, unassigned, hand_over_line),
    Waiting("assessment", "Ärenden att kartlägga", CASEWORKERS, without_assessment, assess_line),
    Waiting("decision", "Kartlagda ärenden att besluta om", CASEWORKERS, without_decision, decide_line),
    Waiting("choice_help", "Vill ha hjälp att välja anordnare", CASEWORKERS, asking_for_help, help_line),
    Waiting("choice", "Val av anordnare", CASEWORKERS, awaiting_choice, choose_line),
    Waiting("follow_up", "Uppföljningar efter sex månader", CASEWORKERS, follow_ups_due, follow_up_line),
)
