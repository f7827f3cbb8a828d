"""The extract as a whole: its seven files opened, read in order, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from stegvis.demo.register_import import rows
from stegvis.demo.register_import.check import FileCheck
from stegvis.demo.register_import.intervention_checks import (
    AssignmentsCheck,
    DecisionsCheck,
    ReportsCheck,
    VouchersCheck,
)
from stegvis.demo.register_import.problems import Kind, ProblemLog
from stegvis.demo.register_import.register_checks import CasesCheck, PeopleCheck, ProvidersCheck
from stegvis.demo.register_import.sources import (
    SIZE_LIMIT,
    Progress,
    Source,
    UnreadableFile,
    find_file,
    no_progress,
    open_source,
)
from stegvis.demo.register_import.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Extract:
    """Those of the seven files that can be read. What is wrong with the others is in the problem log."""

    sources: dict[str, Source]

    @property
    def size(self) -> int:
        return sum(source.size for source in self.sources.values())


def open_extract(folder: Path, today: date, problems: ProblemLog, size_limit: int = SIZE_LIMIT) -> Extract:
    sources = {}
    for name, table in rows.tables(today).items():
        try:
            source = open_source(find_file(folder, name), name, table.column_names, size_limit)
        except UnreadableFile as error:
            problems.unreadable(name, error.reason, line=error.line)
            continue
        sources[name] = source
        for column in source.unknown_columns:
            problems.add(Kind.WARNING, name, 1, column, "", "Kolumnen används inte.")
    return Extract(sources)


class Checks(NamedTuple):
    """All seven, in the order in which the files are read."""

    people: PeopleCheck
    providers: ProvidersCheck
    cases: CasesCheck
    decisions: DecisionsCheck
    assignments: AssignmentsCheck
    reports: ReportsCheck
    vouchers: VouchersCheck


def all_checks(vocabulary: Vocabulary, today: date, problems: ProblemLog) -> Checks:
    tables = rows.tables(today)
    people = PeopleCheck(tables[rows.PEOPLE], problems)
    providers = ProvidersCheck(tables[rows.PROVIDERS], problems)
    cases = CasesCheck(tables[rows.CASES], problems, people, vocabulary, today)
    decisions = DecisionsCheck(tables[rows.DECISIONS], problems, cases, vocabulary, today)
    assignments = AssignmentsCheck(tables[rows.ASSIGNMENTS], problems, decisions, providers)
    reports = ReportsCheck(tables[rows.REPORTS], problems, assignments, today)
    vouchers = VouchersCheck(tables[rows.VOUCHERS], problems, decisions, vocabulary, today)
    return Checks(people, providers, cases, decisions, assignments, reports, vouchers)


class Reading:
    """One reading of an extract: the accepted rows of one file after the other, the problems on the side."""

    def __init__(
        self,
        extract: Extract,
        vocabulary: Vocabulary,
        today: date,
        problems: ProblemLog,
        progress: Progress = no_progress,
    ) -> None:
        self.checks: Checks = all_checks(vocabulary, today, problems)
        self._extract = extract
        self._problems = problems
        self._progress = progress
        for check in self.checks:
            check.readable = check.file in extract.sources

    def accepted(self, check: FileCheck[Any]) -> Iterator[Any]:
        """The good rows of one file. The files it builds on must have been read to their end before."""
        source = self._extract.sources.get(check.file)
        if source is None:
            return
        for line in source.lines(self._problems, self._progress):
            row = check.take(line)
            if row is not None:
                yield row

    def count(self) -> dict[str, int]:
        """Read everything and keep nothing: how many rows of each file are good."""
        for check in self.checks:
            for _ in self.accepted(check):
                pass
        return {check.file: check.accepted for check in self.checks}
