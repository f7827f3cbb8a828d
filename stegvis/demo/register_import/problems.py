"""What is wrong with an extract, kept so that it can be read: where, what stands there, and why it was
refused."""

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from types import TracebackType
from typing import IO, NamedTuple, Self

from stegvis.core.cells import harmless
from stegvis.core.identifiers import mask

SHOWN_LENGTH = 60
MEMORY_LIMIT = 4 * 1024 * 1024


class Kind(StrEnum):
    """How grave a problem is; the words are those of the problem table."""

    UNREADABLE = "filen kan inte läsas"
    REFUSED = "avvisad"
    DEPENDENT = "beror på avvisad rad"
    WARNING = "varning"


REFUSALS = frozenset({Kind.UNREADABLE, Kind.REFUSED, Kind.DEPENDENT})


class Problem(NamedTuple):
    """One finding. `line` counts from 1 with the header as line 1; 0 = the file as a whole."""

    kind: Kind
    file: str
    line: int
    column: str
    value: str
    reason: str


def masked(text: str) -> str:
    """The text with every personal number masked, shortened for a table."""
    readable = "".join(sign if sign.isprintable() else " " for sign in text)
    hidden = " ".join(mask(readable).split())
    return hidden if len(hidden) <= SHOWN_LENGTH else hidden[: SHOWN_LENGTH - 1] + "…"


def masked_identity(text: str) -> str:
    """A value from a column of personal numbers: also a misspelt number must stay unreadable."""
    hidden = masked(text)
    if hidden != text:
        return hidden
    return hidden[:2] + re.sub(r"\w", "*", hidden[2:])


def masked_organisation(text: str) -> str:
    """A value from a column of organisation numbers: shown as it stands unless it is a person's number."""
    digits = re.sub(r"\D", "", text)
    return text[:SHOWN_LENGTH] if len(digits) == 10 and digits[2] >= "2" else masked_identity(text)


class ProblemLog:
    """All problems of a run in the order found. Kept on disk past a few megabytes: a whole bad file must
    not fill memory."""

    def __init__(self) -> None:
        self._spool: IO[str] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by close()
            MEMORY_LIMIT, mode="w+", newline="", encoding="utf-8", errors="surrogateescape"
        )
        self._writer = csv.writer(self._spool)
        self.count: Counter[tuple[str, Kind]] = Counter()
        self.refused_rows: Counter[str] = Counter()
        self._last_refused: tuple[str, int] = ("", -1)

    def add(self, kind: Kind, file: str, line: int, column: str, value: str, reason: str) -> None:
        self._spool.seek(0, 2)
        self._writer.writerow((kind.value, file, line, column, value, reason))
        self.count[file, kind] += 1
        if kind in (Kind.REFUSED, Kind.DEPENDENT) and (file, line) != self._last_refused:
            self._last_refused = (file, line)
            self.refused_rows[file] += 1

    def unreadable(self, file: str, reason: str, *, line: int = 0, column: str = "") -> None:
        self.add(Kind.UNREADABLE, file, line, column, "", reason)

    def __iter__(self) -> Iterator[Problem]:
        self._spool.seek(0)
        yield from read_back(self._spool)

    def __len__(self) -> int:
        return self.count.total()

    @property
    def has_unreadable(self) -> bool:
        return any(kind is Kind.UNREADABLE for _, kind in self.count)

    @property
    def has_refusals(self) -> bool:
        return any(kind in REFUSALS for _, kind in self.count)

    def close(self) -> None:
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_down(problems: Iterable[Problem], out: IO[str]) -> None:
    """Keep the problems in a file for `read_back`."""
    csv.writer(out).writerows(problems)


def read_back(kept: IO[str]) -> Iterator[Problem]:
    for kind, file, line, column, value, reason in csv.reader(kept):
        yield Problem(Kind(kind), file, int(line), column, value, reason)


HEADER = ("fil", "rad", "kolumn", "värde", "allvar", "orsak")


def write_report(problems: Iterable[Problem], out: IO[str]) -> None:
    """The problem table as a semicolon-separated file that a spreadsheet opens as it should."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(map(_report_row, problems))


def report_lines(problems: Iterable[Problem], *, mark: str) -> Iterator[str]:
    """The same, line by line, with the sign by which a spreadsheet knows UTF-8, and last who took it out."""
    yield "\ufeff"
    line = _Echo()
    writer = csv.writer(line, delimiter=";")
    yield str(writer.writerow(HEADER))
    for problem in problems:
        yield str(writer.writerow(_report_row(problem)))
    yield str(writer.writerow((harmless(mark), *[""] * (len(HEADER) - 1))))


class _Echo:
    """A file that answers what is written to it."""

    def write(self, text: str) -> str:
        return text


def _report_row(problem: Problem) -> tuple[str | int, ...]:
    return (
        harmless(problem.file),
        problem.line or "",
        harmless(problem.column),
        harmless(problem.value),
        problem.kind.value,
        harmless(problem.reason),
    )
