"""The questions of the principal's form, and which answers each of them can have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from stegvis.core.answers import Answer, Check

Given = str | int | bool | list[str]
"""An answer as it is kept: text, a step of a scale, yes or no, or several of the options."""

STEPS = range(1, 6)
"""The steps of every scale."""
LONGEST_ANSWER = 10_000


class Kind(StrEnum):
    TEXT = "text"
    SCALE = "scale"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"


WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.SEVERAL})
FEWEST_OPTIONS = 2
ENDS_OF_A_SCALE = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a version. Of a scale `options` says what its lowest and its highest step mean."""

    code: str
    kind: Kind
    text: str
    section: str = ""
    help: str = ""
    options: tuple[str, ...] = ()
    required: bool = False

    @property
    def field(self) -> str:
        """What its answer is called in the form, apart from the fixed fields."""
        return f"q_{self.code}"

    @property
    def ends(self) -> str:
        """What the lowest and the highest step of a scale mean; empty for other kinds."""
        if self.kind is not Kind.SCALE or len(self.options) != ENDS_OF_A_SCALE:
            return ""
        low, high = self.options
        return f"{STEPS[0]} = {low}, {STEPS[-1]} = {high}"


def is_answered(given: object) -> bool:
    """No is an answer and so is a step; an empty text and an empty choice are not."""
    return given is not None and given != "" and given != []


def answered(answers: Mapping[str, Given | None]) -> dict[str, Given]:
    """Only the questions that have got an answer."""
    return {code: given for code, given in answers.items() if given is not None and is_answered(given)}


def may_be_answered(questions: Iterable[Question], answers: Mapping[str, object]) -> Answer:
    """Do the answers fit the questions? Every problem is named, each at its question."""
    asked = {question.code: question for question in questions}
    strangers = [code for code in answers if code not in asked]
    return Answer.of(
        *(_checked(question, answers.get(code)) for code, question in asked.items()),
        Check(
            not strangers, f"Frågan finns inte i den här versionen av mallen: {', '.join(sorted(strangers))}."
        ),
    )


def _checked(question: Question, given: object) -> Answer:
    if not is_answered(given):
        return Answer.of(Check(not question.required, "Frågan måste besvaras.", question.field))
    fits, what_to_do = ANSWERED[question.kind]
    return Answer.of(Check(fits(question, given), what_to_do, question.field))


def _is_text(question: Question, given: object) -> bool:
    return isinstance(given, str) and bool(given.strip()) and len(given) <= LONGEST_ANSWER


def _is_step(question: Question, given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given in STEPS


def _is_yes_or_no(question: Question, given: object) -> bool:
    return isinstance(given, bool)


def _is_option(question: Question, given: object) -> bool:
    return isinstance(given, str) and given in question.options


def _are_options(question: Question, given: object) -> bool:
    return (
        isinstance(given, list)
        and all(_is_option(question, one) for one in given)
        and len(set(given)) == len(given)
    )


ANSWERED: Mapping[Kind, tuple[Callable[[Question, object], bool], str]] = {
    Kind.TEXT: (_is_text, f"Svara med text, högst {LONGEST_ANSWER} tecken."),
    Kind.SCALE: (_is_step, f"Välj ett steg mellan {STEPS[0]} och {STEPS[-1]}."),
    Kind.YES_NO: (_is_yes_or_no, "Svara ja eller nej."),
    Kind.CHOICE: (_is_option, "Välj ett av svaren."),
    Kind.SEVERAL: (_are_options, "Välj bland svaren, vart och ett högst en gång."),
}
"""What an answer of each kind must be, and what to do when it is not."""
