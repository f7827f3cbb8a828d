"""Full time in plain Swedish: kinds, levels, and why the answer is as it is. No number is typed by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from stegvis.assignments.activation.rules import Facts, Level, Reason, Status
from stegvis.assignments.models import Activity
from stegvis.casework.models import CaseActivity, Hindrance
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.core.numbers import format_decimal, format_number
from stegvis.core.parts import Tone
from stegvis.core.small_groups import SMALLEST_SHOWN
from stegvis.core.templatetags.design import MONTHS

KINDS: dict[str, str] = {**dict(Activity.Kind.choices), **dict(CaseActivity.Kind.choices)}

REASONS: dict[Reason, str] = {
    **{Reason(kind.value): str(kind.label) for kind in Hindrance.Kind},
    Reason.LOWER_CAPACITY: "Lägre förmåga",
    Reason.AWAITING_PLAN: "Väntar på genomförandeplan",
    Reason.AWAITING_ASSIGNMENT: "Väntar på uppdrag till anordnaren",
    Reason.AWAITING_CHOICE: "Väntar på val av anordnare",
    Reason.NO_INTERVENTION: "Ingen insats är beviljad",
    Reason.UNEXPLAINED: "Inget skäl är registrerat",
}
LEVELS: dict[Level, str] = {
    Level.FULL_TIME: "Heltid",
    Level.CAPACITY: "Enligt förmåga",
    Level.BELOW: "Under heltid",
}
TONES: dict[Level, Tone] = {
    Level.FULL_TIME: Tone.SUCCESS,
    Level.CAPACITY: Tone.INFO,
    Level.BELOW: Tone.WARNING,
}
WHY_HIDDEN = (
    f"Grupper med färre än {SMALLEST_SHOWN} visas inte utanför enheten. Ibland döljs fler tal, så att det "
    "lilla inte kan räknas fram ur summor eller ur andra enheters tal."
)
DEFINITIONS: dict[Level, str] = {
    Level.FULL_TIME: "Planerade aktiviteter motsvarar minst heltid.",
    Level.CAPACITY: (
        "Färre timmar än heltid, men minst så många som den bedömda förmågan motsvarar, och minst en timme."
    ),
    Level.BELOW: "Färre timmar än så. Varje ärende har då ett skäl och bara ett.",
}


def explanation(facts: Facts, found: Status) -> list[str]:
    """Why the status is what it is, in sentences that follow from the facts."""
    return [
        _planned(facts),
        *_expected(facts),
        _compared(facts, found),
        *([_reason(facts, found.reason)] if found.reason else []),
        *([_required(facts, found)] if facts.requirement else []),
    ]


def hours(number: int) -> str:
    return "1 timme i veckan" if number == 1 else f"{number} timmar i veckan"


def reason(of: Reason) -> str:
    return REASONS[of]


def month_end(day: date) -> str:
    """`apr 2026`, for tables and charts."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def cases(number: int) -> str:
    return f"{format_number(number)} {'ärende' if number == 1 else 'ärenden'}"


def percent(value: Decimal) -> str:
    return f"{format_decimal(value, 1)} procent"


def change(now: Decimal | None, before: Decimal | None) -> str:
    """The change of a share: «en ökning med 1,5 procentenheter», computed from the shares as shown."""
    if now is None or before is None:
        return "kan inte jämföras"
    difference = now - before
    if difference == 0:
        return "oförändrat"
    word = "ökning" if difference > 0 else "minskning"
    return f"en {word} med {format_decimal(abs(difference), 1)} procentenheter"


def signed_change(now: Decimal | None, before: Decimal | None) -> str:
    """The same for a table's column: `+1,5`, `−0,3`."""
    if now is None or before is None:
        return "–"
    return f"{'+' if now > before else ''}{format_decimal(now - before, 1)}"


def _planned(facts: Facts) -> str:
    if not facts.hours:
        return "Inga aktiviteter är inlagda."
    each = ", ".join(f"{KINDS[kind].lower()} {number}" for kind, number in sorted(facts.hours.items()))
    return f"Inlagt är {hours(facts.planned)}: {each}."


def _expected(facts: Facts) -> list[str]:
    told = [f"Heltid är {hours(facts.full_time)}."]
    if facts.capacity is None:
        return [*told, "Förmågan är inte bedömd och räknas som hel."]
    if facts.expected == facts.full_time:
        return told
    return [*told, f"{capacity_in_words(facts.capacity).capitalize()} motsvarar {hours(facts.expected)}."]


def _compared(facts: Facts, found: Status) -> str:
    if found.level is Level.FULL_TIME:
        return "Det är heltid."
    if found.level is Level.CAPACITY:
        return "Det är minst så mycket som förmågan motsvarar, men inte heltid."
    if facts.expected == 0:
        return "Utan någon aktivitet räknas ingen som aktiv enligt sin förmåga."
    measure = "förmågan motsvarar" if facts.expected < facts.full_time else "heltid"
    return f"Det är {hours(facts.expected - facts.planned)} mindre än {measure}."


def _reason(facts: Facts, why: Reason) -> str:
    if why is Reason.UNEXPLAINED:
        return "Inget skäl är registrerat."
    source = " Handläggaren har registrerat det." if facts.hindrance else ""
    return f"Skäl: {reason(why).lower()}.{source}"


def _required(facts: Facts, found: Status) -> str:
    met = "Det är uppfyllt" if found.meets_requirement else "Det är inte uppfyllt"
    return f"Aktivitetskravet är {hours(facts.required or 0)}. {met}."
