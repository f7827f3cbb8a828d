"""What is asked of people, providers and cases, beyond that their cells can be read."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from stegvis.core.period import Period
from stegvis.demo.register_import.check import (
    FileCheck,
    Objection,
    Reference,
    Rule,
    in_order,
    not_yet,
    unknown_code,
)
from stegvis.demo.register_import.problems import Kind, ProblemLog
from stegvis.demo.register_import.rows import CaseRow, Finding, PersonRow, ProviderRow, Table
from stegvis.demo.register_import.sources import Line
from stegvis.demo.register_import.vocabulary import Vocabulary

BEFORE_BIRTH = "Dagen är före personens födelse."


class PersonFacts(NamedTuple):
    line: int
    born: date


class ProviderFacts(NamedTuple):
    line: int
    authorised: Period


class CaseFacts(NamedTuple):
    line: int
    person: str
    born: date
    period: Period


class PeopleCheck(FileCheck[PersonRow]):
    def __init__(self, table: Table, problems: ProblemLog) -> None:
        super().__init__(table, PersonRow, problems)
        self._refused_digits: dict[str, int] = {}

    def key(self, row: PersonRow) -> str | None:
        return row.number.value if row.number else None

    def facts(self, row: PersonRow) -> PersonFacts:
        return PersonFacts(row.line, row.number.birth_date)

    def double(self, first: int) -> Objection:
        reason = f"Personen finns redan på rad {first}. Numret kan vara skrivet på ett annat sätt där."
        return Objection("personnummer", reason)

    def rules(self) -> tuple[Rule, ...]:
        # The column is the municipality's own statement and stands; the number says that somebody should
        # look.
        other_sex = "Könet stämmer inte med personnumret. Kolumnens uppgift används."
        return (
            Rule(("kön", "personnummer"), lambda row: row.sex != row.number.sex, other_sex, Kind.WARNING),
        )

    def refuse(self, row: PersonRow, line: Line) -> None:
        super().refuse(row, line)
        if digits := _last_ten_digits(line.cells[0]):
            self._refused_digits.setdefault(digits, line.number)

    def misspelt(self, finding: Finding) -> Objection:
        """A number that cannot be read, in a file that points here: the same misspelling may stand here
        too."""
        digits = _last_ten_digits(finding.cell)
        if digits in self._refused_digits:
            return self.depends_on(finding.column.name, self._refused_digits[digits])
        return Objection(finding.column.name, f"Personen finns inte i {self.file}. {finding.reason}")


def _last_ten_digits(cell: str) -> str:
    return re.sub(r"[^0-9]", "", cell)[-10:]


class ProvidersCheck(FileCheck[ProviderRow]):
    def __init__(self, table: Table, problems: ProblemLog) -> None:
        super().__init__(table, ProviderRow, problems)

    def key(self, row: ProviderRow) -> str | None:
        return row.organisation_number

    def facts(self, row: ProviderRow) -> ProviderFacts:
        return ProviderFacts(row.line, Period.inclusive(row.start, row.last_day))

    def rules(self) -> tuple[Rule, ...]:
        return (in_order("auktoriserad_till", "auktoriserad_från", "Auktorisationen"),)


class CasesCheck(FileCheck[CaseRow]):
    def __init__(
        self, table: Table, problems: ProblemLog, people: PeopleCheck, vocabulary: Vocabulary, today: date
    ) -> None:
        self._vocabulary = vocabulary
        self._today = today
        super().__init__(table, CaseRow, problems, people)
        self._people = people
        self._open_cases: dict[str, int] = {}

    def key(self, row: CaseRow) -> str | None:
        return row.number

    def facts(self, row: CaseRow) -> CaseFacts:
        born = self._people.known[row.person.value].born
        return CaseFacts(row.line, row.person.value, born, Period.inclusive(row.opened_on, row.closed_on))

    def references(self, row: CaseRow) -> tuple[Reference, ...]:
        return (Reference("personnummer", self._people, row.person.value if row.person else None),)

    def unreadable(self, finding: Finding) -> Objection:
        if finding.column.name == "personnummer" and finding.cell and self.is_whole:
            return self._people.misspelt(finding)
        return super().unreadable(finding)

    def rules(self) -> tuple[Rule, ...]:
        reasons, groups = self._vocabulary.closure_reasons, self._vocabulary.target_groups
        return (
            Rule(
                ("avslutat", "öppnat"),
                lambda row: row.closed_on is not None and row.closed_on < row.opened_on,
                lambda row: f"Ärendet är avslutat innan det öppnades ({row.opened_on}).",
            ),
            Rule(
                ("avslutsorsak", "avslutat"),
                lambda row: row.closed_on is not None and not row.closure_reason,
                "Ett avslutat ärende ska ha en avslutsorsak.",
            ),
            Rule(
                ("avslutat", "avslutsorsak"),
                lambda row: row.closed_on is None and row.closure_reason,
                "Ärendet har en avslutsorsak men inget slutdatum.",
            ),
            Rule(
                ("avslutsorsak",),
                lambda row: row.closure_reason and row.closure_reason not in reasons,
                unknown_code("Avslutsorsaken", reasons),
            ),
            Rule(
                ("målgrupp",), lambda row: row.target_group not in groups, unknown_code("Målgruppen", groups)
            ),
            not_yet("öppnat", lambda row: row.opened_on, self._today),
            not_yet("avslutat", lambda row: row.closed_on, self._today),
        )

    def among(self, row: CaseRow) -> Iterator[Objection]:
        if row.opened_on < self._people.known[row.person.value].born:
            yield Objection("öppnat", BEFORE_BIRTH)
        if row.closed_on is None and row.person.value in self._open_cases:
            first = self._open_cases[row.person.value]
            yield Objection("avslutat", f"Personen har redan ett öppet ärende på rad {first}.")

    def keep(self, row: CaseRow) -> None:
        super().keep(row)
        if row.closed_on is None:
            self._open_cases[row.person.value] = row.line
