"""What is asked of decisions, assignments, reports and vouchers, beyond that their cells can be read."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from stegvis.core.money import format_kr
from stegvis.core.period import Period
from stegvis.demo.register_import.check import (
    FileCheck,
    Objection,
    Reference,
    Rule,
    in_order,
    not_yet,
    warning,
)
from stegvis.demo.register_import.problems import ProblemLog
from stegvis.demo.register_import.register_checks import BEFORE_BIRTH, CaseFacts, CasesCheck, ProvidersCheck
from stegvis.demo.register_import.rows import (
    AssignmentRow,
    DecisionRow,
    Finding,
    ReportRow,
    Table,
    VoucherRow,
)
from stegvis.demo.register_import.sources import Line
from stegvis.demo.register_import.vocabulary import Vocabulary

HOURS_A_DAY = 24


class DecisionFacts(NamedTuple):
    line: int
    person: str
    born: date
    intervention: str
    period: Period


class AssignmentFacts(NamedTuple):
    line: int
    period: Period


class DecisionsCheck(FileCheck[DecisionRow]):
    def __init__(
        self, table: Table, problems: ProblemLog, cases: CasesCheck, vocabulary: Vocabulary, today: date
    ) -> None:
        self._vocabulary = vocabulary
        self._today = today
        super().__init__(table, DecisionRow, problems, cases)
        self._cases = cases

    def key(self, row: DecisionRow) -> str | None:
        return row.reference

    def facts(self, row: DecisionRow) -> DecisionFacts:
        case: CaseFacts = self._cases.known[row.case]
        period = Period.inclusive(row.start, row.last_day)
        return DecisionFacts(row.line, case.person, case.born, row.intervention, period)

    def references(self, row: DecisionRow) -> tuple[Reference, ...]:
        return (Reference("ärende", self._cases, row.case),)

    def rules(self) -> tuple[Rule, ...]:
        known = self._vocabulary.interventions
        return (
            Rule(
                ("insats",),
                lambda row: row.intervention not in known,
                "Insatsen finns inte i katalogen. Lägg till den där, eller rätta koden.",
            ),
            in_order("till", "från", "Beslutet"),
            not_yet("beslutsdatum", lambda row: row.decided_on, self._today),
        )

    def among(self, row: DecisionRow) -> Iterator[Objection]:
        # A decision may be dated before its case is opened, as when a referral is taken over: no order is
        # asked there.
        case: CaseFacts = self._cases.known[row.case]
        if row.decided_on < case.born:
            yield Objection("beslutsdatum", BEFORE_BIRTH)
        if row.start < case.born:
            yield Objection("från", BEFORE_BIRTH)
        yield from _within("från", "till", Period.inclusive(row.start, row.last_day), case.period, "ärendet")


class AssignmentsCheck(FileCheck[AssignmentRow]):
    def __init__(
        self, table: Table, problems: ProblemLog, decisions: DecisionsCheck, providers: ProvidersCheck
    ) -> None:
        super().__init__(table, AssignmentRow, problems, decisions, providers)
        self._decisions = decisions
        self._providers = providers
        self._taken: dict[tuple[str, str], list[AssignmentFacts]] = defaultdict(list)

    def key(self, row: AssignmentRow) -> str | None:
        return row.number

    def facts(self, row: AssignmentRow) -> AssignmentFacts:
        return AssignmentFacts(row.line, Period.inclusive(row.start, row.last_day))

    def references(self, row: AssignmentRow) -> tuple[Reference, ...]:
        return (
            Reference("beslut", self._decisions, row.decision),
            Reference("anordnare_orgnr", self._providers, row.provider),
        )

    def unreadable(self, finding: Finding) -> Objection:
        if finding.column.name == "anordnare_orgnr" and finding.cell and self.is_whole:
            return Objection(
                "anordnare_orgnr", f"Anordnaren finns inte i {self._providers.file}. {finding.reason}"
            )
        return super().unreadable(finding)

    def rules(self) -> tuple[Rule, ...]:
        return (in_order("slut", "start", "Uppdraget"),)

    def among(self, row: AssignmentRow) -> Iterator[Objection]:
        decision: DecisionFacts = self._decisions.known[row.decision]
        period = Period.inclusive(row.start, row.last_day)
        if row.start < decision.born:
            yield Objection("start", BEFORE_BIRTH)
        for other in self._taken.get((decision.person, decision.intervention), ()):
            if other.period.overlaps(period):
                yield Objection(
                    "start", f"Personen har redan ett uppdrag för samma insats då, på rad {other.line}."
                )
        # An assignment without an end runs until further notice, also when the decision has its last day.
        known_part = period if row.last_day else Period.inclusive(row.start, row.start)
        yield from _within("start", "slut", known_part, decision.period, "beslutet")
        if not self._providers.known[row.provider].authorised.contains(row.start):
            yield warning("anordnare_orgnr", "Anordnaren var inte auktoriserad när uppdraget började.")

    def keep(self, row: AssignmentRow) -> None:
        super().keep(row)
        decision: DecisionFacts = self._decisions.known[row.decision]
        self._taken[decision.person, decision.intervention].append(self.known[row.number])


class ReportsCheck(FileCheck[ReportRow]):
    def __init__(
        self, table: Table, problems: ProblemLog, assignments: AssignmentsCheck, today: date
    ) -> None:
        self._today = today
        super().__init__(table, ReportRow, problems, assignments)
        self._assignments = assignments

    def key(self, row: ReportRow) -> int | None:
        """Assignment and month as one number: there are very many reports to remember."""
        assignment = self._assignments.known.get(row.assignment)
        if assignment is None or row.month is None:
            return None
        return int(assignment.line) * 100_000 + row.month.year * 12 + row.month.month

    def facts(self, row: ReportRow) -> int:
        return row.line

    def double(self, first: int) -> Objection:
        return Objection("månad", f"Uppdraget har redan en rapport för månaden, på rad {first}.")

    def references(self, row: ReportRow) -> tuple[Reference, ...]:
        return (Reference("uppdrag", self._assignments, row.assignment),)

    def rules(self) -> tuple[Rule, ...]:
        return (
            Rule(
                ("närvaro_timmar", "frånvaro_timmar", "månad"),
                lambda row: row.attended + row.absent > _hours_in(row.month),
                lambda row: (
                    f"Närvaro och frånvaro är tillsammans mer än månadens {_hours_in(row.month)} timmar."
                ),
            ),
            Rule(
                ("inkommen", "månad"),
                lambda row: row.received_on < row.month,
                "Rapporten har kommit in innan månaden började.",
            ),
            not_yet("inkommen", lambda row: row.received_on, self._today),
        )

    def among(self, row: ReportRow) -> Iterator[Objection]:
        period: Period = self._assignments.known[row.assignment].period
        if not period.overlaps(_month(row.month)):
            yield Objection("månad", f"Månaden ligger utanför uppdraget ({period}).")

    def refuse(self, row: ReportRow, line: Line) -> None:
        """No file builds on the reports: nothing needs to be remembered."""


@lru_cache(maxsize=10_000)
def _month(day: date) -> Period:
    return Period.of_month(day)


class VouchersCheck(FileCheck[VoucherRow]):
    def __init__(
        self,
        table: Table,
        problems: ProblemLog,
        decisions: DecisionsCheck,
        vocabulary: Vocabulary,
        today: date,
    ) -> None:
        self._vocabulary = vocabulary
        self._today = today
        super().__init__(table, VoucherRow, problems, decisions)
        self._decisions = decisions

    def key(self, row: VoucherRow) -> tuple[str, date] | None:
        return (row.decision, row.decided_on) if row.decision and row.decided_on else None

    def facts(self, row: VoucherRow) -> int:
        return row.line

    def double(self, first: int) -> Objection:
        return Objection("beslutsdatum", f"Beslutet har redan en tilläggscheck den dagen, på rad {first}.")

    def references(self, row: VoucherRow) -> tuple[Reference, ...]:
        return (Reference("beslut", self._decisions, row.decision),)

    def rules(self) -> tuple[Rule, ...]:
        allowed = self._vocabulary.voucher_amounts_on
        return (
            Rule(
                ("belopp_kr", "beslutsdatum"),
                lambda row: row.amount not in allowed(row.decided_on),
                lambda row: (
                    f"Beloppet är inte tillåtet. Tillåtet den dagen: {_amounts(allowed(row.decided_on))}."
                ),
            ),
            not_yet("beslutsdatum", lambda row: row.decided_on, self._today),
        )

    def among(self, row: VoucherRow) -> Iterator[Objection]:
        decision: DecisionFacts = self._decisions.known[row.decision]
        if row.decided_on < decision.born:
            yield Objection("beslutsdatum", BEFORE_BIRTH)
        # domain: vouchers go with Jobbpeng förstärkt. What an older system granted beside something else
        # still happened.
        if not self._vocabulary.offers_vouchers(decision.intervention, row.decided_on):
            name = self._vocabulary.interventions[decision.intervention]
            yield warning("beslut", f"Beslutet gäller {name}, som inte ger tilläggscheck.")


def _amounts(allowed: frozenset[int]) -> str:
    return ", ".join(format_kr(amount, decimals=False) for amount in sorted(allowed)) or "inget"


def _hours_in(month: date) -> int:
    return _month(month).days * HOURS_A_DAY


def _within(first: str, last: str, inner: Period, outer: Period, whole: str) -> Iterator[Objection]:
    """Without one common day both cannot be right; partly outside is how registers look."""
    if not inner.overlaps(outer):
        yield Objection(first, f"Hela perioden ligger utanför {whole} ({outer}).")
    elif inner.start < outer.start:
        yield warning(first, f"Perioden börjar före {whole} ({outer}).")
    elif not outer.covers(inner) and inner.end is not None:
        yield warning(last, f"Perioden slutar efter {whole} ({outer}).")
