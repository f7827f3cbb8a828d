"""The seven files' columns and what may stand in them. A cell becomes a value or a reason why not."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from stegvis.core.identifiers import (
    BadIdentifier,
    PersonalNumber,
    parse_organisation_number,
    parse_personal_number,
)
from stegvis.core.money import Ore
from stegvis.demo.register_import.problems import masked, masked_identity, masked_organisation

NAME_LENGTH = 120
REFERENCE_LENGTH = 40
PROVIDER_NAME_LENGTH = 200
EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
# Older systems write "until further notice" as the last day that a date can hold.
UNTIL_FURTHER_NOTICE = date(9999, 12, 31)
HOURS_IN_LONGEST_MONTH = 31 * 24
MOST_HOURS_A_WEEK = 60


class BadValue(ValueError):
    """The cell cannot be read; `reason` is for the problem table."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Rows as the files have them, read but not yet compared with each other. `line` is where the row stands.


class PersonRow(NamedTuple):
    line: int
    number: PersonalNumber
    first_name: str
    last_name: str
    sex: str
    protected: bool
    foreign_born: bool | None


class ProviderRow(NamedTuple):
    line: int
    organisation_number: str
    name: str
    start: date
    last_day: date | None


class CaseRow(NamedTuple):
    line: int
    number: str
    person: PersonalNumber
    opened_on: date
    closed_on: date | None
    closure_reason: str
    caseworker: str
    target_group: str


class DecisionRow(NamedTuple):
    line: int
    reference: str
    case: str
    intervention: str
    decided_on: date
    start: date
    last_day: date | None
    capacity: int | None


class AssignmentRow(NamedTuple):
    line: int
    number: str
    decision: str
    provider: str
    start: date
    last_day: date | None
    hours_per_week: int


class ReportRow(NamedTuple):
    line: int
    assignment: str
    month: date
    attended: int
    absent: int
    progress: int
    received_on: date


class VoucherRow(NamedTuple):
    line: int
    decision: str
    decided_on: date
    amount: Ore


# Reading one cell


def text(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        words = " ".join(unicodedata.normalize("NFC", cell).split())
        if len(words) > longest:
            raise BadValue(f"Texten är längre än {longest} tecken.")
        if not words.isprintable():
            raise BadValue("Texten innehåller tecken som inte går att läsa.")
        return words

    return read


reference = text(REFERENCE_LENGTH)
# Room for what a correction adds to the number: B1/2.
decision_reference = text(REFERENCE_LENGTH - 4)
caseworker = text(REFERENCE_LENGTH)


def code(cell: str) -> str:
    """A word of the catalogue. Older systems are not strict about capitals."""
    return reference(cell).lower()


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|/([0-9]{2})/([0-9]{2})|([0-9]{2})([0-9]{2}))")
_MONTH = re.compile(r"([0-9]{4})[-/]?([0-9]{2})")


@lru_cache(maxsize=100_000)
def day(cell: str) -> date:
    match = _DATE.fullmatch(cell)
    if match is None:
        raise BadValue("Skriv datumet som ÅÅÅÅ-MM-DD, ÅÅÅÅMMDD eller ÅÅÅÅ/MM/DD.")
    year, month, of_month = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, of_month)
    except ValueError:
        raise BadValue("Datumet finns inte i kalendern.") from None
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadValue(f"Årtalet ska ligga mellan {EARLIEST_YEAR} och {LATEST_YEAR}.")
    return found


def last_day(cell: str) -> date | None:
    """The last day, inclusive; nothing, or the calendar's very last day, means still running."""
    if not cell or _is_until_further_notice(cell):
        return None
    return day(cell)


def _is_until_further_notice(cell: str) -> bool:
    return cell.translate({ord("-"): None, ord("/"): None}) == f"{UNTIL_FURTHER_NOTICE:%Y%m%d}"


def optional_day(cell: str) -> date | None:
    return day(cell) if cell else None


@lru_cache(maxsize=10_000)
def month(cell: str) -> date:
    """The first day of the month."""
    match = _MONTH.fullmatch(cell)
    if match is None:
        raise BadValue("Skriv månaden som ÅÅÅÅ-MM.")
    return day(f"{match[1]}-{match[2]}-01")


def whole_number(lowest: int, highest: int, unit: str) -> Callable[[str], int]:
    pattern = re.compile(r"([0-9]{1,9})(?:[.,]0+)?")

    @lru_cache(maxsize=10_000)
    def read(cell: str) -> int:
        match = pattern.fullmatch(cell)
        if match is None:
            raise BadValue(f"Skriv {unit} som ett heltal med siffror.")
        number = int(match[1])
        if not lowest <= number <= highest:
            raise BadValue(f"Det ska vara {lowest}–{highest} {unit}.")
        return number

    return read


def percent(cell: str) -> int | None:
    return _PERCENT(cell.removesuffix("%").rstrip()) if cell else None


_PERCENT = whole_number(0, 100, "procent")

_AMOUNT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{2}))?")


def kronor(cell: str) -> Ore:
    """An amount in kronor, with or without öre and blanks between the thousands, as öre."""
    match = _AMOUNT.fullmatch("".join(cell.split()))
    if match is None:
        raise BadValue("Skriv beloppet i kronor med siffror.")
    return Ore(int(match[1]) * 100 + int(match[2] or 0))


