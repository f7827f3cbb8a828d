"""What the review has flagged: the list, one flag with its cases, and the officer's verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.assignments.actions.judge import act_on_flag, can_judge, dismiss_flag
from stegvis.assignments.models import Assignment, FlaggedAssignment, ReviewFlag, ReviewVerdict
from stegvis.assignments.review.forms import ActForm, DismissForm, FlagFilter
from stegvis.assignments.review.permissions import JUDGES
from stegvis.assignments.rules.review.terms import BY_KEY, SAME_TEXT, ReviewRule
from stegvis.core import clock, readings
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.models import CONTROLLING
from stegvis.registry.naming import shown_name, shown_text

SORTINGS = {
    "manad": Sorting("Månad", ("month", "id"), descending=True),
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
}
MOST_CASES = 100
"""Cases shown of one flag."""
MOST_TEXTS = 3

Crumbs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """One flag in the list."""

    flag: Any
    rule: ReviewRule
    verdict: ReviewVerdict | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One assignment that the pattern was seen in, named as lists name people."""

    assignment: Assignment
    name: str
    report: Any
    is_corrected: bool
    """Has the provider sent a new version of the report since?"""
    note: str
    text: str
    """What the report says, when that is what the flag is about."""


@page(who=CONTROLLING)
def flags(request: ActorRequest) -> HttpResponse:
    """The flags of all providers, those that await a verdict first of all."""
    form = FlagFilter(request.GET, request.actor, clock.today())
    listed = KeysetPage(form.flags().in_list(), SORTINGS, request.GET)
    return render(
        request,
        "assignments/review/flags.html",
        {
            "form": form,
            "page": listed,
            "lines": [Line(flag, BY_KEY[flag.rule], getattr(flag, "verdict", None)) for flag in listed.rows],
        },
    )


@page(who=CONTROLLING, shows=ReviewFlag)
def flag(request: ActorRequest, found: ReviewFlag) -> HttpResponse:
    """One flag: what was seen, on what it rests, in which cases, and what became of it."""
    rule = BY_KEY[found.rule]
    cases = _cases(request, found)
    readings.listed(request.actor, "review_flag", [line.assignment.person_id for line in cases])
    return render(
        request,
        "assignments/review/flag.html",
        {
            "flag": found,
            "rule": rule,
            "facts": found.evidence.get("facts", []),
            "limits": _limits(found, rule),
            "cases": cases,
            "count": found.assignments.count(),
            "texts": [line for line in cases if line.text][:MOST_TEXTS],
            "verdict": getattr(found, "verdict", None),
            "answer": can_judge(found, request.actor),
            "may_judge": request.actor.has(JUDGES),
            "crumbs": _crumbs((rule.title, None)),
        },
    )


@page(who=JUDGES, shows=ReviewFlag)
def dismiss(request: ActorRequest, found: ReviewFlag) -> HttpResponse:
    form = DismissForm(request.POST or None)
    if form.acts(
        lambda: dismiss_flag(found, form.cleaned_data["reason"], by=request.actor, today=clock.today())
    ):
        messages.success(request, "Flaggan är avskriven.")
        return redirect("review_flags")
    return _step(request, found, form, title="Avskriv flaggan", submit="Avskriv")


@page(who=JUDGES, shows=ReviewFlag)
def act(request: ActorRequest, found: ReviewFlag) -> HttpResponse:
    form = ActForm(request.POST or None, initial={"text": found.explanation})
    if form.acts(
        lambda: act_on_flag(
            found,
            form.cleaned_data["reason"],
            form.shortcoming(),
            by=request.actor,
            today=clock.today(),
        )
    ):
        messages.success(request, "Bristen är införd. Begär en åtgärd av anordnaren på bristens sida.")
        return redirect(found)
    return _step(request, found, form, title="Anteckna en brist", submit="Anteckna bristen")


def _step(request: ActorRequest, found: ReviewFlag, form: Form, *, title: str, submit: str) -> HttpResponse:
    rule = BY_KEY[found.rule]
    return render(
        request,
        "assignments/review/judge.html",
        {
            "flag": found,
            "rule": rule,
            "form": form,
            "title": title,
            "submit": submit,
            "answer": can_judge(found, request.actor),
            "crumbs": _crumbs((rule.title, found.get_absolute_url()), (title, None)),
        },
    )


def _cases(request: ActorRequest, found: ReviewFlag) -> list[CaseLine]:
    """The cases that the actor may see, as lists name them."""
    seen = Assignment.objects.visible_to(request.actor)
    rows = (
        FlaggedAssignment.objects.filter(flag=found, assignment__in=seen.values("pk"))
        .select_related("assignment__person", "report__corrected_by")
        .order_by("id")
    )
    notes = found.evidence.get("notes", {})
    about_texts = found.rule == SAME_TEXT
    return [
        CaseLine(
            row.assignment,
            shown_name(row.assignment.person),
            row.report,
            row.report is not None and hasattr(row.report, "corrected_by"),
            notes.get(str(row.assignment_id), ""),
            shown_text(row.report.happened, row.assignment.person, request.actor)
            if about_texts and row.report
            else "",
        )
        for row in rows[:MOST_CASES]
    ]


def _limits(found: ReviewFlag, rule: ReviewRule) -> list[tuple[str, str]]:
    """What the rule went by when it flagged."""
    held = found.evidence.get("limits", {})
    return [(limit.title, limit.said(held[limit.key])) for limit in rule.limits if limit.key in held]


def _crumbs(*rest: tuple[str, str | None]) -> Crumbs:
    return [("Granskning", reverse("review_flags")), *rest]
