"""A person's capacity over time in words: the grades with their steps, and what the timeline tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from stegvis.accounts.models import User
from stegvis.casework.capacity_facts import statements
from stegvis.casework.facts import grades
from stegvis.casework.models import CapacityGrade, Case
from stegvis.casework.rules.capacity import capacity_in_words, step_in_words
from stegvis.casework.timeline import Entry
from stegvis.core.parts import Tone


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One grade as a table shows it: the words for it, and the step it means from the one before."""

    grade: CapacityGrade
    words: str
    step: str
    direction: str
    """`Steg upp`, `Steg ner`, or the same as `step`."""
    tone: Tone
    state: str
    """`Gäller nu` or `Kommer`; empty for what has been."""

    @property
    def by(self) -> str:
        """Who has assessed: what he is, and his name where it is known."""
        name, source = self.grade.assessed_by, self.grade.get_source_display()
        return f"{source}: {name}" if name else source


def grade_lines(case: Case, today: date) -> list[GradeLine]:
    """The grades, the latest first."""
    lines, before = [], None
    for grade in grades(case):
        lines.append(_line(grade, before, today))
        before = grade.percent
    return lines[::-1]


def _line(grade: CapacityGrade, before: int | None, today: date) -> GradeLine:
    step = step_in_words(before, grade.percent)
    return GradeLine(
        grade,
        words=capacity_in_words(grade.percent).capitalize(),
        step=step,
        direction=step.partition(" från ")[0],
        tone=_tone(before, grade.percent),
        state=_state(grade, today),
    )


def _state(grade: CapacityGrade, today: date) -> str:
    if grade.period.contains(today):
        return "Gäller nu"
    return "Kommer" if grade.period.start > today else ""


def _tone(before: int | None, after: int) -> Tone:
    if before is None or before == after:
        return Tone.NEUTRAL
    return Tone.SUCCESS if after > before else Tone.WARNING


def tell_grades(case: Case) -> Iterable[Entry]:
    """Each grade once, on the day it was recorded. What an assessment found the assessment tells itself."""
    told = set()
    for grade in grades(case):
        # What has come in between has made two rows of one recording.
        recording = (grade.recorded_on, grade.percent, grade.source, grade.assessed_by, grade.note)
        if grade.assessment_id is not None or recording in told:
            continue
        told.add(recording)
        yield Entry(
            grade.recorded_on,
            f"{capacity_in_words(grade.percent).capitalize()} från {grade.period.start}",
            f"Bedömd av {grade.assessed_by or grade.get_source_display()}.",
            _name(grade.recorded_by),
            reverse("capacity", args=[case.pk]),
        )


def tell_statements(case: Case) -> Iterable[Entry]:
    for statement in statements(case):
        url = reverse("statement", args=[statement.pk])
        yield Entry(
            statement.asked_on, "Utlåtande begärdes", statement.question, _name(statement.asked_by), url
        )
        if statement.called_off_on is not None:
            yield Entry(statement.called_off_on, "Begäran återkallades", statement.called_off_because)
        answer = statement.given
        if answer is None:
            continue
        words = f"{capacity_in_words(answer.percent).capitalize()}."
        yield Entry(answer.answered_on, "Utlåtande från förtroendeläkare", words, answer.adviser, url)
        stand = answer.stand
        if stand is not None and not stand.accepted:
            by = _name(stand.decided_by)
            title = "Utlåtandet blev ingen grad"
            yield Entry(stand.decided_on, title, stand.reason, by, tone=Tone.WARNING)


SOURCES = (tell_grades, tell_statements)


def _name(user: User | None) -> str:
    return user.display_name if user else ""
