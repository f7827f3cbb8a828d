"""How an application is tried: each condition by itself, completion, a proposal, another human's decision.

domain: whoever fulfils the conditions is authorised, any day of the year; a human decides (KL 6:38).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from stegvis.core.answers import Answer, Check
from stegvis.core.four_eyes import another_person
from stegvis.core.period import Period
from stegvis.providers.rules.applying import State

SHORTEST_TIME: Final = timedelta(days=7)
LONGEST_TIME: Final = timedelta(days=90)
"""How long an applicant may be given to complete."""
CHANGED: Final = "Ansökan har fått ett annat läge. Läs in sidan igen och se vad som hände."
OTHER_PROPOSAL: Final = "Förslaget är ett annat än det du såg. Läs det nya innan du beslutar."
JUDGED_MEANWHILE: Final = "Svaret eller bedömningen ändrades medan du sparade. Läs in sidan och bedöm igen."


class Verdict(StrEnum):
    """The same words as those of the table; empty when nobody has looked yet."""

    NONE = ""
    FULFILLED = "fulfilled"
    UNCLEAR = "unclear"
    NOT_FULFILLED = "not_fulfilled"


class Outcome(StrEnum):
    """What can be proposed."""

    GRANT = "grant"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition and what the officer found."""

    title: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Tried:
    """An application as it stands with the officer."""

    state: State
    conditions: tuple[Judged, ...]

    def found(self, verdict: Verdict) -> tuple[Judged, ...]:
        return tuple(each for each in self.conditions if each.verdict is verdict)


def is_tried(state: State) -> Answer:
    """Is it the officer's turn? Not while the applicant completes, nor once somebody is to decide."""
    return Answer.of(Check(state is State.SUBMITTED, CHANGED))


def may_judge(state: State, verdict: Verdict, note: str, question: str) -> Answer:
    """May the officer find so? What is unclear comes with a question, what is lacking with the reason."""
    return Answer.of(
        is_tried(state),
        Check(verdict is not Verdict.NONE, "Välj en bedömning.", "verdict"),
        Check(
            verdict is not Verdict.UNCLEAR or bool(question.strip()),
            "Skriv vad den sökande ska komplettera.",
            "question",
        ),
        Check(
            verdict is not Verdict.NOT_FULFILLED or bool(note.strip()),
            "Skriv varför villkoret inte är uppfyllt.",
            "note",
        ),
    )


def may_ask_for_completion(tried: Tried, due_on: date | None, *, today: date) -> Answer:
    """There is something to complete, and time to do it. `due_on` None = not chosen yet."""
    answer = Answer.of(
        is_tried(tried.state),
        Check(
            bool(tried.found(Verdict.UNCLEAR)),
            "Bedöm minst ett villkor som ”Behöver kompletteras” och skriv vad som saknas.",
        ),
    )
    if due_on is None:
        return answer
    earliest, latest = today + SHORTEST_TIME, today + LONGEST_TIME
    return answer & Answer.of(
        Check(earliest <= due_on <= latest, f"Välj en dag mellan {earliest} och {latest}.", "due_on")
    )


def may_stop_waiting(state: State, due_on: date | None, *, today: date) -> Answer:
    """The officer goes on without the completion when its last day has passed."""
    return Answer.of(
        Check(state is State.COMPLETION, CHANGED),
        Check(
            due_on is None or today > due_on,
            f"Den sökande har till och med {due_on} på sig att komplettera.",
        ),
    )


def may_propose(tried: Tried) -> Answer:
    """Every condition has been looked at, one by one."""
    left = tried.found(Verdict.NONE)
    return Answer.of(
        is_tried(tried.state),
        *(Check(False, f"Bedöm villkoret ”{each.title}”.") for each in left),
    )


def may_propose_so(
    tried: Tried, outcome: Outcome, reasons: str, period: Period | None, *, today: date
) -> Answer:
    """Granted when all is fulfilled and only then; refused when something is not.

    What is still unclear after the applicant has been asked counts as not shown.
    """
    lacking = [*tried.found(Verdict.NOT_FULFILLED), *tried.found(Verdict.UNCLEAR)]
    grants = outcome is Outcome.GRANT
    return Answer.of(
        may_propose(tried),
        *(
            Check(not grants, f"Villkoret ”{each.title}” är inte uppfyllt. Då kan ansökan inte beviljas.")
            for each in lacking
        ),
        Check(
            grants or bool(lacking),
            "Alla villkor är uppfyllda. Då ska ansökan beviljas.",
            "outcome",
        ),
        Check(bool(reasons.strip()), "Skriv skälen. De står i beslutet.", "reasons"),
        Check(not grants or period is not None, "Ange från vilken dag auktorisationen gäller.", "start"),
        Check(
            not grants or period is None or period.start >= today,
            "Auktorisationen kan inte gälla dagar som har passerat. Ange i dag eller en senare dag.",
            "start",
        ),
    )


def tried_by_what_holds(newer: Sequence[str], first_day: date) -> Answer:
    """Nobody gets a right that begins under other conditions than those that were tried. `newer` are the
    titles of the wordings of that day that came after those that the application is tried by."""
    named = ", ".join(f"”{title}”" for title in newer)
    return Answer.of(
        Check(
            not newer,
            f"När auktorisationen börjar {first_day} gäller andra villkor än de som har prövats: {named}. "
            "Handläggaren behöver välja ”Pröva enligt andra villkor” i ansökan och bedöma dem. Är förslaget "
            "redan framlagt, skicka först tillbaka det.",
        )
    )


def begins_when_tried(older: Sequence[str], first_day: date, tried_on: date) -> Answer:
    """Nor before the conditions that were tried hold. `older` are the titles of the wordings of the right's
    first day that are over on `tried_on`."""
    named = ", ".join(f"”{title}”" for title in older)
    return Answer.of(
        Check(
            not older,
            f"Ansökan prövas enligt villkoren den {tried_on}. När auktorisationen börjar {first_day} gäller "
            f"andra villkor, som inte prövas: {named}. Låt den börja {tried_on} eller en senare dag.",
        )
    )


def may_try_by(state: State, earliest: date, wanted: date | None, *, differs: bool) -> Answer:
    """May the application be tried by the wording of another day? Never of one before it was sent in, nor
    before the day that a re-authorisation says (`earliest`); a day that was chosen too late can be taken back
    to any day from then on. `differs`: are other wordings tried that day or, while none is chosen (None), on
    any day?"""
    return Answer.of(
        is_tried(state),
        Check(
            wanted is None or wanted >= earliest,
            f"Ansökan kan prövas enligt villkoren från och med {earliest}. Ange den dagen eller en senare.",
            "day",
        ),
        Check(differs, "Inga andra villkor gäller den dagen än de som ansökan prövas enligt.", "day"),
    )


def may_be_decided(state: State, proposed_by: int | None, decides: int) -> Answer:
    """There is a proposal, and another human has made it."""
    if proposed_by is None:
        return Answer.no(CHANGED)
    return Answer.of(
        Check(state is State.PROPOSED, CHANGED),
        another_person(proposed_by, decides),
    )


def may_send_back(state: State, reason: str) -> Answer:
    return Answer.of(
        Check(state is State.PROPOSED, CHANGED),
        Check(bool(reason.strip()), "Skriv varför.", "reason"),
    )


def first_day(wanted: Period, *, today: date) -> Period | None:
    """The period from the day of the decision when the proposed first day has passed; None when all of it
    has: nobody is authorised backwards in time."""
    if wanted.start >= today:
        return wanted
    if wanted.end is not None and wanted.end <= today:
        return None
    return Period(today, wanted.end)
