"""What emergency openings add to every page, to the start page and to the case page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from stegvis.casework.models import BreakGlass
from stegvis.core.actor import Actor, Role
from stegvis.core.notices import Notice
from stegvis.core.waiting import Line, Waiting

HEADS = frozenset({Role.HEAD_OF_UNIT})


def reading_now(actor: Actor) -> Iterable[Notice]:
    """On every page for as long as the actor can read what he has opened."""
    if actor.opened_case_ids:
        yield Notice(
            "Du läser i nödläge",
            "Du kan bara läsa. Allt du öppnar loggas, och enhetschefen för ärendet går igenom det.",
            "Visa och avsluta mina nödöppningar",
            reverse("my_openings"),
        )


def openings_to_judge(actor: Actor, today: date) -> QuerySet[BreakGlass]:
    """Told to the head the moment it happens, until it has been judged."""
    awaiting = BreakGlass.objects.visible_to(actor).awaiting_verdict()
    return awaiting.select_related("case", "user").order_by("opened_at", "id")


def judge_line(opening: BreakGlass, today: date) -> Line:
    return Line(
        f"{opening.user.display_name} läste ärende {opening.case.number}",
        reverse("opening", args=[opening.pk]),
        since=timezone.localtime(opening.opened_at).date(),
    )


KINDS = (Waiting("break_glass", "Nödöppningar att bedöma", HEADS, openings_to_judge, judge_line),)
