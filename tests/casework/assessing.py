"""What the tests of assessments stand on: a version with one question of each kind, and a form filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from stegvis.casework.models import AssessmentTemplate
from stegvis.casework.questionnaire import write_questions
from stegvis.casework.rules.questions import Kind, Question
from stegvis.core.period import Period
from stegvis.registry.models import Principal

QUESTIONS = (
    Question(
        "svenska", Kind.SCALE, "Hur talar du svenska?", "Språk", options=("Inte alls", "Bra"), required=True
    ),
    Question("tolk", Kind.CHOICE, "Behöver du tolk?", "Språk", options=("Nej", "Ja, alltid")),
    Question("styrkor", Kind.TEXT, "Vad är du bra på?", "Arbete"),
    Question("barn", Kind.YES_NO, "Har du barn?", "Vardag"),
    Question("andra", Kind.SEVERAL, "Vilka andra behövs?", "Vardag", options=("Vården", "Socialtjänst")),
)
ANSWERS = {"svenska": 3, "tolk": "Nej", "styrkor": "Laga mat", "barn": False, "andra": ["Vården"]}


def a_template(
    principal: Principal,
    *questions: Question,
    version: int = 1,
    period: Period | None = Period(date(2020, 1, 1)),  # noqa: B008 - frozen
    **fields: Any,
) -> AssessmentTemplate:
    """A version with questions, published unless `period` is None."""
    template = AssessmentTemplate.objects.create(
        principal=principal, version=version, **{"name": "Kartläggning", **fields}
    )
    write_questions(template, questions or QUESTIONS)
    if period is not None:
        template.period = period
        template.save(update_fields=["period"])
    return template


def filled(template: AssessmentTemplate | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser sends when everything is filled in."""
    sent: dict[str, Any] = {
        "draft": "",
        "assessment": "0",
        "template": template.pk if template else "",
        "held_on": "2026-03-16",
        "met_in_person": "on",
        "target_group": "ekonomiskt_bistand",
        "own_goal": "Bli kock",
        "capacity_percent": "75",
        "capacity_by": "caseworker",
        "state_could_serve": "nej",
        "state_checked_on": "2026-03-16",
        "state_note": "Behöver mer stöd.",
    }
    if template is not None:
        sent |= {
            "q_svenska": "3",
            "q_tolk": "Nej",
            "q_styrkor": "Laga mat",
            "q_barn": "nej",
            "q_andra": ["Vården"],
        }
    return {**sent, **changes}
