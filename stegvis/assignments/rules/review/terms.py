"""Which rules there are, what each looks for and from where on something is odd."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.numbers import format_decimal, format_number

ONE_OF = {
    "dagar": "dag",
    "månader": "månad",
    "personer": "person",
    "procentenheter": "procentenhet",
    "rapporter": "rapport",
    "timmar": "timme",
}
HUNDREDTHS = "hundradelar av ett steg"

SAME_TEXT = "same_text"
BULK = "bulk"
TOO_MANY_HOURS = "too_many_hours"
LONG_DAY = "long_day"
FREE_DAYS = "free_days"
PRESENT_WHILE_SICK = "present_while_sick"
DOUBLE_BOOKED = "double_booked"
UNPROVEN_RESULT = "unproven_result"
SUDDEN_CHANGE = "sudden_change"

STANDARD_MONTHS_BACK = 3
MOST_MONTHS_BACK = 12
"""Each month is looked through anew every night: many months take long."""


@dataclass(frozen=True)
class Limit:
    """One number that a rule goes by, with what is sensible."""

    key: str
    title: str
    unit: str
    standard: int
    least: int
    most: int

    def said(self, value: int) -> str:
        """The value with its unit: `1 dag`, `2 dagar`, and hundredths as the steps they make: `0,50 steg`."""
        if self.unit == HUNDREDTHS:
            return f"{format_decimal(value / 100, 2)} steg"
        unit = ONE_OF.get(self.unit, self.unit) if value == 1 else self.unit
        return f"{format_number(value)} {unit}"


@dataclass(frozen=True)
class ReviewRule:
    """One rule as an officer reads it."""

    key: str
    title: str
    looks_for: str
    innocent: str
    """What may lie behind it without anything being wrong."""
    limits: tuple[Limit, ...]


RULES: tuple[ReviewRule, ...] = (
    ReviewRule(
        SAME_TEXT,
        "Samma text för flera personer",
        "Texten om vad som har hänt är lika, eller nästan lika, i rapporter om olika personer samma månad. "
        "Namn, siffror och skiljetecken räknas inte.",
        "En grupp kan ha gjort samma sak hela månaden.",
        (
            Limit("similarity_percent", "Så lika ska texterna vara", "procent", 70, 50, 100),
            Limit("fewest_people", "Minst så många personer", "personer", 3, 2, 1000),
            Limit("fewest_words", "Kortare texter räknas inte", "ord", 12, 3, 500),
        ),
    ),
    ReviewRule(
        BULK,
        "Många rapporter strax före sista dag",
        "En stor del av månadens rapporter kom de sista arbetsdagarna före sista dag.",
        "En liten personal kan skriva allt när månaden är slut.",
        (
            Limit("last_days", "De sista arbetsdagarna", "dagar", 1, 1, 5),
            Limit("share_percent", "Minst så stor del av rapporterna", "procent", 80, 10, 100),
            Limit("fewest_reports", "Minst så många rapporter", "rapporter", 10, 2, 10_000),
        ),
    ),
    ReviewRule(
        TOO_MANY_HOURS,
        "Fler timmar än möjligt eller planerat",
        "Närvaron är längre än vad månadens arbetsdagar rymmer, eller klart längre än uppdragets planerade "
        "timmar.",
        "Planen kan ha ändrats utan att uppdraget har hunnit ändras.",
        (
            Limit("hours_a_day", "Möjliga timmar per arbetsdag", "timmar", 9, 1, 16),
            Limit("over_plan_percent", "Mer än planerat", "procent", 25, 0, 500),
            Limit("fewest_hours_over", "Minst så många timmar över planen", "timmar", 8, 1, 200),
        ),
    ),
    ReviewRule(
        LONG_DAY,
        "Orimligt lång dag",
        "Närvaron i ett uppdrag är mycket lång en enda dag, fast månaden har plats för timmarna.",
        "Flera dagars timmar kan vara skrivna på en dag.",
        (
            Limit("hours_a_day", "Fler timmar än så på en dag", "timmar", 12, 1, 24),
            Limit("fewest_days", "Minst så många dagar", "dagar", 1, 1, 31),
        ),
    ),
    ReviewRule(
        FREE_DAYS,
        "Närvaro på helger",
        "Rapporten har närvaro på lördagar, söndagar eller helgdagar.",
        "Praktik kan ligga på helger.",
        (Limit("fewest_days", "Minst så många dagar", "dagar", 2, 1, 12),),
    ),
    ReviewRule(
        PRESENT_WHILE_SICK,
        "Närvaro trots sjukdom",
        "Rapporten har närvaro på dagar då personen är sjukanmäld eller sjuk enligt ärendet.",
        "Den som är sjuk på deltid kan vara med några timmar.",
        (
            Limit("fewest_days", "Minst så många dagar", "dagar", 1, 1, 31),
            Limit("hours_a_day", "Kortare närvaro räknas inte", "timmar", 2, 0, 12),
        ),
    ),
    ReviewRule(
        DOUBLE_BOOKED,
        "Två uppdrag samma timmar",
        "Personen har närvaro i flera uppdrag samma dag, och tillsammans blir det för många timmar.",
        "Timmarna kan vara skrivna på fel dag.",
        (
            Limit("hours_a_day", "Fler timmar än så på en dag", "timmar", 10, 1, 24),
            Limit("fewest_days", "Minst så många dagar", "dagar", 1, 1, 31),
        ),
    ),
    ReviewRule(
        UNPROVEN_RESULT,
        "Resultat utan underlag",
        "Slutrapporten säger att personen har fått arbete eller börjat studera, eller ärendet är avslutat "
        "så, men inget underlag finns i ärendet.",
        "Underlaget kan vara på väg.",
        (Limit("days_to_prove", "Tid att visa underlag", "dagar", 14, 0, 180),),
    ),
    ReviewRule(
        SUDDEN_CHANGE,
        "Plötslig förändring",
        "Anordnarens genomsnitt skiljer sig mer från dess egna tidigare månader än slumpen brukar ge.",
        "Nya deltagare kan ha andra förutsättningar.",
        (
            Limit("months", "Jämför med så många månader", "månader", 6, 2, 24),
            Limit("fewest_reports", "Minst så många rapporter", "rapporter", 10, 5, 1000),
            Limit("deviations", "Så säker ska skillnaden vara", "standardfel", 3, 2, 10),
            Limit("attendance_points", "Minsta skillnad i närvaro", "procentenheter", 10, 1, 100),
            Limit("progress_hundredths", "Minsta skillnad i progression", HUNDREDTHS, 50, 1, 400),
        ),
    ),
)

BY_KEY: dict[str, ReviewRule] = {rule.key: rule for rule in RULES}


@dataclass(frozen=True)
class TermsInForce:
    """The limits of a day: those that are set, and the standard for the rest."""

    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    off: Collection[str] = frozenset()
    months_back: int = STANDARD_MONTHS_BACK

    def looks(self, rule: str) -> bool:
        """Does the rule look at all?"""
        return rule not in self.off

    def of(self, rule: str) -> dict[str, int]:
        """All limits of the rule."""
        given = self.limits.get(rule, {})
        return {limit.key: given.get(limit.key, limit.standard) for limit in BY_KEY[rule].limits}


@dataclass(frozen=True)
class WantedTerms:
    """Limits and rules switched off, from a day on."""

    start: date
    limits: Mapping[str, Mapping[str, int]]
    off: Collection[str]
    months_back: int = STANDARD_MONTHS_BACK


def may_set_terms(wanted: WantedTerms, starts: Iterable[date], today: date) -> Answer:
    """May the terms hold from the day? `starts` = when earlier terms begin. What has been looked at stays as
    it was, so new terms never reach back."""
    later = [start for start in starts if start > wanted.start]
    return Answer.of(
        Check(wanted.start >= today, "Villkoren kan börja gälla tidigast i dag.", "starts_on"),
        Check(
            not later,
            f"Det finns redan villkor som börjar gälla {min(later, default=None)}. "
            "Välj den dagen eller en senare.",
            "starts_on",
        ),
        Check(
            1 <= wanted.months_back <= MOST_MONTHS_BACK,
            f"Ange ett tal mellan 1 och {MOST_MONTHS_BACK}.",
            "months_back",
        ),
        *(_sensible(rule, limit, wanted.limits) for rule in RULES for limit in rule.limits),
    )


def field_of(rule: str, limit: str) -> str:
    """What a form calls the limit."""
    return f"{rule}__{limit}"


def _sensible(rule: ReviewRule, limit: Limit, given: Mapping[str, Mapping[str, int]]) -> Check:
    value = given.get(rule.key, {}).get(limit.key, limit.standard)
    return Check(
        limit.least <= value <= limit.most,
        f"Ange ett tal mellan {limit.least} och {limit.most}.",
        field_of(rule.key, limit.key),
    )
