"""What has happened in my case: each step told to the person, never what staff have noted for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.casework.models import Case
from stegvis.core.parts import TimelineEntry, Tone
from stegvis.core.templatetags.design import month as month_text
from stegvis.portal.words import choice_in_words, closing_in_words, decision_in_words, goes_against


def story(case: Case, today: date) -> list[TimelineEntry]:
    """The latest first. The case comes with its road and its assignments read."""
    told = [*_case_entries(case), *_decision_entries(case), *_assignment_entries(case)]
    happened = [entry for entry in reversed(told) if entry.on <= today]
    return sorted(happened, key=lambda entry: entry.on, reverse=True)


def _case_entries(case: Case) -> Iterator[TimelineEntry]:
    yield TimelineEntry(case.opened_on, "Ditt ärende öppnades")
    for assessment in case.assessments.all():
        goal = f"Ditt mål: {assessment.own_goal}"
        yield TimelineEntry(assessment.held_on, "Vi träffades och pratade om din situation", goal)
    for reopening in case.reopenings.all():
        yield TimelineEntry(reopening.reopened_on, "Ditt ärende öppnades igen")
    for follow_up in case.follow_ups.all():
        if follow_up.held_on:
            yield TimelineEntry(follow_up.held_on, "Vi hörde av oss efter sex månader")
    if case.closed_on:
        yield TimelineEntry(case.closed_on, closing_in_words(case))


def _decision_entries(case: Case) -> Iterator[TimelineEntry]:
    for decision in case.decisions.all():
        tone = Tone.WARNING if goes_against(decision) else Tone.INFO
        corrected = " Beslutet är rättat." if hasattr(decision, "corrected_by") else ""
        sentence = decision_in_words(decision) + corrected
        yield TimelineEntry(decision.decided_on, "Vi fattade ett beslut", sentence, tone=tone)
        for choice in decision.choices.all():
            yield TimelineEntry(choice.chosen_on, choice_in_words(choice), tone=Tone.INFO)


def _assignment_entries(case: Case) -> Iterator[TimelineEntry]:
    for assignment in case.assignments.all():
        if assignment.is_called_off:
            continue
        url = reverse("my_assignment", args=[assignment.pk])
        yield TimelineEntry(assignment.period.start, f"Du började hos {assignment.provider.name}", url=url)
        for report in _in_force(assignment):
            title = f"{assignment.provider.name} skrev en rapport om {month_text(report.month)}"
            yield TimelineEntry(report.received_on, title, url=url)
        for meeting in assignment.meetings.all():
            yield TimelineEntry(meeting.held_on, "Möte med dig, anordnaren och din handläggare", url=url)
        if assignment.period.last_day:
            title = f"Du slutade hos {assignment.provider.name}"
            yield TimelineEntry(assignment.period.last_day, title, url=url)


def _in_force(assignment: Assignment) -> list[MonthlyReport]:
    """The reports that no later one has corrected, from those already read."""
    reports = list(assignment.reports.all())
    corrected = {report.corrects_id for report in reports}
    return [report for report in reports if report.pk not in corrected]
