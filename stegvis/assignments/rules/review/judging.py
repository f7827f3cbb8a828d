"""The rules themselves: facts of a month in, findings out. Each flags a pattern and says what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isinf

from stegvis.assignments.rules.review import terms
from stegvis.assignments.rules.review.change import Change, Spread, change, is_sudden
from stegvis.assignments.rules.review.claims import claims_result
from stegvis.assignments.rules.review.findings import Finding, Seen
from stegvis.assignments.rules.review.likeness import alike
from stegvis.core.numbers import format_decimal, format_number, format_percent
from stegvis.core.templatetags.design import month as in_words
from stegvis.core.working_days import add_working_days

Limits = Mapping[str, int]

WORKING_DAYS_A_WEEK = 5


@dataclass(frozen=True)
class Told:
    """The text of a report, as words without the person's names."""

    provider_id: int
    assignment_id: int
    report_id: int
    person_id: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Hours:
    """The hours of a report, and what the month and the assignment have room for."""

    provider_id: int
    assignment_id: int
    report_id: int
    attended: int
    working_days: int
    planned_per_week: int


@dataclass(frozen=True)
class Days:
    """Days of a report that a rule asks about, already counted."""

    provider_id: int
    assignment_id: int
    report_id: int
    days: int
    first: date


@dataclass(frozen=True)
class Arrivals:
    """How many of a provider's reports of the month came on each day."""

    provider_id: int
    due: date
    by_day: Mapping[date, int]


@dataclass(frozen=True)
class Claim:
    """A final report, or a closure, that may claim a result; `has_proof` = something in the case shows it."""

    provider_id: int
    assignment_id: int
    text: str
    closed_as: str
    """The words of the closure, when the case was closed with a result; otherwise empty."""
    told_on: date
    has_proof: bool


@dataclass(frozen=True)
class Averages:
    """A provider's attendance (0 to 1) and progress (1 to 5) in the month and in the months before."""

    provider_id: int
    attendance_before: Spread
    attendance_now: Spread
    progress_before: Spread
    progress_now: Spread


def same_texts(told: Iterable[Told], limits: Limits, month: date) -> list[Finding]:
    """Texts that are the same, or nearly so, about several people at one provider."""
    long = [text for text in told if len(text.words) >= limits["fewest_words"]]
    found = []
    for provider_id, texts in _by_provider(long).items():
        by_report = {text.report_id: text for text in texts}
        groups = alike({key: text.words for key, text in by_report.items()}, limits["similarity_percent"])
        for group in groups:
            members = [by_report[key] for key in group]
            people = len({text.person_id for text in members})
            if people >= limits["fewest_people"]:
                found.append(_same_text(provider_id, members, people, limits, month))
    return found


def bulk(arrivals: Iterable[Arrivals], limits: Limits, month: date) -> list[Finding]:
    """Most reports of a provider came on the last days before they were due."""
    return [
        _bulk(each, limits, month)
        for each in arrivals
        if _count(each) >= limits["fewest_reports"]
        and 100 * _late(each, limits) >= limits["share_percent"] * _count(each)
    ]


def too_many_hours(reports: Iterable[Hours], limits: Limits, month: date) -> list[Finding]:
    """More attendance than the working days hold, or clearly more than is planned."""
    return _of_cases(
        terms.TOO_MANY_HOURS,
        ((each, note) for each in reports if (note := _hours_note(each, limits))),
        f"Rapporter för {in_words(month)} har mer närvaro än arbetsdagarna rymmer eller än vad som är "
        "planerat.",
        month,
    )


def long_days(days: Iterable[Days], limits: Limits, month: date) -> list[Finding]:
    """More attendance in one assignment than a day can hold, however much room the month has."""
    return _of_days(
        terms.LONG_DAY,
        days,
        limits["fewest_days"],
        f"Rapporter för {in_words(month)} har mer än {limits['hours_a_day']} timmars närvaro på en dag.",
        month,
    )


def free_days(days: Iterable[Days], limits: Limits, month: date) -> list[Finding]:
    """Attendance on Saturdays, Sundays and public holidays."""
    return _of_days(
        terms.FREE_DAYS,
        days,
        limits["fewest_days"],
        f"Rapporter för {in_words(month)} har närvaro på lördagar, söndagar eller helgdagar.",
        month,
    )


