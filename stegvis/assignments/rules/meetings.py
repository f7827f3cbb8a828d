"""Three-party meetings: person, provider and caseworker."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting that has been held, with minutes."""

    held_on: date
    minutes: str
    person_present: bool
    provider_present: bool


@dataclass(frozen=True)
class MeetingFacts:
    assignment: Period
    held_on: AbstractSet[date]
    """The days on which meetings are already recorded."""


def can_record_meeting(assignment: Period, today: date) -> Answer:
    """Has the assignment begun?"""
    return Answer.of(
        Check(
            assignment.start <= today,
            f"Uppdraget börjar {assignment.start}. Möten kan föras in från den dagen.",
        )
    )


def may_record_meeting(facts: MeetingFacts, meeting: HeldMeeting, today: date) -> Answer:
    """May the meeting be recorded as one of the assignment?"""
    return Answer.of(
        can_record_meeting(facts.assignment, today),
        Check(
            meeting.held_on <= today,
            "Mötet är inte hållet än. Ange en dag som har varit, eller i dag.",
            "held_on",
        ),
        Check(
            facts.assignment.contains(meeting.held_on),
            f"Mötet ska ha hållits under uppdragets period, {facts.assignment}.",
            "held_on",
        ),
        Check(
            meeting.held_on not in facts.held_on,
            f"Det finns redan ett trepartsmöte den {meeting.held_on}.",
            "held_on",
        ),
        Check(
            meeting.person_present or meeting.provider_present,
            "Ange att deltagaren eller anordnaren var med. Annars var det inget trepartsmöte.",
            "person_present",
        ),
    )
