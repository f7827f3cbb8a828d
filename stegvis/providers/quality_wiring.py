"""What quality adds to the frame, the start page and the provider's page, and who reaches its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.core import navigation, waiting
from stegvis.core.actor import PROVIDERS, Actor
from stegvis.core.database.row_security import PROVIDER, outside
from stegvis.core.navigation import Entry
from stegvis.core.steps import Step
from stegvis.core.waiting import Line, Waiting
from stegvis.providers import announced_visits, panels
from stegvis.providers.actions.quality_reports import can_write
from stegvis.providers.actions.visits import can_plan
from stegvis.providers.models import CONTROLLING, Provider, QualityReport, QualityVisit
from stegvis.providers.panels import Panel
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.quality_permissions import TELLING, may_tell_of_quality, may_visit
from stegvis.providers.rules.visiting import VisitStage
from stegvis.providers.rules.yearly import due_on, latest_year
from stegvis.providers.visit_stages import with_tags
from stegvis.providers.yearly_reports import own_to_send, unread

AHEAD = timedelta(days=7)
SHOWN = 10


def visits_of(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """The latest visits; for the provider itself those with a signed protocol, and those it is told of."""
    if not (actor.has(CONTROLLING) or actor.provider_id == provider.pk):
        return None
    found = QualityVisit.objects.visible_to(actor).filter(provider=provider).order_by("-planned_on", "-id")
    lines = with_tags(found[:SHOWN], today)
    late = [visit for visit, tag in lines if tag.text == VisitStage.TO_DOCUMENT.value]
    told = announced_visits.announced(actor)
    context = {
        "lines": [(visit, tag) for visit, tag in lines if visit not in late],
        "to_document": late,
        "announced": [each for each in told if each.planned_on >= today],
        "announced_late": [each for each in told if each.planned_on < today],
    }
    return Panel("Kvalitetsbesök", "providers/visits_panel.html", context)


def steps_of(provider: Provider, actor: Actor, today: date) -> Iterator[Step]:
    if may_visit(actor, provider).ok:
        url = reverse("plan_quality_visit", args=[provider.pk])
        yield Step("visit", "Planera kvalitetsbesök", url, can_plan(provider, today, by=actor, today=today))


def reports_of(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """The yearly reports, for those who control and for the provider itself."""
    if not (actor.has(CONTROLLING) or actor.provider_id == provider.pk):
        return None
    found = QualityReport.objects.visible_to(actor).filter(provider=provider).order_by("-year")
    context = {"reports": list(found[:SHOWN])}
    return Panel("Kvalitetsrapporter", "providers/quality_reports_panel.html", context)


def steps_of_the_provider(provider: Provider, actor: Actor, today: date) -> Iterator[Step]:
    """The report of the latest year, as long as it is owed."""
    year = latest_year(today)
    if not may_tell_of_quality(actor, provider).ok or not own_to_send(actor, year).exists():
        return
    answer = can_write(provider, year, by=actor, today=today)
    url = reverse("write_quality_report", args=[provider.pk, year])
    yield Step("quality_report", f"Skriv kvalitetsrapport för {year}", url, answer, main=answer.ok)


def my_report(actor: Actor, today: date) -> QuerySet[Provider]:
    if actor.duties.isdisjoint(TELLING):
        return Provider.objects.none()
    owing: QuerySet[Provider] = own_to_send(actor, latest_year(today))
    return owing


def _own_line(provider: Provider, today: date) -> Line:
    year = latest_year(today)
    url = reverse("write_quality_report", args=[provider.pk, year])
    return Line(f"Kvalitetsrapport för {year}", url, since=date(year + 1, 1, 1), due=due_on(year))


def _sent_line(report: QualityReport, today: date) -> Line:
    url = reverse("quality_report", args=[report.pk])
    return Line(f"{report.provider.name}, {report.year}", url, since=report.sent_on or today)


def my_visits(actor: Actor, today: date) -> QuerySet[QualityVisit]:
    """Those to make within a week."""
    own = QualityVisit.objects.visible_to(actor).by(actor.user_id).to_come(today)
    return own.filter(planned_on__lte=today + AHEAD).select_related("provider")


def my_visits_to_document(actor: Actor, today: date) -> QuerySet[QualityVisit]:
    """Those whose day is past: the protocol is to be signed, or the visit planned anew or called off."""
    own = QualityVisit.objects.visible_to(actor).by(actor.user_id).to_document(today)
    return own.select_related("provider")


def _visit_line(visit: QualityVisit, today: date) -> Line:
    return Line(visit.provider.name, visit.get_absolute_url(), since=visit.planned_on, due=visit.planned_on)


def declare() -> None:
    """A provider's staff reach the signed protocols of their own, and the templates they are asked by."""
    outside("providers.QualityVisit", "own_signed", f"provider_id = {PROVIDER} AND signed_at IS NOT NULL")
    outside("providers.QualityReport", "own", f"provider_id = {PROVIDER}")
    outside("providers.QualityTemplate", "of_providers", f"{PROVIDER} IS NOT NULL")


navigation.register(
    Entry(
        "Kvalitetsbesök",
        "quality_visits",
        CONTROLLING,
        place=64,
        group="Anordnare",
        under=("/kvalitetsmallar/", "/kvalitetsrapporter/"),
    )
)
waiting.register(
    Waiting("quality_visits", "Kvalitetsbesök att göra", KEEPERS, my_visits, _visit_line),
    Waiting(
        "visits_to_document", "Kvalitetsbesök att dokumentera", KEEPERS, my_visits_to_document, _visit_line
    ),
    Waiting("quality_reports", "Kvalitetsrapporter att läsa", KEEPERS, unread, _sent_line),
    Waiting(
        "announced_visits",
        "Kvalitetsbesök som kommer",
        PROVIDERS,
        announced_visits.to_come,
        announced_visits.line,
    ),
    Waiting("own_quality_report", "Kvalitetsrapport att skicka", PROVIDERS, my_report, _own_line),
)
panels.register_panel(50, visits_of)
panels.register_panel(55, reports_of)
panels.register_steps(steps_of)
panels.register_steps(steps_of_the_provider)
declare()
