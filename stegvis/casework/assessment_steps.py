"""What awaits those who have begun to write an assessment."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from stegvis.casework.models import AssessmentDraft
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name


def unsigned_drafts(actor: Actor, today: date) -> QuerySet[AssessmentDraft]:
    """Those that the actor has written in, and those of his own cases, as long as the case is open."""
    mine = Q(saved_by_id=actor.user_id) | Q(case__caseworker_id=actor.user_id)
    drafts = AssessmentDraft.objects.visible_to(actor).filter(mine, case__closed_on__isnull=True)
    return drafts.select_related("case__person").order_by("saved_at", "id")


def draft_line(draft: AssessmentDraft, today: date) -> Line:
    case = draft.case
    return Line(
        f"{shown_name(case.person)}, ärende {case.number}",
        reverse("assess", args=[case.pk]),
        since=draft.saved_at.astimezone(clock.SWEDEN).date(),
    )


KINDS = (Waiting("assessment_draft", "Påbörjade kartläggningar", CASEWORKERS, unsigned_drafts, draft_line),)
