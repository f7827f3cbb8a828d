"""Whom other terms of an intervention would touch: open cases and running grants.

The database gathers the cases by what the rules of entry ask about, as they are on the day that the terms
would begin; the rules then weigh each such group once by either terms. A hundred thousand cases are a few
thousand groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from stegvis.casework.models import Assessment, CapacityGrade, Case, Decision
from stegvis.casework.rules.entry import Beside, EntryFacts, EntryTerms, Named, suits
from stegvis.casework.rules.verdict import Fit, Shift, shift
from stegvis.casework.terms_of_entry import entry_terms_of
from stegvis.catalogue import contents
from stegvis.catalogue.impact import Change, Counted, Row
from stegvis.catalogue.models import Terms
from stegvis.core.actor import Actor
from stegvis.core.period import Period

CHANGED = tuple(each.value for each in Shift)
RUNS_ON = ("Pågår då", "Skulle inte beviljas", "Skulle kräva skäl")
ASKED = ("target_group", "age", "capacity", "has_it")


def counted(change: Change, actor: Actor, today: date) -> Iterator[Counted]:
    """The open cases whose verdict would be another, and the running grants that go on as they are."""
    weighing = Weighing.of(change)
    open_cases = Case.objects.filter(principal_id=change.intervention.principal_id).open()
    groups = weighing.facts_in(open_cases).values("unit__name", *weighing.asked).annotate(cases=Count("pk"))
    shifted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    running: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in groups.order_by():
        unit, cases = group["unit__name"], group["cases"]
        if group["has_it"]:
            running[unit].update(dict.fromkeys(weighing.of_running(group), cases))
        elif (became := weighing.shift_of(group)) is not None:
            shifted[unit][became.value] += cases
    yield Counted(
        "Öppna ärenden där bedömningen blir en annan",
        f"De som inte har insatsen {change.first_day}, bedömda med villkoren före och efter.",
        CHANGED,
        _rows(shifted, CHANGED),
        none="Bedömningen blir densamma i alla öppna ärenden.",
    )
    yield Counted(
        "Påverkas inte: pågående insatser",
        "De som har insatsen behåller villkoren från sin dag. Så många av dem skulle inte få den med de "
        "nya villkoren.",
        RUNS_ON,
        _rows(running, RUNS_ON),
        none=f"Ingen har insatsen {change.first_day}.",
    )


def cases_with_another_verdict(change: Change, cases: QuerySet[Case]) -> dict[int, Shift]:
    """Those of the cases whose verdict would be another, by their key."""
    weighing = Weighing.of(change)
    rows = weighing.facts_in(cases.filter(closed_on__isnull=True)).values("pk", *weighing.asked).order_by()
    became = {row["pk"]: weighing.shift_of(row) for row in rows if not row["has_it"]}
    return {pk: each for pk, each in became.items() if each is not None}


def granted_on(day: date, intervention: Any) -> QuerySet[Decision]:
    """Decisions in force that give the intervention on the day, and that nothing later has taken away."""
    later = Decision.objects.in_force().filter(pk__gt=OuterRef("pk"))
    same_grant = Q(grant=OuterRef("pk")) | Q(grant=OuterRef("grant"))
    ended = Q(kind=Decision.Kind.END, period__contains=day)
    changed = Q(kind=Decision.Kind.CHANGE, period__startswith__lte=day)
    kinds = (Decision.Kind.GRANT, Decision.Kind.EXTEND, Decision.Kind.CHANGE)
    return (
        Decision.objects.in_force()
        .filter(intervention, kind__in=kinds, period__contains=day)
        .filter(~Exists(later.filter(same_grant, ended | changed)))
    )


@dataclass(frozen=True, slots=True)
class Weighing:
    """Both terms as the rules read them, and what stands in their way beside the person's own facts.

    `excluding` = codes of the interventions that one of the terms excludes, or whose own terms exclude it.
    """

    day: date
    intervention_id: int
    code: str
    before: EntryTerms | None
    after: EntryTerms | None
    excluding: tuple[str, ...]
    exclude_it: frozenset[str]

    @classmethod
    def of(cls, change: Change) -> Weighing:
        intervention = change.intervention
        named, period = Named(intervention.code, intervention.name), Period(change.first_day)
        former = contents.content_of(change.former) if change.former else None
        before = entry_terms_of(former, named, period, {}) if former else None
        after = entry_terms_of(change.content, named, period, {}) if change.content else None
        others = Terms.objects.on(change.first_day).filter(
            principal_id=intervention.principal_id, must_not_combine_with__contains=[intervention.code]
        )
        exclude_it = frozenset(others.values_list("intervention__code", flat=True))
        excluded = {code for terms in (before, after) if terms for code in terms.excludes}
        return cls(
            change.first_day,
            intervention.pk,
            intervention.code,
            before,
            after,
            tuple(sorted(excluded | exclude_it)),
            exclude_it,
        )

    @property
    def asked(self) -> tuple[str, ...]:
        return (*ASKED, *(_flag(place) for place in range(len(self.excluding))))

    def facts_in(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Each case with what the rules ask about, as it is on the day."""
        beside = {
            _flag(place): self._has(Q(intervention__code=code)) for place, code in enumerate(self.excluding)
        }
        return cases.annotate(
            age=_age_on(self.day),
            capacity=_capacity_on(self.day),
            has_it=self._has(Q(intervention=self.intervention_id)),
            **beside,
        )

    def shift_of(self, row: Mapping[str, Any]) -> Shift | None:
        """What the other terms would do to the verdict in a case with these facts."""
        facts = self._facts(row)
        return shift(suits(facts, self.before).fit, suits(facts, self.after).fit)

    def of_running(self, row: Mapping[str, Any]) -> Iterator[str]:
        """Under which headings somebody who has the intervention is counted."""
        runs, not_granted, by_exception = RUNS_ON
        yield runs
        fit = suits(self._facts(row), self.after).fit
        if fit is Fit.DOES_NOT_FIT:
            yield not_granted
        elif fit is Fit.FITS_BY_EXCEPTION:
            yield by_exception

    def _facts(self, row: Mapping[str, Any]) -> EntryFacts:
        own = frozenset({self.code})
        return EntryFacts(
            is_open=True,
            opened_on=self.day,
            born=date(self.day.year - row["age"], 1, 1),
            day=self.day,
            capacity=row["capacity"],
            target_group=row["target_group"],
            beside=tuple(
                Beside(code, code, Period(self.day), own if code in self.exclude_it else frozenset())
                for place, code in enumerate(self.excluding)
                if row[_flag(place)]
            ),
        )

    def _has(self, intervention: Q) -> Exists:
        return Exists(granted_on(self.day, intervention).filter(case=OuterRef("pk")))


def _flag(place: int) -> str:
    return f"beside_{place}"


def _age_on(day: date) -> Func:
    """Whole years on the day, counted as `core.ages.age_on` counts them."""
    return Func(
        Value(day),
        F("person__birth_date"),
        template="date_part('year', age(%(expressions)s))::int",
        output_field=IntegerField(),
    )


def _capacity_on(day: date) -> Coalesce:
    """As `facts.capacity_on`: the grade of the day, else what the latest assessment by then says."""
    grades = CapacityGrade.objects.on(day).filter(case=OuterRef("pk"))
    assessments = Assessment.objects.filter(case=OuterRef("pk"), held_on__lte=day)
    latest = assessments.order_by("-held_on", "-id")
    return Coalesce(Subquery(grades.values("percent")[:1]), Subquery(latest.values("capacity_percent")[:1]))


def _rows(counts: Mapping[str, Counter[str]], columns: Iterable[str]) -> tuple[Row, ...]:
    named = list(columns)
    return tuple(
        Row(unit, tuple((column, counts[unit][column]) for column in named)) for unit in sorted(counts)
    )
