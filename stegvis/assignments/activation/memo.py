"""The follow-up of full-time activation as a memo: what is counted, how it stands, why, how it has changed.

Every sentence is made of the same numbers as the tables, and small groups are hidden in both alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stegvis.assignments.activation import words
from stegvis.assignments.activation.figures import Number, Told
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.assignments.activation.trend import TITLE as TREND_TITLE
from stegvis.assignments.activation.trend import chart_of
from stegvis.core.documents.blocks import (
    Block,
    Cell,
    Diagram,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Signature,
    Signatures,
    Table,
)
from stegvis.core.small_groups import FEW
from stegvis.core.templatetags.design import clock_time, month

TITLE = "Uppföljning av heltidsaktivering"
OF_LEVEL: dict[Level, str] = {
    Level.FULL_TIME: "i heltidsaktivering",
    Level.CAPACITY: "aktiva enligt sin förmåga, under heltid",
    Level.BELOW: "varken i heltid eller aktiva enligt sin förmåga",
}


@dataclass(frozen=True)
class FollowUp:
    """The figures of the memo: a day, an earlier one to compare with, and the month ends before it."""

    principal: str
    committee: str
    of_what: str
    """Whose cases are counted, such as `hela verksamheten`."""
    now: Told
    before: Told
    trend: Sequence[Told]
    full_time: int
    """Hours a week that are full time on the day."""
    requirement: str = ""
    """The activity requirement's wording on the day; empty when none holds."""
    known_at: datetime | None = None
    """When the figures were computed beforehand; None when the memo asked the register itself."""


@dataclass(frozen=True)
class Details:
    """What the program cannot know."""

    written_on: date
    reference: str = ""
    unit: str = ""
    author: str = ""
    author_title: str = ""


def as_memo(follow_up: FollowUp, details: Details) -> Document:
    return Document(
        title=f"{TITLE} {follow_up.now.day}",
        letterhead=Letterhead(
            sender=follow_up.principal,
            unit=details.unit,
            kind="Tjänsteskrivelse",
            written_on=details.written_on,
            reference=details.reference,
            recipient=follow_up.committee,
        ),
        blocks=(
            Heading("Sammanfattning"),
            *map(Paragraph, summary(follow_up)),
            Heading("Syfte"),
            Paragraph(
                "Huvudregeln är att varje person har en plan på heltid. Skrivelsen visar hur många som är i "
                f"heltidsaktivering, hur många som inte är det och varför. Den gäller {follow_up.of_what}."
            ),
            Heading("Så räknas heltid"),
            Points(tuple(definitions(follow_up))),
            Heading("Läget"),
            _levels(follow_up),
            Heading("Varför under heltid"),
            *_reasons(follow_up.now),
            *_requirement(follow_up),
            Heading("Utveckling"),
            *_trend(follow_up.trend),
            Heading("Om siffrorna"),
            Points(tuple(_about(follow_up))),
            Signatures((Signature(details.author, details.author_title),)),
        ),
    )


def summary(follow_up: FollowUp) -> list[str]:
    """How it stands and how that has changed, in two paragraphs."""
    now = follow_up.now
    sentences = [f"Den {now.day} var {_counted(now.total)} öppna."]
    sentences += [_level_sentence(follow_up, level) for level in Level]
    return [" ".join(sentences), *_largest_reason(now)]


def definitions(follow_up: FollowUp) -> Iterator[str]:
    yield f"Heltid är {words.hours(follow_up.full_time)}."
    for level, text in words.DEFINITIONS.items():
        yield f"{words.LEVELS[level]}: {text}"
    yield (
        "Timmarna är de som är planerade: i anordnarens genomförandeplan och det som handläggaren har lagt "
        "in vid sidan av den, såsom vårdkontakter, studier och insatser från socialtjänsten."
    )
    yield (
        "Samma aktivitet räknas en gång, med det största talet, även om den står både i planen och vid sidan "
        "av den. Det som två anordnare själva håller i läggs ihop."
    )


def _level_sentence(follow_up: FollowUp, level: Level) -> str:
    now, before = follow_up.now.levels[level], follow_up.before.levels[level]
    if now.hidden:
        return f"Hur många som var {OF_LEVEL[level]} visas inte{_why(now)}."
    share = f" ({words.percent(now.share)})" if now.share is not None else ""
    return f"{now.text} var {OF_LEVEL[level]}{share}{_compared(now, before, follow_up.before.day)}."


def _counted(total: Number) -> str:
    return f"{total.text} ärenden" if total.hidden else words.cases(total.cases)


def _why(hidden: Number) -> str:
    """A number that is hidden for the sake of another is not called small."""
    return ", för gruppen är liten" if hidden.hidden == FEW else ""


def _compared(now: Number, before: Number, day: date) -> str:
    """`, en ökning med 2,0 procentenheter jämfört med …`; nothing when there is nothing to compare."""
    if now.share is None or before.share is None:
        return ""
    return f", {words.change(now.share, before.share)} jämfört med {day}"


