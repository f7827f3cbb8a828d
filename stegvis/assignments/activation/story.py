"""What full time adds to the case page: how it stands today, the step, and what has been recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stegvis.assignments.activation import query, words
from stegvis.casework.actions.activities import can_record
from stegvis.casework.facts import activities
from stegvis.casework.models import Case, CaseActivity, Hindrance
from stegvis.casework.panels import Panel
from stegvis.casework.timeline import Entry
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.steps import Step
from stegvis.core.templatetags.design import period as in_words


def panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """Nothing for a case that is not open."""
    if not case.is_open:
        return None
    found = query.rows(Case.objects.filter(pk=case.pk), case.principal_id, today)
    if not found:
        return None
    (row,) = found
    return Panel(
        "assignments/activation/panel.html",
        {
            "case": case,
            "row": row,
            "level": words.LEVELS[row.level],
            "tone": words.TONES[row.level].value,
            "reason": words.reason(row.reason) if row.reason else "",
        },
    )


def steps(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    if case.is_open:
        url = reverse("case_activities", args=[case.pk])
        yield Step("activities", "Lägg in aktiviteter och skäl", url, can_record(case, actor))


def tell_activities(case: Case) -> Iterable[Entry]:
    """What has begun: what is to come has not happened."""
    begun = [each for each in activities(case) if each.period.start <= clock.today()]
    for activity in sorted(begun, key=lambda each: each.pk):
        title = f"{activity.get_kind_display()}, {words.hours(activity.hours_per_week)}"
        yield _entry(activity, title)


def tell_hindrances(case: Case) -> Iterable[Entry]:
    begun = case.hindrances.filter(period__startswith__lte=clock.today())
    for hindrance in begun.select_related("recorded_by").order_by("id"):
        yield _entry(hindrance, f"Skäl till lägre aktivering: {hindrance.get_kind_display().lower()}")


def _entry(row: CaseActivity | Hindrance, title: str) -> Entry:
    return Entry(row.period.start, title, f"Gäller {in_words(row.period)}.", row.recorded_by.display_name)