def yes_or_no(cell: str) -> bool:
    answer = _ANSWERS.get(cell.casefold())
    if answer is None:
        raise BadValue("Skriv ja eller nej.")
    return answer


_ANSWERS = {"ja": True, "j": True, "1": True, "true": True, "sant": True} | {
    "nej": False,
    "n": False,
    "0": False,
    "false": False,
    "falskt": False,
}


def yes_no_or_unknown(cell: str) -> bool | None:
    return yes_or_no(cell) if cell else None


def sex(cell: str) -> str:
    letter = {"k": "K", "kvinna": "K", "m": "M", "man": "M"}.get(cell.casefold())
    if letter is None:
        raise BadValue("Skriv K eller M.")
    return letter


def organisation_number(cell: str) -> str:
    try:
        return parse_organisation_number(cell)
    except BadIdentifier as error:
        raise BadValue(error.reason) from None


def personal_number(today: date) -> Callable[[str], PersonalNumber]:
    def read(cell: str) -> PersonalNumber:
        try:
            return parse_personal_number(cell, today=today)
        except BadIdentifier as error:
            raise BadValue(error.reason) from None

    return read


# Columns and tables


@dataclass(frozen=True, slots=True)
class Column:
    """A named column. A blank cell is refused unless `may_be_blank`; `shown` hides what may not be shown."""

    name: str
    read: Callable[[str], Any]
    may_be_blank: bool = False
    shown: Callable[[str], str] = masked


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a cell was refused."""

    column: Column
    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """One of the seven files: its name and its columns in the order of the row's fields."""

    file: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def read(self, cells: Sequence[str]) -> tuple[list[Any], list[Finding]]:
        """The cells' values (None where refused) and all findings."""
        values: list[Any] = []
        findings: list[Finding] = []
        for column, cell in zip(self.columns, cells, strict=True):
            try:
                if not cell and not column.may_be_blank:
                    raise BadValue("Fältet är tomt.")
                values.append(column.read(cell))
            except BadValue as error:
                findings.append(Finding(column, cell, error.reason))
                values.append(None)
        return values, findings


PEOPLE = "personer.csv"
PROVIDERS = "anordnare.csv"
CASES = "arenden.csv"
DECISIONS = "beslut.csv"
ASSIGNMENTS = "uppdrag.csv"
REPORTS = "manadsrapporter.csv"
VOUCHERS = "tillaggscheckar.csv"


def tables(today: date) -> dict[str, Table]:
    """The seven files in the order in which their rows build on each other."""
    number = Column("personnummer", personal_number(today), shown=masked_identity)
    return {
        table.file: table
        for table in (
            Table(
                PEOPLE,
                (
                    number,
                    Column("förnamn", text(NAME_LENGTH)),
                    Column("efternamn", text(NAME_LENGTH)),
                    Column("kön", sex),
                    Column("skyddad", yes_or_no),
                    Column("utrikes_född", yes_no_or_unknown, may_be_blank=True),
                ),
            ),
            Table(
                PROVIDERS,
                (
                    Column("orgnr", organisation_number, shown=masked_organisation),
                    Column("namn", text(PROVIDER_NAME_LENGTH)),
                    Column("auktoriserad_från", day),
                    Column("auktoriserad_till", last_day, may_be_blank=True),
                ),
            ),
            Table(
                CASES,
                (
                    Column("ärende", reference),
                    number,
                    Column("öppnat", day),
                    Column("avslutat", optional_day, may_be_blank=True),
                    Column("avslutsorsak", code, may_be_blank=True),
                    Column("handläggare", caseworker, may_be_blank=True),
                    Column("målgrupp", code),
                ),
            ),
            Table(
                DECISIONS,
                (
                    Column("beslut", decision_reference),
                    Column("ärende", reference),
                    Column("insats", code),
                    Column("beslutsdatum", day),
                    Column("från", day),
                    Column("till", last_day, may_be_blank=True),
                    Column("arbetsförmåga_procent", percent, may_be_blank=True),
                ),
            ),
            Table(
                ASSIGNMENTS,
                (
                    Column("uppdrag", reference),
                    Column("beslut", reference),
                    Column("anordnare_orgnr", organisation_number, shown=masked_organisation),
                    Column("start", day),
                    Column("slut", last_day, may_be_blank=True),
                    Column("planerade_timmar_per_vecka", whole_number(0, MOST_HOURS_A_WEEK, "timmar")),
                ),
            ),
            Table(
                REPORTS,
                (
                    Column("uppdrag", reference),
                    Column("månad", month),
                    Column("närvaro_timmar", whole_number(0, HOURS_IN_LONGEST_MONTH, "timmar")),
                    Column("frånvaro_timmar", whole_number(0, HOURS_IN_LONGEST_MONTH, "timmar")),
                    Column("progression_1_5", whole_number(1, 5, "steg")),
                    Column("inkommen", day),
                ),
            ),
            Table(
                VOUCHERS,
                (
                    Column("beslut", reference),
                    Column("beslutsdatum", day),
                    Column("belopp_kr", kronor),
                ),
            ),
        )
    }


FILES = tuple(tables(date(2000, 1, 1)))


def after(last: date | None) -> date | None:
    """The first day after a last day that is inclusive."""
    return None if last is None else last + timedelta(days=1)
