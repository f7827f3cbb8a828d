"""What the review adds to other pages: what awaits the officer, and a provider's own part."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stegvis.assignments.models import ReviewFlag
from stegvis.assignments.review.permissions import JUDGES
from stegvis.assignments.rules.review.terms import BY_KEY
from stegvis.core.actor import Actor
from stegvis.core.templatetags.design import month as in_words
from stegvis.core.waiting import Line, Waiting
from stegvis.providers.models import CONTROLLING, Deficiency, Provider
from stegvis.providers.origins import Origin
from stegvis.providers.panels import Panel

SHOWN = 5


def to_judge(actor: Actor, today: date) -> QuerySet[ReviewFlag]:
    """Flags without a verdict, the oldest first."""
    waiting = ReviewFlag.objects.visible_to(actor).awaiting_verdict()
    return waiting.select_related("provider").order_by("month", "id")


def line(flag: ReviewFlag, today: date) -> Line:
    return Line(
        f"{flag.provider.name}, {in_words(flag.month)}",
        flag.get_absolute_url(),
        since=flag.found_on,
        note=BY_KEY[flag.rule].title,
    )


WAITING = Waiting("flaggor", "Rapporter som sticker ut", JUDGES, to_judge, line)


def panel(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """The flags of the provider that await a verdict; never for the provider itself."""
    if not actor.has(CONTROLLING):
        return None
    flags = ReviewFlag.objects.visible_to(actor).at_provider(provider).awaiting_verdict()
    found = list(flags[: SHOWN + 1])
    context = {
        "flags": [(flag, BY_KEY[flag.rule]) for flag in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "provider": provider,
    }
    return Panel("Granskning av rapporter", "assignments/review/panel.html", context)


def origin(deficiency: Deficiency) -> Origin | None:
    """The flag whose verdict led to the deficiency."""
    flag = ReviewFlag.objects.filter(verdict__deficiency=deficiency).first()
    if flag is None:
        return None
    return Origin(f"{BY_KEY[flag.rule].title}, {in_words(flag.month)}", flag.get_absolute_url())
