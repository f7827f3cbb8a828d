"""What pages, lists and files call the stage of a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.providers.actions.visits import state_of
from stegvis.providers.control_panels import Tag
from stegvis.providers.models import QualityVisit
from stegvis.providers.rules.visiting import VisitStage, stage_of

COLORS = {
    VisitStage.PLANNED: "info",
    VisitStage.BEGUN: "info",
    VisitStage.TO_DOCUMENT: "warning",
    VisitStage.SIGNED: "success",
    VisitStage.CALLED_OFF: "neutral",
}


def visit_tag(visit: QualityVisit, today: date) -> Tag:
    stage = stage_of(state_of(visit), visit.planned_on, today)
    return Tag(stage.value, COLORS[stage])


def with_tags(visits: Iterable[QualityVisit], today: date) -> list[tuple[QualityVisit, Tag]]:
    return [(visit, visit_tag(visit, today)) for visit in visits]
