"""What control adds to the frame, the start page and the provider's page, and who reaches its rows."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.core import navigation, waiting
from stegvis.core.actor import PROVIDERS, Actor, Duty
from stegvis.core.database.row_security import PROVIDER, follows, outside
from stegvis.core.navigation import Entry
from stegvis.core.waiting import Line, Waiting
from stegvis.providers import control_panels, control_steps, panels
from stegvis.providers.control_permissions import DECIDERS
from stegvis.providers.models import CONTROLLING, ControlTask, Deficiency, RevocationProposal
from stegvis.providers.permissions import KEEPERS
from stegvis.registry.row_security import reach_files_of


def controls_due(actor: Actor, today: date) -> QuerySet[ControlTask]:
    due = ControlTask.objects.visible_to(actor).due(today).select_related("provider", "condition")
    return due.prefetch_related("condition__versions").order_by("due_on", "id")


def deficiencies_found(actor: Actor, today: date) -> QuerySet[Deficiency]:
    return _lined(Deficiency.objects.visible_to(actor).not_ordered())


def remedies_to_settle(actor: Actor, today: date) -> QuerySet[Deficiency]:
    return _lined(Deficiency.objects.visible_to(actor).to_settle(today))


def remedies_to_answer(actor: Actor, today: date) -> QuerySet[Deficiency]:
    """The provider's own; a supervisor answers for none."""
    if actor.duties.isdisjoint({Duty.ADMINISTRATOR, Duty.COORDINATOR}):
        return Deficiency.objects.none()
    return _lined(Deficiency.objects.visible_to(actor).to_answer())


def proposals_to_decide(actor: Actor, today: date) -> QuerySet[RevocationProposal]:
    found = RevocationProposal.objects.visible_to(actor).awaiting_decision()
    return found.select_related("provider").order_by("proposed_on", "id")


def _lined(found: QuerySet[Deficiency]) -> QuerySet[Deficiency]:
    return found.select_related("provider", "remedy").order_by("found_on", "id")


def _control_line(task: ControlTask, today: date) -> Line:
    wordings = task.condition.versions.all()
    return Line(
        task.provider.name,
        reverse("do_control", args=[task.pk]),
        since=task.due_on,
        due=task.due_on,
        note=next((each.title for each in wordings if each.period.contains(today)), ""),
    )


def _deficiency_line(each: Deficiency, today: date) -> Line:
    remedy = getattr(each, "remedy", None)
    due = remedy.due_on if remedy else None
    return Line(each.provider.name, each.get_absolute_url(), each.found_on, due, each.get_severity_display())


def _proposal_line(each: RevocationProposal, today: date) -> Line:
    return Line(each.provider.name, each.get_absolute_url(), each.proposed_on, note=each.get_ground_display())


def declare() -> None:
    """A provider's staff reach what is wrong at their own from when they are told to mend it; nothing of the
    calendar and of what may come of it. A resident reaches nothing."""
    told = "id IN (SELECT providers_deficiencies_told())"
    outside("providers.Deficiency", "own_and_told", f"provider_id = {PROVIDER} AND {told}")
    follows("providers.Remedy", "deficiency_id", "providers_deficiency")
    for name in ("RemedyProlonged", "RemedyPaper"):
        follows(f"providers.{name}", "remedy_id", "providers_remedy")
    reach_files_of("providers_remedypaper")
    for name in ("ControlTask", "RevocationProposal", "RevocationAnswer", "RevokedDays"):
        outside(f"providers.{name}", "never", "false")


navigation.register(
    Entry("Kontroller", "controls", CONTROLLING, place=63, group="Anordnare"),
    Entry("Brister", "deficiencies", CONTROLLING, place=66, group="Anordnare"),
    Entry("Återkallelser", "revocation_proposals", CONTROLLING, place=67, group="Anordnare"),
)
waiting.register(
    Waiting("controls", "Kontroller att göra", KEEPERS, controls_due, _control_line),
    Waiting("deficiencies", "Nya brister", KEEPERS, deficiencies_found, _deficiency_line),
    Waiting("remedies", "Åtgärder att bedöma", KEEPERS, remedies_to_settle, _deficiency_line),
    Waiting("own_remedies", "Brister att svara på", PROVIDERS, remedies_to_answer, _deficiency_line),
    Waiting("revocations", "Förslag om återkallelse", DECIDERS, proposals_to_decide, _proposal_line),
)
panels.register_panel(40, control_panels.panel)
panels.register_steps(control_steps.of_provider)
declare()
