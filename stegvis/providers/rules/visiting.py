"""Quality visits: whom to visit first and why, and what a protocol must hold before it is signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months
from stegvis.providers.rules.questions import Question, unanswered

POINTS_SERIOUS, POINTS_MINOR, POINTS_FLAG = 5, 2, 1
MOST_FLAG_POINTS = 5
"""However many flags the review of reports has raised, they alone never outweigh a serious deficiency."""
MONTHS_PER_POINT, MOST_MONTH_POINTS = 6, 6
POINTS_NEVER_VISITED = 4
CUSTOMERS_PER_POINT, MOST_CUSTOMER_POINTS = 20, 5
DAYS_PER_MONTH = 30.4375
SETTLED_AFTER = timedelta(days=60)
"""Who was authorised less than two months ago has hardly begun, and is not called unvisited."""
LATEST_PLANNED = timedelta(days=366)
NOT_MENDED_MONTHS = 12
"""How long a deficiency that was settled as not mended still weighs: what is done about it since is seen in
warnings and at the next visit."""


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of one provider on the day. `flags` await a verdict; `open_visit` is planned or begun.
    `serious` and `minor` are open, `not_mended_…` were settled so within `NOT_MENDED_MONTHS`."""

    provider_id: int
    name: str
    customers: int = 0
    serious: int = 0
    minor: int = 0
    not_mended_serious: int = 0
    not_mended_minor: int = 0
    flags: int = 0
    last_visit: date | None = None
    authorised_since: date | None = None
    open_visit: date | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A provider with its place in the queue: `points` and each reason for them in words."""

    facts: RiskFacts
    points: int
    reasons: tuple[str, ...]
    waited: int
    """Days since the last visit, or since the first authorisation: decides between equals (the rota)."""


def ranked(facts: Iterable[RiskFacts], today: date) -> list[Ranked]:
    """Most points first; between equals whoever has waited longest for a visit; then by name."""
    every = (rank(each, today) for each in facts)
    return sorted(
        every, key=lambda each: (-each.points, -each.waited, each.facts.name, each.facts.provider_id)
    )


def rank(facts: RiskFacts, today: date) -> Ranked:
    """The points of one provider. More of anything never gives fewer points."""
    given = [
        *_for_deficiencies(facts),
        *_for_flags(facts),
        *_for_time(facts, today),
        *_for_customers(facts),
    ]
    points = sum(number for number, _ in given)
    since = facts.last_visit or facts.authorised_since or today
    return Ranked(facts, points, tuple(reason for _, reason in given), max((today - since).days, 0))


def not_mended_after(today: date) -> date:
    """What was settled as not mended after this day still speaks for a visit."""
    return add_months(today, -NOT_MENDED_MONTHS)


def _for_deficiencies(facts: RiskFacts) -> Iterable[tuple[int, str]]:
    open_ones = "att åtgärda"
    failed = f"som inte åtgärdades, bedömt de senaste {NOT_MENDED_MONTHS} månaderna"
    for number, points, one, many, about in (
        (facts.serious, POINTS_SERIOUS, "allvarlig brist", "allvarliga brister", open_ones),
        (facts.minor, POINTS_MINOR, "mindre brist", "mindre brister", open_ones),
        (facts.not_mended_serious, POINTS_SERIOUS, "allvarlig brist", "allvarliga brister", failed),
        (facts.not_mended_minor, POINTS_MINOR, "mindre brist", "mindre brister", failed),
    ):
        if number:
            yield points * number, f"{number} {one if number == 1 else many} {about}"


def _for_flags(facts: RiskFacts) -> Iterable[tuple[int, str]]:
    if facts.flags:
        word = "flagga" if facts.flags == 1 else "flaggor"
        points = min(POINTS_FLAG * facts.flags, MOST_FLAG_POINTS)
        yield points, f"{facts.flags} {word} i rapportgranskningen väntar på bedömning"


def _for_time(facts: RiskFacts, today: date) -> Iterable[tuple[int, str]]:
    if facts.last_visit is None:
        if facts.authorised_since is not None and today - facts.authorised_since >= SETTLED_AFTER:
            yield POINTS_NEVER_VISITED, f"Aldrig besökt, auktoriserad sedan {facts.authorised_since}"
        return
    months = int((today - facts.last_visit).days / DAYS_PER_MONTH)
    points = min(months // MONTHS_PER_POINT, MOST_MONTH_POINTS)
    if points > 0:
        yield points, f"{months} månader sedan senaste besöket"


def _for_customers(facts: RiskFacts) -> Iterable[tuple[int, str]]:
    points = min(facts.customers // CUSTOMERS_PER_POINT, MOST_CUSTOMER_POINTS)
    if points:
        yield points, f"{facts.customers} deltagare"


# --- a visit from plan to signature -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitState:
    """How far a visit has come. `is_begun`: something has been written in the protocol."""

    is_signed: bool = False
    is_called_off: bool = False
    held_on: date | None = None
    is_begun: bool = False

    def is_open(self) -> Answer:
        return Answer.of(
            Check(not self.is_signed, "Protokollet är undertecknat och kan inte ändras."),
            Check(not self.is_called_off, "Besöket är inställt. Planera ett nytt."),
        )


class VisitStage(Enum):
    """What a visit is called on screen."""

    PLANNED = "Planerat"
    BEGUN = "Utkast"
    TO_DOCUMENT = "Ska dokumenteras"
    SIGNED = "Undertecknat"
    CALLED_OFF = "Inställt"


def stage_of(state: VisitState, planned_on: date, today: date) -> VisitStage:
    """From the day after the planned one a visit is no longer to come: it waits for its protocol."""
    if state.is_called_off:
        return VisitStage.CALLED_OFF
    if state.is_signed:
        return VisitStage.SIGNED
    if planned_on < today:
        return VisitStage.TO_DOCUMENT
    return VisitStage.BEGUN if state.is_begun else VisitStage.PLANNED


def may_plan(planned_on: date, *, open_visit: date | None, has_template: bool, today: date) -> Answer:
    """May a visit be planned? One at a time for each provider, and not for a day that has passed."""
    return Answer.of(
        Check(has_template, "Det finns ingen protokollmall som gäller. Be administratören att skriva en."),
        Check(
            open_visit is None,
            f"Ett besök är redan planerat {open_visit}. Gör det, planera om det eller ställ in det.",
        ),
        _a_day_ahead(planned_on, today),
    )


def may_replan(state: VisitState, planned_on: date, today: date) -> Answer:
    """May it get another day, place or visitor?"""
    return state.is_open() & _a_day_ahead(planned_on, today)


def _a_day_ahead(planned_on: date, today: date) -> Answer:
    return Answer.of(
        Check(planned_on >= today, "Ange i dag eller en senare dag.", "planned_on"),
        Check(planned_on <= today + LATEST_PLANNED, "Ange en dag inom ett år.", "planned_on"),
    )


def may_call_off(state: VisitState, reason: str) -> Answer:
    """May it be called off? Not when it has been made."""
    return state.is_open() & Answer.of(
        Check(
            state.held_on is None,
            "Besöket är gjort. Underteckna protokollet i stället.",
        ),
        Check(bool(reason.strip()), "Skriv varför besöket ställs in.", "reason"),
    )


def may_write(state: VisitState) -> Answer:
    """May the protocol be written in?"""
    return state.is_open()


@dataclass(frozen=True, slots=True)
class Found:
    """What was marked as a deficiency at one question (or besides them: no question)."""

    severity: str
    text: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """What has been written at a visit."""

    held_on: date | None = None
    present: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    found: Sequence[Found] = ()
    summary: str = ""


def may_sign(state: VisitState, protocol: Protocol, questions: Sequence[Question], today: date) -> Answer:
    """May the protocol be signed? Everything is answered, and every deficiency is described."""
    missing = unanswered(questions, protocol.answers)
    return (
        state.is_open()
        & Answer.of(
            Check(protocol.held_on is not None, "Ange vilken dag besöket gjordes.", "held_on"),
            Check(
                protocol.held_on is None or protocol.held_on <= today,
                "Dagen har inte varit än. Ange den dag besöket gjordes.",
                "held_on",
            ),
            Check(bool(protocol.present.strip()), "Skriv vilka som var med.", "present"),
            Check(bool(protocol.summary.strip()), "Skriv en sammanfattning.", "summary"),
        )
        & Answer.of(*(Check(False, "Svara på frågan.", f"q_{question.code}") for question in missing))
        & Answer.of(*(_described(found) for found in protocol.found))
    )


def _described(found: Found) -> Check:
    place = f"n_{found.question.code}" if found.question else "other_text"
    return Check(bool(found.text.strip()), "Beskriv bristen.", place)


# --- dated templates ----------------------------------------------------------------------------------------


def may_begin_template(start: date, begun: Period | None, today: date) -> Answer:
    """May a version of a template hold from `start`, after the latest one that has `begun`?"""
    return Answer.of(
        Check(start >= today, "Ange i dag eller en senare dag.", "start"),
        Check(
            begun is None or start > begun.start,
            "Den version som gäller började i dag. Ange en senare dag.",
            "start",
        ),
    )
