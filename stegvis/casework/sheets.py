"""An assessment as lines, section by section: how it is read, printed and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from stegvis.casework.models import Assessment
from stegvis.casework.questionnaire import questions_of
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.comparison import PERCENT, STEP, Line
from stegvis.casework.rules.questions import STEPS, Given, Kind, Question

UNKNOWN_IN_OLD = frozenset(
    {"target_group", "background", "obstacles", "capacity_source", "state_checked_on", "state_note"}
)
"""Fixed fields that an older system need not have had; without a value they are left out there."""


def lines(assessment: Assessment) -> list[Line]:
    """The fixed fields and the answers, also those that are missing, by the assessment's own version."""
    fixed = [line for line in _fixed(assessment) if assessment.template or _is_known(line)]
    return [*fixed, *(_answer(each, assessment) for each in questions_of(assessment.template))]


def by_section(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    return [(section, list(group)) for section, group in groupby(found, key=lambda line: line.section)]


def _is_known(line: Line) -> bool:
    return line.value is not None or line.key not in UNKNOWN_IN_OLD


def _fixed(found: Assessment) -> Iterator[Line]:
    yield _line("Mötet", "held_on", "Mötesdag", found.held_on.isoformat())
    yield _line("Mötet", "target_group", "Målgrupp", found.target_group, found.get_target_group_display())
    yield _line("Mål och bakgrund", "own_goal", "Personens eget mål", found.own_goal)
    yield _line("Mål och bakgrund", "background", "Utbildning och erfarenhet", found.background)
    yield _line("Mål och bakgrund", "obstacles", "Hinder", found.obstacles)
    yield Line(
        "capacity_percent",
        "Förmåga",
        found.capacity_percent,
        capacity_in_words(found.capacity_percent).capitalize(),
        "Arbetsförmåga",
        PERCENT,
    )
    yield _line("Arbetsförmåga", "capacity_source", "Bedömd av", found.capacity_source)
    state, served = "Arbetsförmedlingen först", "Ja" if found.state_could_serve else "Nej"
    yield _line(state, "state_could_serve", "Kunde Arbetsförmedlingens insatser räcka genast?", served)
    checked_on = found.state_checked_on.isoformat() if found.state_checked_on else ""
    yield _line(state, "state_checked_on", "Kontrollerat", checked_on)
    yield _line(state, "state_note", "Varför eller varför inte", found.state_note)


def _line(section: str, key: str, label: str, value: str, shown: str = "") -> Line:
    return Line(key, label, value or None, shown or value, section)


def _answer(question: Question, assessment: Assessment) -> Line:
    given = assessment.answers.get(question.code)
    return Line(
        key=question.field,
        label=question.text,
        value=_compared(given),
        shown=_shown(question, given),
        section=question.section,
        measure=STEP if question.kind is Kind.SCALE else "",
        note=question.ends,
    )


def _compared(given: Given | None) -> str | int | None:
    """Several answers are the same in any order; yes and no are words and not numbers."""
    if isinstance(given, bool):
        return "ja" if given else "nej"
    return "\n".join(sorted(given)) if isinstance(given, list) else given


def _shown(question: Question, given: Given | None) -> str:
    if given is None:
        return ""
    if isinstance(given, bool):
        return "Ja" if given else "Nej"
    if isinstance(given, list):
        return ", ".join(given)
    return f"{given} av {STEPS[-1]}" if question.kind is Kind.SCALE else str(given)
