"""When terms may begin, be changed and end, and which terms can be told apart from a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class LevelContent:
    """A level as it is written in: capacity in percent of full time, both ends inclusive."""

    code: str
    name: str
    min_capacity: int = 0
    max_capacity: int = 100


@dataclass(frozen=True, slots=True)
class TermsContent:
    """What the terms say, apart from when they hold. None = no limit, an empty tuple = all or none."""

    min_age: int | None = None
    max_age: int | None = None
    min_capacity: int = 0
    max_capacity: int = 100
    max_months: int | None = None
    max_extensions: int | None = None
    extension_months: int | None = None
    min_workplace_percent: int = 0
    must_combine_with: tuple[str, ...] = ()
    must_not_combine_with: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    voucher_amounts: tuple[int, ...] = ()
    """Öre."""
    decided_in: str = ""
    levels: tuple[LevelContent, ...] = ()

    @property
    def first_months(self) -> int | None:
        return first_months(self.max_months, self.max_extensions, self.extension_months)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where new terms come to stand: their days, and those left to the terms that held on the first one."""

    period: Period
    shortened: Period | None = None
    shortened_to: Period | None = None


def first_months(whole: int | None, extensions: int | None, extension_months: int | None) -> int | None:
    """How long the first grant may be: the whole length less what extensions may add."""
    if whole is None or not extensions or extension_months is None:
        return whole
    return whole - extensions * extension_months


def may_be_terms(content: TermsContent, *, code: str) -> Answer:
    """Can the terms be meant as they are written? `code` = that of the intervention itself."""
    return Answer.of(
        Check(
            _in_order(content.min_age, content.max_age),
            "Högsta ålder kan inte vara lägre än lägsta ålder.",
            "max_age",
        ),
        Check(
            content.min_capacity <= content.max_capacity,
            "Högsta förmåga kan inte vara lägre än lägsta förmåga.",
            "max_capacity",
        ),
        Check(
            not content.max_extensions or content.extension_months is not None or content.max_months is None,
            "Ange hur lång en förlängning får vara.",
            "extension_months",
        ),
        Check(
            content.first_months is None or content.first_months > 0,
            "Förlängningarna tar hela tiden. Den första perioden behöver minst en månad.",
            "max_months",
        ),
        Check(
            code not in (*content.must_combine_with, *content.must_not_combine_with),
            "En insats kan varken kräva eller utesluta sig själv.",
            "must_not_combine_with",
        ),
        Check(
            set(content.must_combine_with).isdisjoint(content.must_not_combine_with),
            "Det som insatsen ska kombineras med kan inte samtidigt vara uteslutet.",
            "must_not_combine_with",
        ),
        *_level_checks(content.levels),
    )


def may_begin(first_day: date, starts: Iterable[date], *, today: date) -> Answer:
    """May new terms begin on the day? `starts` = when the others of the intervention begin.

    What has begun is never rewritten: decisions may have been made by it.
    """
    taken = first_day in set(starts)
    if taken and first_day <= today:
        return Answer.no("Villkor började gälla den dagen. Välj en senare dag.", "first_day")
    return Answer.of(
        Check(first_day >= today, "Villkoren kan börja gälla tidigast i dag.", "first_day"),
        Check(
            not taken, "Det finns redan villkor som börjar gälla den dagen. Ändra dem i stället.", "first_day"
        ),
    )


def placed(others: Iterable[Period], first_day: date) -> Placement:
    """Where terms from the day come to stand among the others.

    They last until the next ones begin, or as long as those that they take over from would have; otherwise
    until further notice.
    """
    periods = sorted(others)
    before = next((each for each in periods if each.contains(first_day)), None)
    following = next((each.start for each in periods if each.start > first_day), None)
    if before is None:
        return Placement(Period(first_day, following))
    return Placement(Period(first_day, before.end), before, before.ending(first_day))


def may_change_coming(period: Period, *, today: date) -> Answer:
    """Terms may be changed and withdrawn until they begin."""
    return Answer.of(
        Check(
            period.start > today,
            f"Villkoren började gälla {period.start} och kan inte ändras. Lägg in nya villkor i stället.",
        )
    )


def may_move(first_day: date, period: Period, others: Iterable[Period], *, today: date) -> Answer:
    """May coming terms begin on another day? Between the neighbours' first day and their own last."""
    if first_day == period.start:
        return Answer.yes()
    earlier = max((each.start for each in others if each.start < period.start), default=None)
    return Answer.of(
        Check(first_day > today, "Välj en dag efter i dag.", "first_day"),
        Check(
            earlier is None or first_day > earlier,
            f"Villkoren före börjar gälla {earlier}. Välj en senare dag.",
            "first_day",
        ),
        Check(
            period.end is None or first_day < period.end,
            f"Villkoren upphör {period.last_day}. Välj en tidigare dag.",
            "first_day",
        ),
    )


def may_phase_out(last_day: date, periods: Iterable[Period], *, today: date) -> Answer:
    """May the intervention be granted for the last time on the day? What has been granted goes on."""
    every = list(periods)
    last = max((each.last_day or date.max for each in every), default=None)
    return Answer.of(
        Check(last_day >= today, "Sista dagen kan vara tidigast i dag.", "last_day"),
        Check(
            any(each.contains(last_day) for each in every),
            "Insatsen erbjuds inte den dagen. Välj en dag då villkor gäller.",
            "last_day",
        ),
        Check(last is None or last_day < last, f"Insatsen upphör redan {last}.", "last_day"),
    )


def _in_order(lowest: int | None, highest: int | None) -> bool:
    return lowest is None or highest is None or lowest <= highest


def _level_checks(levels: tuple[LevelContent, ...]) -> Iterator[Check]:
    names = [level.name.casefold() for level in levels]
    codes = [level.code for level in levels]
    yield Check(
        len(set(names)) == len(names) and len(set(codes)) == len(codes),
        "Två nivåer kan inte heta lika.",
        "levels",
    )
    for level in levels:
        yield Check(
            level.min_capacity <= level.max_capacity,
            f"Nivån {level.name}: högsta förmåga kan inte vara lägre än lägsta.",
            "levels",
        )
