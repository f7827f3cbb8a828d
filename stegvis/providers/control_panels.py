"""Control on the provider's page, and what its pages say of a deficiency or a proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.actor import Actor
from stegvis.providers.actions.deficiencies import facts_of
from stegvis.providers.models import (
    CONTROLLING,
    ConditionVersion,
    Deficiency,
    Provider,
    ProviderDecision,
    QualityVisit,
)
from stegvis.providers.panels import Panel
from stegvis.providers.rules.deficiencies import Stage, stage_of
from stegvis.providers.rules.lifecycle import State
from stegvis.providers.standing import rights_of

SHOWN = 5
STAGE_COLORS = {
    Stage.FOUND: "info",
    Stage.ORDERED: "info",
    Stage.LATE: "danger",
    Stage.ANSWERED: "warning",
    Stage.MENDED: "success",
    Stage.NOT_MENDED: "danger",
    Stage.DISMISSED: "neutral",
}
STATE_COLORS = {
    State.NONE: "neutral",
    State.HOLDS: "success",
    State.WARNED: "warning",
    State.PROPOSED: "warning",
    State.ENDING: "warning",
    State.SUSPENDED: "danger",
    State.REVOKED: "danger",
    State.ENDED: "neutral",
}


@dataclass(frozen=True)
class Tag:
    text: str
    color: str


def stage_tag(deficiency: Deficiency, today: date) -> Tag:
    stage = stage_of(facts_of(deficiency), today)
    return Tag(stage.value, STAGE_COLORS[stage])


def titles_of(conditions: Iterable[int | None], today: date) -> dict[int, str]:
    """What the conditions are called: by the wording in force today, otherwise by their latest."""
    rows = ConditionVersion.objects.filter(condition__in=[pk for pk in conditions if pk]).order_by("period")
    titles: dict[int, str] = {}
    for condition, title, period in rows.values_list("condition_id", "title", "period"):
        if period.start <= today or condition not in titles:
            titles[condition] = title
    return titles


def evidence_of(provider: Provider) -> dict[str, str]:
    """What a proposal to revoke rests on, in words, as it is today."""
    open_ones = provider.deficiencies.open().select_related("remedy").order_by("found_on", "id")
    failed = provider.deficiencies.not_mended().select_related("remedy").order_by("found_on", "id")
    warnings = provider.decisions.filter(kind=ProviderDecision.Kind.WARN).order_by("decided_on", "id")
    latest = (
        QualityVisit.objects.filter(provider=provider, signed_at__isnull=False).order_by("-held_on").first()
    )
    told = {
        "Brister som inte är åtgärdade": _listed(failed),
        "Öppna brister": _listed(open_ones),
        "Varningar": "; ".join(f"{each.number}, {each.decided_on}" for each in warnings),
        "Senaste kvalitetsbesök": str(latest.held_on) if latest else "",
    }
    return {name: text or "Inga" for name, text in told.items()}


def panel(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """To those who control: where the right stands, what is wrong, what comes. To the provider: what it has
    been told to mend."""
    if actor.has(CONTROLLING):
        return Panel("Kontroll", "providers/control_panel.html", _all_of(provider, actor, today))
    told = _deficiencies(provider, actor)
    if actor.provider_id == provider.pk and told:
        lines = [(each, stage_tag(each, today)) for each in told]
        return Panel("Brister", "providers/control_panel.html", {"deficiencies": lines, "controls": False})
    return None


def _all_of(provider: Provider, actor: Actor, today: date) -> dict[str, object]:
    tasks = list(provider.control_tasks.open().select_related("condition").order_by("due_on", "id")[:SHOWN])
    titles = titles_of((task.condition_id for task in tasks), today)
    return {
        "controls": True,
        "rights": [
            (right, Tag(right.state.value, STATE_COLORS[right.state])) for right in rights_of(provider, today)
        ],
        "deficiencies": [(each, stage_tag(each, today)) for each in _deficiencies(provider, actor)],
        "tasks": [(task, titles.get(task.condition_id, task.condition.code)) for task in tasks],
        "proposals": list(provider.revocation_proposals.awaiting_decision().order_by("id")),
    }


def _deficiencies(provider: Provider, actor: Actor) -> list[Deficiency]:
    found = Deficiency.objects.visible_to(actor).filter(provider=provider)
    return list(found.select_related("remedy").order_by("-found_on", "-id")[:SHOWN])


def _listed(deficiencies: Iterable[Deficiency]) -> str:
    return "; ".join(f"{each.found_on}: {each.text}" for each in deficiencies)
