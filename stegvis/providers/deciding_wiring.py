"""What applications, decisions and re-authorisation add to the frame, to what awaits, and to row security."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from stegvis.core import navigation, waiting
from stegvis.core.actor import PROVIDERS, Actor, Role
from stegvis.core.database.row_security import PROVIDER, follows, outside
from stegvis.core.navigation import Entry
from stegvis.core.waiting import Line, Waiting
from stegvis.providers import panels, rounds
from stegvis.providers.deciding_permissions import DECIDERS, OFFICERS
from stegvis.providers.models import Application, Provider, Reauthorisation
from stegvis.providers.panels import Panel
from stegvis.providers.permissions import KEEPERS

SHOWN = 10
"""Decisions on a provider's page; all are in the list."""


def to_try(actor: Actor, today: date) -> QuerySet[Application]:
    """Sent in, and handled by the actor or by nobody."""
    mine = Q(officer=None) | Q(officer=actor.user_id)
    sent = Application.objects.visible_to(actor).filter(mine, state=Application.State.SUBMITTED)
    return sent.order_by("submitted_on", "id")


def late_completions(actor: Actor, today: date) -> QuerySet[Application]:
    mine = Q(officer=None) | Q(officer=actor.user_id)
    late = Application.objects.visible_to(actor).late_to_complete(today)
    return late.filter(mine).order_by("submitted_on", "id")


def to_decide(actor: Actor, today: date) -> QuerySet[Application]:
    found = Application.objects.visible_to(actor).awaiting_decision_by(actor.user_id)
    return found.order_by("submitted_on", "id")


def past_deadline(actor: Actor, today: date) -> QuerySet[Reauthorisation]:
    return Reauthorisation.objects.visible_to(actor).past_deadline(today).order_by("deadline", "id")


def _application_line(found: Application, today: date) -> Line:
    assert found.submitted_on is not None, "Only what has been sent in is visible to staff"
    text = f"{found.organisation_name}, ansökan {found.number}"
    return Line(text, found.get_absolute_url(), since=found.submitted_on)


def _decide_line(found: Application, today: date) -> Line:
    assert found.submitted_on is not None, "Only what has been sent in is visible to staff"
    url = reverse("decide_application", args=[found.pk])
    return Line(f"{found.organisation_name}, ansökan {found.number}", url, since=found.submitted_on)


def _round_line(found: Reauthorisation, today: date) -> Line:
    return Line(found.title, found.get_absolute_url(), since=found.started_on, due=found.deadline)


def _apply_line(found: Reauthorisation, today: date) -> Line:
    return Line(found.title, reverse("own_applications"), since=found.started_on, due=found.deadline)


def decisions_of(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """What has been decided about the provider, the latest first."""
    found = provider.decisions.visible_to(actor).select_related("intervention")[:SHOWN]
    if not found:
        return None
    return Panel("Beslut", "providers/reviewing/decisions_panel.html", {"decisions": found})


def declare() -> None:
    """A provider's staff reach the decisions about it, with their documents; what officers prepare they do
    not. The rounds are told to every provider."""
    outside("providers.ProviderDecision", "own", f"provider_id = {PROVIDER}")
    follows("providers.ProviderDecisionDocument", "decision_id", "providers_providerdecision")
    outside("providers.ProposalReturn", "staff_only", "false")
    outside("providers.Reauthorisation", "told_to_providers", f"{PROVIDER} IS NOT NULL")


navigation.register(
    Entry("Ansökningar", "applications", KEEPERS | {Role.CHAIR}, place=61, group="Anordnare"),
    Entry("Beslut", "provider_decisions", KEEPERS | {Role.CHAIR}, place=68, group="Anordnare"),
    Entry("Omauktorisationer", "reauthorisations", KEEPERS | {Role.CHAIR}, place=62, group="Anordnare"),
)
waiting.register(
    Waiting("applications", "Ansökningar att pröva", OFFICERS, to_try, _application_line),
    Waiting(
        "late_completions", "Kompletteringar som inte kom", OFFICERS, late_completions, _application_line
    ),
    Waiting("application_decisions", "Ansökningar att besluta om", DECIDERS, to_decide, _decide_line),
    Waiting("rounds_over", "Omauktorisationer vars dag har passerat", KEEPERS, past_deadline, _round_line),
    Waiting("reauthorise", "Ansök på nytt om auktorisation", PROVIDERS, rounds.rounds_for, _apply_line),
)
panels.register_panel(40, decisions_of)
declare()
