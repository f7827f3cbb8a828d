"""What is counted, and how: each measure is one expression, the same in every database engine.

A measure says which rows it counts; the number is how many different things stand in them. Since the
number and the list behind it come from the same expression, they cannot disagree. The definitions
are the committee report's (docs/statistics.md argues for each).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stegvis.casework.models.cases import SELF_SUFFICIENT
from stegvis.core.period import Period
from stegvis.statistics import facts
from stegvis.statistics.figures import Unit

if TYPE_CHECKING:
    from ibis.expr.types import Table

TOTAL = ""
"""The category of a measure that is not divided."""


@dataclass(frozen=True)
class Measure:
    """`rows(period)` has one row per thing counted: `counted_id`, `category`, `case_id` and `on_day`.

    `on_day` is the day that puts the row in the period, shown beside it in the list behind the number.
    """

    key: str
    name: str
    definition: str
    unit: Unit
    rows: Callable[[Period], Table]

    def counts(self, period: Period) -> Table:
        """How many different things there are in each category."""
        rows = self.rows(period)
        return rows.group_by("category").aggregate(count=rows.counted_id.nunique())


# --- Persons in interventions -------------------------------------------------------------------------------


def _persons_with_intervention(period: Period) -> Table:
    running = _overlapping(facts.table(facts.ASSIGNMENTS), period)
    return _counted(running, running.person_id, running.starts_on)


def _persons_per_intervention(period: Period) -> Table:
    running = _overlapping(facts.table(facts.ASSIGNMENTS), period)
    return _counted(running, running.person_id, running.starts_on, running.intervention)


def _persons_per_provider(period: Period) -> Table:
    running = _overlapping(facts.table(facts.ASSIGNMENTS), period)
    return _counted(running, running.person_id, running.starts_on, running.provider)


# --- The flow of cases --------------------------------------------------------------------------------------


def _current(period: Period) -> Table:
    open_some_day = _overlapping(facts.table(facts.CASE_SPELLS), period)
    return _counted(open_some_day, open_some_day.case_id, open_some_day.starts_on)


def _opening(period: Period) -> Table:
    spells = facts.table(facts.CASE_SPELLS)
    carried_in = spells.filter(
        spells.starts_on < period.start, spells.ends_before.isnull() | (spells.ends_before > period.start)
    )
    return _counted(carried_in, carried_in.case_id, carried_in.starts_on)


def _new(period: Period) -> Table:
    spells = facts.table(facts.CASE_SPELLS)
    begun = spells.filter(
        _within(spells.starts_on, period),
        # Closed for a while inside the period: the case was already counted when the period began.
        spells.closed_before.isnull() | (spells.closed_before <= period.start),
    )
    return _counted(begun, begun.case_id, begun.starts_on)


def _remaining(period: Period) -> Table:
    spells = facts.table(facts.CASE_SPELLS)
    carried_out = spells.filter(
        spells.starts_on < period.end, spells.ends_before.isnull() | (spells.ends_before > period.end)
    )
    return _counted(carried_out, carried_out.case_id, carried_out.starts_on)


def _closed(period: Period) -> Table:
    ended = _ended(period)
    return _counted(ended, ended.case_id, ended.closed_on)


def _closed_by_reason(period: Period) -> Table:
    ended = _ended(period)
    return _counted(ended, ended.case_id, ended.closed_on, ended.closure_reason)


def _self_sufficient(period: Period) -> Table:
    ended = _ended_self_sufficient(period)
    return _counted(ended, ended.case_id, ended.closed_on)


def _self_sufficient_by_sex(period: Period) -> Table:
    ended = _ended_self_sufficient(period)
    return _counted(ended, ended.case_id, ended.closed_on, ended.sex)


# --- Decisions ----------------------------------------------------------------------------------------------


def _grants(period: Period) -> Table:
    grants = _decided_within(facts.table(facts.GRANTS), period)
    return _counted(grants, grants.decision_id, grants.decided_on)


def _grants_per_intervention(period: Period) -> Table:
    grants = _decided_within(facts.table(facts.GRANTS), period)
    return _counted(grants, grants.decision_id, grants.decided_on, grants.intervention)


def _vouchers(period: Period) -> Table:
    granted = _decided_within(facts.table(facts.VOUCHERS), period)
    return _counted(granted, granted.voucher_id, granted.decided_on)


# --- Full time ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def below_full_time(full_time_hours: int) -> Measure:
    """Persons whose planned hours, all running assignments together, are fewer than full time."""

    def rows(period: Period) -> Table:
        running = _overlapping(facts.table(facts.ASSIGNMENTS), period)
        planned = running.group_by("person_id").aggregate(hours=running.planned_hours.sum())
        too_few = planned.filter(planned.hours < full_time_hours)
        theirs = running.semi_join(too_few, "person_id")
        return _counted(theirs, theirs.person_id, theirs.starts_on)

    return Measure(
        "under_heltid",
        "Planerade för mindre än heltid",
        f"Personer i insats som sammanlagt är planerade för färre än {full_time_hours} timmar i veckan. "
        "Timmarna i alla uppdrag som pågår samtidigt läggs ihop.",
        Unit.PERSONS,
        rows,
    )


# --- The words of the definitions, as conditions ------------------------------------------------------------


def _overlapping(table: Table, period: Period) -> Table:
    """On at least one day of the period."""
    return table.filter(
        table.starts_on < period.end, table.ends_before.isnull() | (table.ends_before > period.start)
    )


def _ended(period: Period) -> Table:
    """Closed on a day of the period, and still closed when it ends."""
    spells = facts.table(facts.CASE_SPELLS)
    return spells.filter(
        # The day of closure is the day before `ends_before`.
        spells.ends_before > period.start,
        spells.ends_before <= period.end,
        spells.reopened_on.isnull() | (spells.reopened_on >= period.end),
    )


def _ended_self_sufficient(period: Period) -> Table:
    ended = _ended(period)
    return ended.filter(ended.closure_reason.isin(sorted(reason.value for reason in SELF_SUFFICIENT)))


def _decided_within(table: Table, period: Period) -> Table:
    return table.filter(_within(table.decided_on, period))


def _within(day: Any, period: Period) -> Any:
    return (day >= period.start) & (day < period.end)


def _counted(rows: Table, counted: Any, on_day: Any, category: Any = None) -> Table:
    import ibis

    division = ibis.literal(TOTAL) if category is None else category
    return rows.select(counted_id=counted, category=division, case_id=rows.case_id, on_day=on_day)


# --- The list -----------------------------------------------------------------------------------------------

_IN_INTERVENTION = "En person räknas en gång om något av personens uppdrag pågår minst en dag under perioden"

PERSONS_WITH_INTERVENTION = Measure(
    "personer", "Personer med insats", f"{_IN_INTERVENTION}.", Unit.PERSONS, _persons_with_intervention
)
PERSONS_PER_INTERVENTION = Measure(
    "personer-per-insats",
    "Personer per insats",
    f"{_IN_INTERVENTION}, en gång per insats. Den som har flera insatser räknas i var och en, "
    "så raderna kan vara fler än personerna.",
    Unit.PERSONS,
    _persons_per_intervention,
)
PERSONS_PER_PROVIDER = Measure(
    "kunder-per-anordnare",
    "Kunder per anordnare",
    f"{_IN_INTERVENTION}, en gång per anordnare. Den som har bytt anordnare räknas hos båda.",
    Unit.PERSONS,
    _persons_per_provider,
)
CURRENT = Measure(
    "aktuella",
    "Aktuella ärenden",
    "Ärenden som är öppna minst en dag under perioden. Avslutsdagen är den sista öppna dagen.",
    Unit.CASES,
    _current,
)
OPENING = Measure(
    "vid-start",
    "Öppna när perioden börjar",
    "Ärenden som är öppna dagen före perioden och fortsätter in i den.",
    Unit.CASES,
    _opening,
)
NEW = Measure(
    "nya",
    "Nya under perioden",
    "Ärenden som öppnas eller öppnas på nytt under perioden och inte redan var öppna när den började.",
    Unit.CASES,
    _new,
)
CLOSED = Measure(
    "avslutade",
    "Avslutade under perioden",
    "Ärenden som avslutas under perioden och är avslutade när den är slut.",
    Unit.CASES,
    _closed,
)
REMAINING = Measure(
    "vid-slut",
    "Öppna när perioden är slut",
    "Ärenden som är öppna periodens sista dag och fortsätter efter den.",
    Unit.CASES,
    _remaining,
)
CLOSED_BY_REASON = Measure(
    "avslutade-per-orsak",
    "Avslutade per orsak",
    "Avslutade ärenden efter avslutsorsak. Varje avslut har en orsak, så tillsammans blir de alla avslut.",
    Unit.CASES,
    _closed_by_reason,
)
SELF_SUFFICIENT_CASES = Measure(
    "egen-forsorjning",
    "Avslutade till egen försörjning",
    "Avslutade ärenden där orsaken är arbete, studier eller eget företag.",
    Unit.CASES,
    _self_sufficient,
)
SELF_SUFFICIENT_BY_SEX = Measure(
    "egen-forsorjning-per-kon",
    "Avslutade till egen försörjning, efter kön",
    "Avslutade ärenden där orsaken är arbete, studier eller eget företag, efter personens kön.",
    Unit.CASES,
    _self_sufficient_by_sex,
)
_GRANTED = (
    "Beslut om bifall med beslutsdatum i perioden. Förlängningar räknas inte, "
    "och ett rättat beslut räknas bara i sin rättade form."
)
GRANTS = Measure("beslut", "Beviljade insatser", _GRANTED, Unit.DECISIONS, _grants)
GRANTS_PER_INTERVENTION = Measure(
    "beslut-per-insats", "Beslut per insats", _GRANTED, Unit.DECISIONS, _grants_per_intervention
)
VOUCHERS = Measure(
    "tillaggscheckar",
    "Tilläggscheckar",
    "Beviljade tilläggscheckar med beslutsdatum i perioden. Checkarna räknas, inte personerna.",
    Unit.VOUCHERS,
    _vouchers,
)

MEASURES = {
    measure.key: measure
    for measure in (
        PERSONS_WITH_INTERVENTION,
        PERSONS_PER_INTERVENTION,
        PERSONS_PER_PROVIDER,
        CURRENT,
        OPENING,
        NEW,
        CLOSED,
        REMAINING,
        CLOSED_BY_REASON,
        SELF_SUFFICIENT_CASES,
        SELF_SUFFICIENT_BY_SEX,
        GRANTS,
        GRANTS_PER_INTERVENTION,
        VOUCHERS,
    )
}
