"""The signed assessments of a case: the list, one of them, and what has changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework import possibilities, sheets
from stegvis.casework.actions.assess import draft_of
from stegvis.casework.models import Assessment, Case
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.comparison import Compared, Outcome, compare
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.parts import Tone

SORTINGS = {"mote": Sorting("Mötesdag", ("held_on", "id"), descending=True)}
TONES = {Outcome.SAME: Tone.NEUTRAL, Outcome.UP: Tone.SUCCESS, Outcome.DOWN: Tone.WARNING}
"""The colour of each outcome; whatever is not named is just another than before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the comparison as it is shown."""

    compared: Compared

    @property
    def tone(self) -> Tone:
        return TONES.get(self.compared.outcome, Tone.INFO)

    @property
    def words(self) -> str:
        return self.compared.words or self.compared.outcome.value


@page(who=CASEWORKERS, shows=Case)
def assessments(request: ActorRequest, case: Case) -> HttpResponse:
    """All that have been signed in the case, the latest first."""
    signed = (
        Assessment.objects.visible_to(request.actor).of_case(case).select_related("signed_by", "template")
    )
    listed = KeysetPage(signed, SORTINGS, request.GET)
    return render(
        request,
        "casework/assessments.html",
        {
            "case": case,
            "who": who(case, request),
            "page": listed,
            "rows": [(each, capacity_in_words(each.capacity_percent).capitalize()) for each in listed.rows],
            "draft": draft_of(case),
            "answer": possibilities.can_assess(case, request.actor),
            "crumbs": crumbs_of(case, ("Kartläggningar", None)),
        },
    )


@page(who=CASEWORKERS, shows=Assessment)
def assessment(request: ActorRequest, found: Assessment) -> HttpResponse:
    """One signed assessment, by the questions of its own version."""
    shown = Assessment.objects.for_page().get(pk=found.pk)
    return render(
        request,
        "casework/assessment.html",
        {
            "assessment": shown,
            "case": shown.case,
            "who": who(shown.case, request),
            "title": _title(shown),
            "sections": sheets.by_section(sheets.lines(shown)),
            "former": Assessment.objects.before(shown).first(),
            "crumbs": _crumbs(shown.case, (_title(shown), None)),
        },
    )


@page(who=CASEWORKERS, shows=Assessment)
def comparison(request: ActorRequest, found: Assessment) -> HttpResponse:
    """What has changed since the assessment before, field by field and question by question."""
    shown = Assessment.objects.for_page().get(pk=found.pk)
    former = Assessment.objects.before(shown).for_page().first()
    changes = [Change(each) for each in _compared(former, shown)] if former else []
    same = [each for each in changes if each.compared.is_same]
    return render(
        request,
        "casework/compare_assessment.html",
        {
            "assessment": shown,
            "former": former,
            "case": shown.case,
            "who": who(shown.case, request),
            "changed": [each for each in changes if not each.compared.is_same],
            "same": [each for each in same if each.compared.line.value is not None],
            "unanswered": sum(each.compared.line.value is None for each in same),
            "crumbs": _crumbs(
                shown.case, (_title(shown), shown.get_absolute_url()), ("Jämfört med den förra", None)
            ),
        },
    )


def _compared(former: Assessment, later: Assessment) -> list[Compared]:
    """All but the day of the meeting, which the headings say."""
    before, after = (
        [line for line in sheets.lines(each) if line.key != "held_on"] for each in (former, later)
    )
    return compare(before, after)


def _title(found: Assessment) -> str:
    return f"Kartläggning {found.held_on}"


def _crumbs(case: Case, *rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return crumbs_of(case, ("Kartläggningar", reverse("assessments", args=[case.pk])), *rest)
