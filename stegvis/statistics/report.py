"""The board's report: every figure of a period beside the same figure a year before.

`board_report` asks the measures and gives back plain values; how they are told and set is the business
of `memo` and of the page. Nothing here knows any particular municipality: what is listed are the
interventions, providers and reasons that the rows name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.casework.models import ClosureReason
from stegvis.catalogue.models import FullTime, Intervention
from stegvis.core.period import Period
from stegvis.core.small_groups import splits_off_few
from stegvis.providers.models import Authorisation, Provider
from stegvis.registry.models import Person, Principal
from stegvis.statistics import engine, measures
from stegvis.statistics.figures import Comparison, Figure, Rows, Unit
from stegvis.statistics.measures import TOTAL, Measure
from stegvis.statistics.unemployment import Unemployment, unemployment_at


@dataclass(frozen=True)
class Flow:
    """What came in, what went out and what is left: opening + new − closed = remaining."""

    opening: Figure
    new: Figure
    closed: Figure
    remaining: Figure

    @property
    def reconciles(self) -> bool:
        left = self.opening.numerator + self.new.numerator - self.closed.numerator
        return left == self.remaining.numerator


@dataclass(frozen=True)
class Control:
    """Two numbers that must be equal, counted each by itself."""

    text: str
    one: int
    other: int

    @property
    def holds(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True)
class BoardReport:
    """Everything that the report says, as values. `taken_on` = the day the figures were counted."""

    principal: str
    committee: str
    period: Period
    taken_on: date
    persons: Comparison
    per_intervention: tuple[Comparison, ...]
    vouchers: Comparison
    current: Comparison
    closed: Comparison
    closed_by_reason: tuple[Comparison, ...]
    self_sufficient: Comparison
    self_sufficient_by_sex: tuple[Comparison, ...]
    per_provider: tuple[Comparison, ...]
    decisions: Comparison
    decisions_per_intervention: tuple[Comparison, ...]
    below_full_time: Comparison
    flow: Flow
    unemployment: Unemployment | None

    @property
    def previous(self) -> Period:
        return self.period.previous_year()

    @property
    def is_preliminary(self) -> bool:
        """The period was not over when the figures were counted: they will change."""
        return self.period.end is None or self.taken_on < self.period.end

    @property
    def controls(self) -> tuple[Control, ...]:
        flow = self.flow
        return (
            Control(
                "Öppna vid start + nya − avslutade = öppna vid slut",
                flow.opening.numerator + flow.new.numerator - flow.closed.numerator,
                flow.remaining.numerator,
            ),
            Control(
                "Öppna vid start + nya = aktuella ärenden",
                flow.opening.numerator + flow.new.numerator,
                self.current.now.numerator,
            ),
            Control(
                "Avslutsorsakerna blir tillsammans alla avslut",
                _sum(self.closed_by_reason),
                self.closed.now.numerator,
            ),
            Control(
                "Kvinnor och män blir tillsammans alla till egen försörjning",
                _sum(self.self_sufficient_by_sex),
                self.self_sufficient.now.numerator,
            ),
            Control(
                "Besluten per insats blir tillsammans alla beslut",
                _sum(self.decisions_per_intervention),
                self.decisions.now.numerator,
            ),
        )


def board_report(principal: Principal, period: Period, *, today: date) -> BoardReport:
    """Count the report for a period that has an end, beside the same period a year before."""
    counting = _Counting(principal.pk, period)
    interventions = dict(Intervention.objects.filter(principal=principal).values_list("code", "name"))
    return BoardReport(
        principal=principal.name,
        committee=principal.committee,
        period=period,
        taken_on=today,
        persons=counting.total(measures.PERSONS_WITH_INTERVENTION),
        per_intervention=counting.divided(measures.PERSONS_PER_INTERVENTION, interventions),
        vouchers=counting.total(measures.VOUCHERS),
        current=counting.total(measures.CURRENT),
        closed=counting.total(measures.CLOSED),
        closed_by_reason=counting.divided(measures.CLOSED_BY_REASON, dict(ClosureReason.choices)),
        self_sufficient=counting.total(measures.SELF_SUFFICIENT_CASES),
        self_sufficient_by_sex=counting.divided(
            measures.SELF_SUFFICIENT_BY_SEX,
            {Person.Sex.WOMAN: "Kvinnor", Person.Sex.MAN: "Män"},
            always=Person.Sex.values,
            ordered=True,
        ),
        per_provider=counting.divided(
            measures.PERSONS_PER_PROVIDER,
            dict(Provider.objects.filter(principal=principal).values_list("organisation_number", "name")),
            always=_authorised_in(principal, period),
        ),
        decisions=counting.total(measures.GRANTS),
        decisions_per_intervention=counting.divided(measures.GRANTS_PER_INTERVENTION, interventions),
        below_full_time=_below_full_time_on_last_day(principal, period),
        flow=Flow(
            opening=counting.total(measures.OPENING).now,
            new=counting.total(measures.NEW).now,
            closed=counting.total(measures.CLOSED).now,
            remaining=counting.total(measures.REMAINING).now,
        ),
        unemployment=unemployment_at(principal, period),
    )


class _Counting:
    """Asks each measure once for the period and once for the year before; the answers become figures."""

    def __init__(self, principal_id: int, period: Period) -> None:
        self.principal_id = principal_id
        self.period = period
        self.previous = period.previous_year()
        self._answers: dict[tuple[str, Period], engine.Counts] = {}

    def total(self, measure: Measure) -> Comparison:
        return self._compared(measure, TOTAL, measure.name)

    def divided(
        self, measure: Measure, names: Mapping[str, str], *, always: Iterable[str] = (), ordered: bool = False
    ) -> tuple[Comparison, ...]:
        """One comparison per category that has somebody in either period, or is named in `always`.

        The largest first, equal ones by name, unless they have an order of their own.
        """
        found = {*self._counts(measure, self.period), *self._counts(measure, self.previous), *always}
        parts = [
            self._compared(measure, category, names[category]) for category in names if category in found
        ]
        return tuple(parts if ordered else sorted(parts, key=lambda part: (-part.now.numerator, part.name)))

    def _compared(self, measure: Measure, category: str, name: str) -> Comparison:
        return Comparison(
            self._figure(measure, category, name, self.period),
            self._figure(measure, category, name, self.previous),
        )

    def _figure(self, measure: Measure, category: str, name: str, period: Period) -> Figure:
        return Figure(
            name=name,
            definition=measure.definition,
            period=period,
            unit=measure.unit,
            numerator=self._counts(measure, period).get(category, 0),
            rows=Rows(measure.key, category),
        )

    def _counts(self, measure: Measure, period: Period) -> engine.Counts:
        asked = (measure.key, period)
        if asked not in self._answers:
            self._answers[asked] = engine.counts(measure, self.principal_id, period)
        return self._answers[asked]


def _authorised_in(principal: Principal, period: Period) -> list[str]:
    """Providers that could have had customers: one with none is a fact that the board wants to see."""
    return list(
        Authorisation.objects.filter(principal=principal, period__overlap=(period.start, period.end))
        .values_list("provider__organisation_number", flat=True)
        .distinct()
        .order_by("provider__organisation_number")
    )


def _below_full_time_on_last_day(principal: Principal, period: Period) -> Comparison:
    return Comparison(
        _below_full_time(principal, _last_day(period)),
        _below_full_time(principal, _last_day(period.previous_year())),
    )


def _below_full_time(principal: Principal, day: Period) -> Figure:
    """The share of those in an intervention on the day who are planned for less than full time."""
    measure = measures.below_full_time(_full_time_hours(principal, day.start))
    in_intervention = engine.counts(measures.PERSONS_WITH_INTERVENTION, principal.pk, day)
    below = engine.counts(measure, principal.pk, day)
    numerator, denominator = below.get(TOTAL, 0), in_intervention.get(TOTAL, 0)
    return Figure(
        name=measure.name,
        definition=measure.definition,
        period=day,
        unit=Unit.PERCENT,
        numerator=numerator,
        denominator=denominator,
        is_hidden=splits_off_few(numerator, denominator),
    )


def _full_time_hours(principal: Principal, day: date) -> int:
    # domain: 40 hours a week unless the principal has decided otherwise for the day
    dated = FullTime.objects.filter(principal=principal, period__contains=day).first()
    return dated.hours_per_week if dated else 40


def _last_day(period: Period) -> Period:
    if period.last_day is None:
        raise ValueError("A report needs a period with an end")
    return Period.inclusive(period.last_day, period.last_day)


def _sum(parts: Iterable[Comparison]) -> int:
    return sum(part.now.numerator for part in parts)
