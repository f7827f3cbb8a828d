"""How a row is judged: its cells first, then by itself, then among the rows it refers to.

A row is refused for its own faults, or because it depends on a row that was refused; what is odd but
possible is a warning. `register_checks` and `intervention_checks` say what is asked of each of the seven
files.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from stegvis.demo.register_import.problems import Kind, ProblemLog
from stegvis.demo.register_import.rows import Finding, Table
from stegvis.demo.register_import.sources import Line

Row = TypeVar("Row", bound=tuple[Any, ...])


class Objection(NamedTuple):
    column: str
    reason: str
    kind: Kind = Kind.REFUSED


def warning(column: str, reason: str) -> Objection:
    return Objection(column, reason, Kind.WARNING)


class Rule(NamedTuple):
    """Something that may be wrong with a row by itself. Asked when the cells of `columns` could be read;
    reported at the first of them."""

    columns: tuple[str, ...]
    is_broken: Callable[[Any], bool]
    reason: str | Callable[[Any], str]
    kind: Kind = Kind.REFUSED

    def objection(self, row: Any) -> Objection:
        reason = self.reason if isinstance(self.reason, str) else self.reason(row)
        return Objection(self.columns[0], reason, self.kind)


class Reference(NamedTuple):
    """A row's pointer to a row of another file; `key` is None when its cell could not be read."""

    column: str
    to: "FileCheck[Any]"
    key: str | None


class FileCheck(Generic[Row]):
    """One file's judge. It remembers of each accepted row just what the files after it need."""

    def __init__(
        self, table: Table, row_type: Callable[..., Row], problems: ProblemLog, *parents: "FileCheck[Any]"
    ) -> None:
        self.table = table
        self.file = table.file
        self.accepted = 0
        self.known: dict[Any, Any] = {}
        self.refused: dict[Any, int] = {}
        self.readable = True
        self._row_type = row_type
        self._problems = problems
        self._parents = parents
        self._rules = self.rules()

    # What each file says of its own rows

    def key(self, row: Row) -> Any:
        """What the row is known by, None when that could not be read."""
        raise NotImplementedError

    def facts(self, row: Row) -> Any:
        """What later rows need to know of the row: a tuple that begins with its line, or the line alone."""
        raise NotImplementedError

    def references(self, row: Row) -> tuple[Reference, ...]:
        return ()

    def rules(self) -> tuple[Rule, ...]:
        """What may be wrong with a row without looking at others."""
        return ()

    def among(self, row: Row) -> Iterator[Objection]:
        """Objections that need the rows referred to. Asked when they are all there."""
        return iter(())

    def keep(self, row: Row) -> None:
        self.known[self.key(row)] = self.facts(row)

    def double(self, first: int) -> Objection:
        column = self.table.columns[0].name
        return Objection(column, f"Samma {column} finns redan på rad {first}.")

    def unreadable(self, finding: Finding) -> Objection:
        """The objection to a cell that cannot be read; a file may know more about it than the cell alone
        says."""
        return Objection(finding.column.name, finding.reason)

    # The judging

    @property
    def is_whole(self) -> bool:
        """Can the file, and every file it builds on, be read? Otherwise its rows cannot be held against
        them."""
        return self.readable and all(parent.is_whole for parent in self._parents)

    def take(self, line: Line) -> Row | None:
        """The row when it is good. Otherwise None, and every fault of the row is reported."""
        values, findings = self.table.read(line.cells)
        row = self._row_type(line.number, *values)
        objections = [self.unreadable(finding) for finding in findings]
        objections += self._missing(row)
        objections += self._broken_rules(row, {finding.column.name for finding in findings})
        if self.is_whole and not _refuses(objections):
            objections += self._doubles(row) or self.among(row)
        for objection in sorted(objections, key=self._place):
            self._report(line, objection)
        if _refuses(objections):
            self.refuse(row, line)
            return None
        return self._accept(row)

    def _broken_rules(self, row: Row, unread: set[str]) -> list[Objection]:
        return [
            rule.objection(row)
            for rule in self._rules
            if (not unread or unread.isdisjoint(rule.columns)) and rule.is_broken(row)
        ]

    def absent(self, column: str, key: Any) -> Objection | None:
        """Why a row that points here with `key` cannot come in, if so."""
        if key in self.known or not self.is_whole:
            return None
        if key in self.refused:
            return self.depends_on(column, self.refused[key])
        return Objection(column, f"Finns inte i {self.file}.")

    def depends_on(self, column: str, line: int) -> Objection:
        return Objection(
            column, f"Raden beror på {self.file} rad {line}, som inte kan läsas in.", Kind.DEPENDENT
        )

    def refuse(self, row: Row, line: Line) -> None:
        key = self.key(row)
        if key is not None:
            self.refused.setdefault(key, line.number)

    def _missing(self, row: Row) -> list[Objection]:
        return [
            missing
            for reference in self.references(row)
            if reference.key is not None and (missing := reference.to.absent(reference.column, reference.key))
        ]

    def _doubles(self, row: Row) -> list[Objection]:
        facts = self.known.get(self.key(row))
        if facts is None:
            return []
        return [self.double(facts[0] if isinstance(facts, tuple) else facts)]

    def _accept(self, row: Row) -> Row:
        if self.is_whole:
            self.keep(row)
        self.accepted += 1
        return row

    def _report(self, line: Line, objection: Objection) -> None:
        place = self._place(objection)
        shown = self.table.columns[place].shown(line.cells[place])
        self._problems.add(objection.kind, self.file, line.number, objection.column, shown, objection.reason)

    def _place(self, objection: Objection) -> int:
        return self.table.column_names.index(objection.column)


def _refuses(objections: list[Objection]) -> bool:
    return any(objection.kind is not Kind.WARNING for objection in objections)


# Rules that several files have


def in_order(last: str, first: str, what: str) -> Rule:
    return Rule(
        (last, first),
        lambda row: row.last_day is not None and row.last_day < row.start,
        lambda row: f"{what} slutar före första dagen ({row.start}).",
    )


def not_yet(column: str, day: Callable[[Any], date | None], today: date) -> Rule:
    def is_in_the_future(row: Any) -> bool:
        found = day(row)
        return found is not None and found > today

    return Rule((column,), is_in_the_future, "Dagen har inte varit än. Kontrollera årtalet.", Kind.WARNING)


def unknown_code(what: str, allowed: frozenset[str]) -> str:
    return f"{what} finns inte. Välj bland {', '.join(sorted(allowed))}."