def present_while_sick(days: Iterable[Days], limits: Limits, month: date) -> list[Finding]:
    """Attendance on days when the person was reported sick, or is sick according to the case."""
    return _of_days(
        terms.PRESENT_WHILE_SICK,
        days,
        limits["fewest_days"],
        f"Rapporter för {in_words(month)} har närvaro på dagar då personen var sjuk.",
        month,
    )


def double_booked(days: Iterable[Days], limits: Limits, month: date) -> list[Finding]:
    """Attendance in several assignments on one day, together more than a day holds."""
    return _of_days(
        terms.DOUBLE_BOOKED,
        days,
        limits["fewest_days"],
        f"Rapporter för {in_words(month)} har närvaro samma dag som ett annat uppdrag för samma person, "
        f"tillsammans mer än {limits['hours_a_day']} timmar.",
        month,
    )


def unproven_results(claims: Iterable[Claim], limits: Limits, month: date, today: date) -> list[Finding]:
    """A result is claimed, the time to show it is over, and nothing in the case shows it."""
    due = [
        (claim, note)
        for claim in claims
        if not claim.has_proof
        and (today - claim.told_on).days >= limits["days_to_prove"]
        and (note := _claim_note(claim))
    ]
    return _of_cases(
        terms.UNPROVEN_RESULT,
        due,
        "Ett resultat är redovisat, men inget intyg eller annat underlag finns i ärendet.",
        month,
    )


def sudden_changes(averages: Iterable[Averages], limits: Limits, month: date) -> list[Finding]:
    """The provider's averages differ from its own earlier months by more than chance usually makes."""
    found = []
    for each in averages:
        attendance = change(each.attendance_before, each.attendance_now)
        progress = change(each.progress_before, each.progress_now)
        if _stands_out(attendance, limits, limits["attendance_points"] / 100):
            found.append(_attendance_changed(each.provider_id, attendance, limits, month))
        if _stands_out(progress, limits, limits["progress_hundredths"] / 100):
            found.append(_progress_changed(each.provider_id, progress, limits, month))
    return found


# --- One finding ------------------------------------------------------------------------------------------


def _same_text(provider_id: int, members: list[Told], people: int, limits: Limits, month: date) -> Finding:
    return Finding(
        terms.SAME_TEXT,
        provider_id,
        month,
        f"Rapporterna om {people} personer för {in_words(month)} har samma eller nästan samma text.",
        tuple(Seen(text.assignment_id, text.report_id, f"{len(text.words)} ord") for text in members),
        (
            ("Personer", format_number(people)),
            ("Textens längd", _length(text.words for text in members)),
            ("Lika varandra till minst", format_percent(limits["similarity_percent"] / 100, 0)),
        ),
        is_pattern=True,
    )


def _length(texts: Iterable[tuple[str, ...]]) -> str:
    lengths = sorted({len(words) for words in texts})
    return f"{lengths[0]} ord" if len(lengths) == 1 else f"{lengths[0]}–{lengths[-1]} ord"


def _bulk(arrivals: Arrivals, limits: Limits, month: date) -> Finding:
    late, count = _late(arrivals, limits), _count(arrivals)
    day, most = max(arrivals.by_day.items(), key=lambda each: (each[1], each[0]))
    last = (
        "den sista arbetsdagen"
        if limits["last_days"] == 1
        else f"de {limits['last_days']} sista arbetsdagarna"
    )
    return Finding(
        terms.BULK,
        arrivals.provider_id,
        month,
        f"{format_number(late)} av {format_number(count)} rapporter för {in_words(month)} kom {last} "
        f"före sista dag, {arrivals.due}.",
        (),
        (
            ("Rapporter", format_number(count)),
            ("Kom strax före sista dag", f"{format_number(late)} ({format_percent(late / count, 0)})"),
            ("Flest på en dag", f"{format_number(most)} den {day}"),
        ),
        once="month",
    )


def _attendance_changed(provider_id: int, found: Change, limits: Limits, month: date) -> Finding:
    before, now = format_percent(found.before.mean, 0), format_percent(found.now.mean, 0)
    return _changed(provider_id, "attendance", "Närvaron", f"från {before} till {now}", found, limits, month)


