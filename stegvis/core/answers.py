"""What rules return: yes, or no with every reason; and the refusals that actions raise from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason against, in plain Swedish that says what to do. `field` = the form field it belongs to."""

    message: str
    field: str | None = None

    def __str__(self) -> str:
        return self.message


class Problems(tuple[Problem, ...]):
    """All reasons at once, in the order they were found."""

    __slots__ = ()

    @property
    def messages(self) -> list[str]:
        return [problem.message for problem in self]

    def by_field(self) -> dict[str | None, list[str]]:
        """Messages gathered per field; those of the whole form under None."""
        gathered: dict[str | None, list[str]] = {}
        for problem in self:
            gathered.setdefault(problem.field, []).append(problem.message)
        return gathered

    def __str__(self) -> str:
        return " ".join(self.messages)


NONE = Problems()


class Refused(Exception):
    """The rules say no. `problems` holds every reason; nothing has been changed.

    `Refused("Text.")`, `Refused.at("field", "Text.")` or `Refused(problems)`.
    """

    def __init__(self, reasons: str | Problem | Iterable[Problem]) -> None:
        self.problems = _gathered(reasons)
        super().__init__(str(self.problems))

    @classmethod
    def at(cls, field: str, message: str) -> Refused:
        """A refusal that belongs to one field of the form."""
        return cls(Problem(message, field))

    def __reduce__(self) -> tuple[type[Refused], tuple[Problems]]:
        return type(self), (self.problems,)


class Stale(Refused):
    """Somebody else changed it meanwhile: load it again and decide anew."""


class Forbidden(Refused):
    """The actor is not permitted to do this, whatever the facts are."""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition and the reason to give when it does not hold."""

    ok: bool
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with all reasons. True in a condition when it is yes; `&` gathers both sides' reasons."""

    problems: Problems = NONE
    refusal: type[Refused] = Refused

    @classmethod
    def of(cls, *checks: Check | Answer) -> Answer:
        """Yes when every check holds; otherwise no with the reasons of all that do not."""
        answer = cls.yes()
        for check in checks:
            answer &= check if isinstance(check, Answer) else cls._from(check)
        return answer

    @classmethod
    def yes(cls) -> Answer:
        return cls()

    @classmethod
    def no(cls, message: str, field: str | None = None) -> Answer:
        return cls(Problems([Problem(message, field)]))

    @classmethod
    def forbidden(cls, message: str) -> Answer:
        """No, because the actor is not permitted: refusing raises `Forbidden`."""
        return cls(Problems([Problem(message)]), Forbidden)

    @property
    def ok(self) -> bool:
        return not self.problems

    def or_refuse(self) -> None:
        """Go on when yes. Raises Refused (Forbidden when it is about permission) with every reason."""
        if not self.ok:
            self._refuse()

    def __bool__(self) -> bool:
        return self.ok

    def __and__(self, other: Answer) -> Answer:
        refusal = Forbidden if Forbidden in (self.refusal, other.refusal) else Refused
        return Answer(Problems([*self.problems, *other.problems]), refusal)

    def _refuse(self) -> NoReturn:
        raise self.refusal(self.problems)

    @classmethod
    def _from(cls, check: Check) -> Answer:
        return cls.yes() if check.ok else cls.no(check.message, check.field)


def _gathered(reasons: str | Problem | Iterable[Problem]) -> Problems:
    if isinstance(reasons, str):
        return Problems([Problem(reasons)])
    if isinstance(reasons, Problem):
        return Problems([reasons])
    return Problems(reasons)
