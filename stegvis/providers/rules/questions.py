"""The questions of a visit's protocol and of the yearly report: what may be asked, and what is an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from stegvis.core.answers import Answer, Check

SCALE = (1, 2, 3, 4, 5)
LOW = 2
"""An answer on the scale that may point at a deficiency: this or lower."""
LONGEST_QUESTION, LONGEST_ANSWER = 300, 5_000
MOST_QUESTIONS = 60
LARGEST_NUMBER = 1_000_000
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Kind(StrEnum):
    SCALE = "scale"
    YES_NO = "yes_no"
    TEXT = "text"
    NUMBER = "number"


KINDS: dict[str, str] = {
    Kind.SCALE: "Skala 1–5",
    Kind.YES_NO: "Ja eller nej",
    Kind.TEXT: "Fritext",
    Kind.NUMBER: "Antal",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `code` follows it through all versions; `condition` is the condition that it controls."""

    code: str
    text: str
    kind: Kind
    help: str = ""
    condition: str = ""

    def as_json(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


Given = int | bool | str


def questions_from(raw: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """As they are stored in a template."""
    return tuple(
        Question(
            code=each["code"],
            text=each["text"],
            kind=Kind(each["kind"]),
            help=each.get("help", ""),
            condition=each.get("condition", ""),
        )
        for each in raw
    )


def may_ask(questions: Sequence[Question]) -> Answer:
    """Can a template consist of these?"""
    codes = [question.code for question in questions]
    return Answer.of(
        Check(bool(questions), "Skriv minst en fråga."),
        Check(len(questions) <= MOST_QUESTIONS, f"Ha högst {MOST_QUESTIONS} frågor."),
        Check(len(set(codes)) == len(codes), "Två frågor har samma kod. Ge den ena en annan kod."),
        Check(
            all(CODE.fullmatch(code) for code in codes),
            "En kod får bara ha små bokstäver a–z, siffror, bindestreck och understreck.",
        ),
        Check(
            all(len(question.text) <= LONGEST_QUESTION for question in questions),
            f"En fråga får ha högst {LONGEST_QUESTION} tecken.",
        ),
    )


def fits(question: Question, given: object) -> bool:
    """Is `given` an answer to the question?"""
    match question.kind:
        case Kind.SCALE:
            return isinstance(given, int) and not isinstance(given, bool) and given in SCALE
        case Kind.YES_NO:
            return isinstance(given, bool)
        case Kind.NUMBER:
            whole = isinstance(given, int) and not isinstance(given, bool)
            return whole and 0 <= int(given) <= LARGEST_NUMBER  # type: ignore[call-overload]
        case _:
            return isinstance(given, str) and 0 < len(given.strip()) <= LONGEST_ANSWER


def unanswered(questions: Iterable[Question], answers: Mapping[str, object]) -> list[Question]:
    """Those that lack an answer, in order."""
    return [question for question in questions if not fits(question, answers.get(question.code))]


def in_words(question: Question, given: object) -> str:
    """The answer as it is read; a dash when there is none."""
    if not fits(question, given):
        return "–"
    match question.kind:
        case Kind.SCALE:
            return f"{given} av {SCALE[-1]}"
        case Kind.YES_NO:
            return "Ja" if given else "Nej"
        case _:
            return str(given).strip()


def is_low(question: Question, given: object) -> bool:
    """Does the answer call for a closer look: no, or the bottom of the scale?"""
    if not fits(question, given):
        return False
    if question.kind is Kind.YES_NO:
        return given is False
    return question.kind is Kind.SCALE and int(given) <= LOW  # type: ignore[call-overload]