def _progress_changed(provider_id: int, found: Change, limits: Limits, month: date) -> Finding:
    before, now = format_decimal(found.before.mean, 1), format_decimal(found.now.mean, 1)
    return _changed(
        provider_id, "progress", "Progressionen", f"från {before} till {now}", found, limits, month
    )


def _changed(
    provider_id: int, once: str, what: str, how: str, found: Change, limits: Limits, month: date
) -> Finding:
    rose = "steg" if found.difference > 0 else "sjönk"
    errors = "mycket stor" if isinf(found.errors) else format_decimal(abs(found.errors), 1)
    return Finding(
        terms.SUDDEN_CHANGE,
        provider_id,
        month,
        f"{what} {rose} {how} jämfört med snittet för {limits['months']} månader före {in_words(month)}. "
        "Skillnaden är större än slumpen brukar ge.",
        (),
        (
            ("Rapporter i månaden", format_number(found.now.n)),
            ("Rapporter före", format_number(found.before.n)),
            ("Skillnaden i standardfel", errors),
            ("Gräns", f"{limits['deviations']} standardfel"),
        ),
        once=once,
    )


# --- Many cases, one flag for each provider ---------------------------------------------------------------

Case = Hours | Days | Claim


def _of_cases(rule: str, found: Iterable[tuple[Case, str]], explanation: str, month: date) -> list[Finding]:
    """An assignment that is found twice is told once, with what was found first."""
    by_provider: dict[int, dict[int, Seen]] = defaultdict(dict)
    for each, note in found:
        report_id = None if isinstance(each, Claim) else each.report_id
        by_provider[each.provider_id].setdefault(
            each.assignment_id, Seen(each.assignment_id, report_id, note, _size(each))
        )
    return [
        Finding(rule, provider_id, month, explanation, tuple(seen.values()))
        for provider_id, seen in sorted(by_provider.items())
    ]


def _size(case: Case) -> int:
    match case:
        case Hours():
            return case.attended
        case Days():
            return case.days
        case _:
            return 0


def _of_days(rule: str, days: Iterable[Days], fewest: int, explanation: str, month: date) -> list[Finding]:
    many = ((each, _days_note(each)) for each in days if each.days >= fewest)
    return _of_cases(rule, many, explanation, month)


def _days_note(found: Days) -> str:
    return f"Den {found.first}" if found.days == 1 else f"{found.days} dagar, den första {found.first}"


def _hours_note(report: Hours, limits: Limits) -> str:
    """What is wrong with the hours; empty when nothing is."""
    possible = report.working_days * limits["hours_a_day"]
    if report.attended > possible:
        days = "1 arbetsdag" if report.working_days == 1 else f"{report.working_days} arbetsdagar"
        return f"{report.attended} timmar, {days} rymmer {possible}"
    planned = report.planned_per_week * report.working_days / WORKING_DAYS_A_WEEK
    over = report.attended - planned
    allowed = max(planned * limits["over_plan_percent"] / 100, limits["fewest_hours_over"])
    if planned and over >= limits["fewest_hours_over"] and over > allowed:
        return f"{report.attended} timmar, planerat {format_decimal(planned, 0)}"
    return ""


def _claim_note(claim: Claim) -> str:
    """Which result is claimed; empty when none is."""
    if claim.closed_as:
        return f"Ärendet avslutat {claim.told_on}: {claim.closed_as}"
    return f"Slutrapport {claim.told_on}" if claims_result(claim.text) else ""


def _stands_out(found: Change, limits: Limits, least: float) -> bool:
    return is_sudden(
        found, fewest=limits["fewest_reports"], deviations=limits["deviations"], least_difference=least
    )


def _count(arrivals: Arrivals) -> int:
    return sum(arrivals.by_day.values())


def _late(arrivals: Arrivals, limits: Limits) -> int:
    """How many came on the last working days up to the day when they were due, not after it."""
    first = add_working_days(arrivals.due, 1 - limits["last_days"])
    return sum(count for day, count in arrivals.by_day.items() if first <= day <= arrivals.due)


def _by_provider(told: Iterable[Told]) -> dict[int, list[Told]]:
    gathered: dict[int, list[Told]] = defaultdict(list)
    for text in told:
        gathered[text.provider_id].append(text)
    return gathered
