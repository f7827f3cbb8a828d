"""The register's own parts of the provider's page, and the steps of those who keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from stegvis.catalogue.models import Level
from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.answers import Answer
from stegvis.core.identifiers import format_organisation_number
from stegvis.core.period import Period
from stegvis.core.steps import Step
from stegvis.providers.actions.ask_to_end import can_ask_to_end
from stegvis.providers.actions.end_on_request import can_end_on_request
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.panels import Panel
from stegvis.providers.permissions import (
    may_ask_to_end,
    may_keep,
    may_keep_facts,
    may_open_intake,
    may_pause_intake,
    may_take_over,
)

YES = Answer.yes()


def authorisations(provider: Provider, actor: Actor, today: date) -> Panel:
    """Periods, interventions and levels: what runs and what has been."""
    rows = list(provider.authorisations.select_related("intervention", "decision").order_by("-period", "-id"))
    names = _level_names(rows)
    lines = [
        {
            "row": row,
            "levels": ", ".join(names.get((row.intervention_id, code), code) for code in row.levels),
            **_standing(row.period, today),
        }
        for row in rows
    ]
    context = {"authorisations": lines, "may_keep": may_keep(actor, provider).ok}
    return Panel("Auktorisationer", "providers/authorisations_panel.html", context)


def pauses(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """Days without intake, and who decided so."""
    rows = list(provider.pauses.select_related("intervention"))
    if not rows:
        return None
    for row in rows:
        row.provider = provider
    lines = [
        {
            "row": row,
            "may_open": may_open_intake(actor, row).ok and not _is_over(row.period, today),
            **_standing(row.period, today),
        }
        for row in rows
    ]
    return Panel("Intagspauser", "providers/pauses_panel.html", {"pauses": lines})


def sites(provider: Provider, actor: Actor, today: date) -> Panel:
    """Where the provider works now, will work, and has worked."""
    lines = [{"row": row, **_standing(row.period, today)} for row in provider.sites.all()]
    context = {
        "provider": provider,
        "sites": sorted(lines, key=lambda each: bool(each["is_over"])),
        "may_change": may_keep_facts(actor, provider).ok,
    }
    return Panel("Verksamhetsställen", "providers/sites_panel.html", context)


def ownership(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """Who the organisation has been."""
    if not (actor.has(STAFF | {Role.CHAIR}) or actor.provider_id == provider.pk):
        return None
    changes = [
        {
            "row": row,
            "old_number": format_organisation_number(row.old_organisation_number),
            "new_number": format_organisation_number(row.new_organisation_number),
        }
        for row in provider.ownership_changes.all()
    ]
    context = {"changes": changes}
    return Panel("Ägarförändringar", "providers/ownership_panel.html", context) if changes else None


def register_steps(provider: Provider, actor: Actor, today: date) -> Iterator[Step]:
    """What those who keep the register can do, and of it what the provider itself can."""
    keeps = may_keep(actor, provider).ok
    if may_pause_intake(actor, provider).ok:
        yield _step("pause_provider", "Pausa intaget", provider)
    if may_keep_facts(actor, provider).ok:
        yield _step("change_provider", "Ändra uppgifterna", provider)
    if keeps:
        yield _step("change_owner", "Anteckna ägarförändring", provider)
        can = can_end_on_request(provider, actor, today)
        yield _step("end_on_request", "Avsluta på anordnarens begäran", provider, can)
    if may_ask_to_end(actor, provider).ok:
        can = can_ask_to_end(provider, actor, today)
        yield _step("ask_to_end", "Begär att få avsluta", provider, can)
    if may_take_over(actor, provider).ok:
        yield _step("take_over_authorisation", "För in en äldre auktorisation", provider)


def _step(name: str, title: str, provider: Provider, answer: Answer = YES) -> Step:
    return Step(name, title, reverse(name, args=[provider.pk]), answer, group="Registret")


def _standing(period: Period, today: date) -> dict[str, Any]:
    return {"is_current": period.contains(today), "is_over": _is_over(period, today)}


def _is_over(period: Period, today: date) -> bool:
    return period.end is not None and period.end <= today


def _level_names(rows: list[Authorisation]) -> dict[tuple[int | None, str], str]:
    """The levels' names as the latest terms have them, by intervention and code."""
    sought = {row.intervention_id for row in rows if row.levels}
    if not sought:
        return {}
    found = Level.objects.filter(terms__intervention__in=sought).order_by("terms__period")
    return {(level.terms.intervention_id, level.code): level.name for level in found.select_related("terms")}
