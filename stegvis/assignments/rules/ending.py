"""Ending an assignment: before its time by decision, and with the provider's final report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period
from stegvis.core.templatetags.design import month as in_words

FINAL_REPORT_OPENS_BEFORE = timedelta(weeks=2)
"""How long before the end the final report may be sent."""


@dataclass(frozen=True)
class EndingFacts:
    assignment: Period
    case_open: bool
    latest_report: date | None
    """The latest month that has a report."""


@dataclass(frozen=True)
class FinalReportFacts:
    assignment: Period
    sent_on: date | None


def can_end(facts: EndingFacts, today: date) -> Answer:
    """Is there something left to end?"""
    last_day = facts.assignment.last_day
    return Answer.of(
        Check(facts.case_open, "Ärendet är avslutat."),
        Check(last_day is None or today <= last_day, f"Uppdraget tog slut {last_day}."),
    )


def may_end(facts: EndingFacts, last_day: date, today: date) -> Answer:
    """May the assignment end after `last_day`? What has been reported must remain inside it."""
    current = facts.assignment.last_day
    return Answer.of(
        can_end(facts, today),
        Check(
            last_day >= facts.assignment.start,
            f"Uppdraget började {facts.assignment.start}. Ange den dagen eller en senare.",
            "last_day",
        ),
        Check(
            current is None or last_day < current,
            f"Uppdraget slutar redan {current}. Ange en tidigare dag.",
            "last_day",
        ),
        Check(
            facts.latest_report is None or last_day >= facts.latest_report,
            f"Det finns en rapport för {in_words(facts.latest_report)}. Uppdraget kan sluta tidigast då.",
            "last_day",
        ),
    )


def may_report_finally(facts: FinalReportFacts, today: date) -> Answer:
    """May the final report be sent? Once, and from two weeks before the end."""
    if facts.assignment.end is None:
        return Answer.no("Uppdraget har inget slutdatum än.")
    opens = opens_on(facts.assignment.end)
    return Answer.of(
        Check(facts.sent_on is None, f"Slutrapporten skickades {facts.sent_on}."),
        Check(today >= opens, f"Slutrapporten kan skickas från {opens}."),
    )


def opens_on(end: date) -> date:
    """The first day that the final report may be sent, for an end (exclusive)."""
    return end - FINAL_REPORT_OPENS_BEFORE
