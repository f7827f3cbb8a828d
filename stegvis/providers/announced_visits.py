"""The visits that a provider has been told of: when, where, by whom, and what will be looked at.

Why a visit is made, and what the visitor has begun to write, stand in the same row. So the provider reaches
none of it before it is signed, and the database itself tells what may be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from stegvis.accounts.models import User
from stegvis.core.actor import Actor
from stegvis.core.waiting import Line
from stegvis.providers import provider_letters
from stegvis.providers.models import Provider, QualityTemplate, Site
from stegvis.providers.quality_templates import questions_of
from stegvis.providers.rules.questions import Question

TOLD = "SELECT planned_on, site_id, template_id, visitor_id FROM providers_visits_announced()"


@dataclass(frozen=True)
class AnnouncedVisit:
    planned_on: date
    site: Site | None
    visitor: str
    questions: tuple[Question, ...]


def announced(actor: Actor) -> list[AnnouncedVisit]:
    """Those of the actor's own provider, the next one first; to everybody else none."""
    if actor.provider_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        return [_visit(*row) for row in cursor.fetchall()]


def _visit(planned_on: date, site_id: int | None, template_id: int, visitor_id: int) -> AnnouncedVisit:
    return AnnouncedVisit(
        planned_on,
        Site.objects.filter(pk=site_id).first() if site_id else None,
        User.objects.get(pk=visitor_id).display_name,
        questions_of(QualityTemplate.objects.get(pk=template_id)),
    )


def to_come(actor: Actor, today: date) -> QuerySet[Provider]:
    """The actor's own provider when a visit to come has been announced, with the day as `visit_on`."""
    next_day = RawSQL(
        "(SELECT min(planned_on) FROM providers_visits_announced() WHERE planned_on >= %s)", (today,)
    )
    if actor.provider_id is None:
        return Provider.objects.none()
    own = Provider.objects.filter(pk=actor.provider_id)
    return own.annotate(visit_on=next_day).filter(visit_on__isnull=False).order_by("pk")


def line(provider: Provider, today: date) -> Line:
    day: date = provider.visit_on  # type: ignore[attr-defined]
    return Line("Kommunen kommer på besök", reverse("announced_visits"), since=today, due=day)


def write_of(provider: Provider, day: date) -> None:
    """The letter that a visit is to come, or has got another day or place."""
    _write(provider, f"Kvalitetsbesök {day}", f"Vi kommer på kvalitetsbesök {day}.")


def write_of_none(provider: Provider, day: date) -> None:
    """The letter that a visit that was announced will not be made."""
    _write(provider, f"Inget kvalitetsbesök {day}", f"Kvalitetsbesöket {day} blir inte av.")


def _write(provider: Provider, subject: str, told: str) -> None:
    provider_letters.write(provider, subject, told, reverse("announced_visits"))