def _largest_reason(now: Told) -> list[str]:
    """The commonest reason, or reasons that share the place, of those that are shown."""
    shown = [(reason, number.cases) for reason, number in now.reasons if not number.hidden]
    if not shown:
        return []
    most = max(cases for _, cases in shown)
    of_shown = " av de skäl som visas" if any(number.hidden for _, number in now.reasons) else ""
    named = [words.reason(reason).lower() for reason, cases in shown if cases == most]
    if len(named) == 1:
        common = f"Det vanligaste{of_shown or ' skälet'}"
        return [f"{common} till att vara under heltid var: {named[0]}, {words.cases(most)}."]
    common = f"De vanligaste{of_shown or ' skälen'}"
    each = f"{', '.join(named[:-1])} och {named[-1]}"
    return [f"{common} till att vara under heltid var: {each}, {words.cases(most)} vardera."]


def _levels(follow_up: FollowUp) -> Table:
    now, before = follow_up.now, follow_up.before
    return Table(
        f"Öppna ärenden {now.day} jämfört med {before.day}",
        ("", "Ärenden", "Andel", "Tidigare andel", "Förändring"),
        (
            *(_level_row(words.LEVELS[level], now.levels[level], before.levels[level]) for level in Level),
            _row("Alla öppna ärenden", now.total.text, "", "", ""),
        ),
        has_total=True,
        note=f"Förändringen är i procentenheter. {_note_of(now.levels.values())}".strip(),
    )


def _level_row(name: str, now: Number, before: Number) -> tuple[Cell, ...]:
    change = words.signed_change(now.share, before.share)
    return _row(name, now.text, now.share_text, before.share_text, change)


def _reasons(now: Told) -> list[Block]:
    below = now.levels[Level.BELOW]
    if below.hidden:
        return [Paragraph("Skälen visas inte, för att en liten grupp inte ska kunna räknas fram.")]
    if not below.cases:
        return [Paragraph("Ingen var under heltid den dagen.")]
    rows = [_reason_row(reason, number) for reason, number in now.reasons]
    total = _row("Alla under heltid", below.text, "100,0\u00a0%")
    table = Table(
        f"Skäl bland dem som var under heltid {now.day}",
        ("Skäl", "Ärenden", "Andel"),
        (*rows, total),
        has_total=True,
        note=_note_of(number for _, number in now.reasons),
    )
    return [table]


def _reason_row(reason: Reason, number: Number) -> tuple[Cell, ...]:
    return _row(words.reason(reason), number.text, number.share_text)


def _requirement(follow_up: FollowUp) -> list[Block]:
    met = follow_up.now.requirement
    if met is None:
        return []
    told = (
        f"Hur många som uppfyller det visas inte{_why(met)}."
        if met.hidden
        else f"{met.text} av {words.cases(met.of)} med ekonomiskt bistånd uppfyllde det ({met.share_text})."
    )
    wording = f"Aktivitetskravet den dagen: {follow_up.requirement} " if follow_up.requirement else ""
    return [Heading("Aktivitetskravet"), Paragraph(f"{wording}{told}")]


def _trend(trend: Sequence[Told]) -> list[Block]:
    if not any(each.picture.total for each in trend):
        return [Paragraph("Inga ärenden var öppna vid månadernas slut.")]
    rows = [
        _row(
            words.month_end(each.day),
            *(each.levels[level].share_text for level in Level),
            each.total.text,
        )
        for each in trend
    ]
    table = Table(
        TREND_TITLE,
        ("Månadens slut", *(words.LEVELS[level] for level in Level), "Öppna ärenden"),
        tuple(rows),
        note=_note_of(number for each in trend for number in each.levels.values()),
    )
    return [*map(Paragraph, _trend_sentence(trend)), Diagram(TREND_TITLE, chart_of(trend)), table]


def _trend_sentence(trend: Sequence[Told]) -> list[str]:
    """From the first to the last month whose share is known."""
    known = [(each.day, each.levels[Level.FULL_TIME].share) for each in trend]
    shares = [(day, share) for day, share in known if share is not None]
    if len(shares) < 2:
        return []
    (first_day, first), (last_day, last) = shares[0], shares[-1]
    told = (
        f"Vid slutet av {month(first_day)} var {words.percent(first)} i heltidsaktivering och vid slutet av "
        f"{month(last_day)} {words.percent(last)}, {words.change(last, first)}."
    )
    return [told]


def _about(follow_up: FollowUp) -> Iterator[str]:
    known = f"räknades {clock_time(follow_up.known_at)}" if follow_up.known_at else "gjordes"
    what = "siffrorna" if follow_up.known_at else "skrivelsen"
    yield f"Uppgifterna gäller {follow_up.of_what} och visar dagen som den var känd när {what} {known}."
    yield "Ett ärende räknas som öppet också den dag då det avslutas."
    yield words.WHY_HIDDEN


def _note_of(numbers: Iterable[Number]) -> str:
    return "Små grupper visas inte." if any(number.hidden for number in numbers) else ""


def _row(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)
