"""The form of an assessment: drawn, kept as a draft, compared with another window's, signed, thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework import facts, possibilities
from stegvis.casework.actions.assess import (
    Seen,
    discard_draft,
    draft_of,
    save_draft,
    seen_with,
    sign_assessment,
)
from stegvis.casework.forms.assessment import AssessmentForm, DiscardForm, DrawnForm, merged
from stegvis.casework.models import AssessmentDraft, AssessmentTemplate, Case
from stegvis.casework.questionnaire import questions_of, template_on
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Refused, Stale
from stegvis.core.pages import ActorRequest, page

SAVE, QUIETLY, CHOSEN = "spara", "autospara", "valda"
"""The buttons that keep what is typed, and what the script sends; without any of them the form is signed."""
TITLE = "Kartläggning"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form with the version it asks by and what stood when it was drawn."""

    form: AssessmentForm
    template: AssessmentTemplate | None
    seen: Seen
    draft: AssessmentDraft | None = None


@page(who=CASEWORKERS, shows=Case)
def assess(request: ActorRequest, case: Case) -> HttpResponse:
    """Draws the form, or the draft; keeps what is typed; signs."""
    if request.method != "POST":
        return _draw(request, case, _as_it_stands(case))
    sheet = _sent(request, case)
    if QUIETLY in request.POST:
        return _keep_quietly(request, case, sheet)
    if SAVE in request.POST:
        return _keep(request, case, sheet, sheet.form.content())
    if CHOSEN in request.POST:
        return _settle(request, case, sheet)
    return _sign(request, case, sheet)


@page(who=CASEWORKERS, shows=Case)
def discard(request: ActorRequest, case: Case) -> HttpResponse:
    """Asks before the draft is thrown away: nothing of it is kept."""
    draft = draft_of(case)
    if draft is None:
        messages.info(request, "Det finns inget utkast.")
        return redirect("assess", case.pk)
    form = DiscardForm(request.POST or None, initial={"draft": draft.mark})
    if form.acts(lambda: discard_draft(case, mark=form.cleaned_data["draft"], by=request.actor)):
        messages.success(request, "Utkastet är kastat.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Kasta utkastet",
        lead=f"Det sparades {_saved(draft)}. Det går inte att få tillbaka.",
        submit="Kasta utkastet",
        answer=possibilities.can_assess(case, request.actor),
        crumbs=crumbs_of(case, (TITLE, reverse("assess", args=[case.pk])), ("Kasta utkastet", None)),
    )


def _as_it_stands(case: Case) -> Sheet:
    """The draft, or an empty form by the version of the day."""
    draft = draft_of(case)
    template = draft.template if draft else template_on(case, clock.today())
    initial = {
        "held_on": clock.today(),
        "target_group": case.target_group,
        **(draft.content if draft else {}),
    }
    form = AssessmentForm(initial=initial, questions=questions_of(template))
    return Sheet(form, template, seen_with(case, draft), draft)


def _sent(request: ActorRequest, case: Case) -> Sheet:
    drawn = DrawnForm(request.POST)
    template = _drawn_template(case, drawn.number("template"))
    form = AssessmentForm(request.POST, questions=questions_of(template))
    return Sheet(form, template, Seen(drawn.mark(), drawn.number("assessment")))


def _drawn_template(case: Case, pk: int) -> AssessmentTemplate | None:
    """The version by which the form was drawn: a newer one published since asks another time."""
    published = AssessmentTemplate.objects.filter(principal_id=case.principal_id).published()
    return published.filter(pk=pk).prefetch_related("questions").first()


def _save(request: ActorRequest, case: Case, sheet: Sheet, content: dict[str, Any]) -> AssessmentDraft:
    return save_draft(
        case,
        content,
        template=sheet.template,
        seen=sheet.seen,
        by=request.actor,
        now=clock.now(),
    )


def _keep_quietly(request: ActorRequest, case: Case, sheet: Sheet) -> HttpResponse:
    """For the script: the new mark, or that it was refused."""
    try:
        draft = _save(request, case, sheet, sheet.form.content())
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"Draft-Mark": draft.mark})


def _keep(request: ActorRequest, case: Case, sheet: Sheet, content: dict[str, Any]) -> HttpResponse:
    try:
        _save(request, case, sheet, content)
    except Stale as stale:
        return _beside_each_other(request, case, sheet, stale)
    except Refused as refused:
        sheet.form.show(refused.problems)
        return _draw(request, case, sheet)
    messages.success(request, "Utkastet är sparat.")
    return redirect("assess", case.pk)


def _settle(request: ActorRequest, case: Case, sheet: Sheet) -> HttpResponse:
    """Field by field what the writer chose, mine or the saved one. Saved again meanwhile = asked again."""
    draft = draft_of(case)
    saved = draft.content if draft else {}
    return _keep(request, case, sheet, merged(sheet.form.content(), saved, request.POST.dict()))


def _sign(request: ActorRequest, case: Case, sheet: Sheet) -> HttpResponse:
    today = clock.today()
    form = sheet.form
    signed = form.acts(
        lambda: sign_assessment(
            case, form.findings(), template=sheet.template, seen=sheet.seen, by=request.actor, today=today
        )
    )
    if signed:
        messages.success(request, "Kartläggningen är undertecknad.")
        return redirect(case)
    return _refused(request, case, sheet)


def _refused(request: ActorRequest, case: Case, sheet: Sheet) -> HttpResponse:
    """Keeps what was typed as a draft and shows what is missing; or both versions, when they differ."""
    try:
        draft = _save(request, case, sheet, sheet.form.content())
    except Stale as stale:
        return _beside_each_other(request, case, sheet, stale)
    except Refused:
        return _draw(request, case, sheet)
    return _draw(
        request, case, Sheet(sheet.form, sheet.template, replace(sheet.seen, draft=draft.mark), draft)
    )


def _beside_each_other(request: ActorRequest, case: Case, sheet: Sheet, stale: Stale) -> HttpResponse:
    """What was typed here and what somebody has saved meanwhile; nothing of either is lost."""
    draft = draft_of(case)
    now = seen_with(case, draft)
    if draft is None:
        _tell(sheet.form, stale)
        return _draw(request, case, Sheet(sheet.form, sheet.template, now))
    return render(
        request,
        "casework/assess_stale.html",
        {
            "case": case,
            "who": who(case, request),
            "title": "Två versioner av utkastet",
            "form": sheet.form,
            "differences": sheet.form.differences(draft.content),
            "draft": draft,
            "saved": _saved(draft),
            "signed": stale.problems.messages if now.assessment != sheet.seen.assessment else (),
            "seen": now,
            "template": sheet.template,
            "crumbs": crumbs_of(case, (TITLE, reverse("assess", args=[case.pk])), ("Två versioner", None)),
        },
    )


def _tell(form: AssessmentForm, stale: Stale) -> None:
    """Once, also when signing was refused for the same reason."""
    form.is_valid()
    told = form.non_field_errors()
    form.show(problem for problem in stale.problems if problem.message not in told)


def _draw(request: ActorRequest, case: Case, sheet: Sheet) -> HttpResponse:
    return step_page(
        request,
        case,
        sheet.form,
        title=TITLE,
        lead="När du skriver under kan kartläggningen inte ändras. Gör då en ny i stället.",
        submit="Skriv under kartläggningen",
        answer=possibilities.can_assess(case, request.actor),
        template="casework/assess.html",
        edition=sheet.template,
        seen=sheet.seen,
        draft=sheet.draft,
        saved=_saved(sheet.draft) if sheet.draft else "",
        former=facts.latest_assessment(case),
    )


def _saved(draft: AssessmentDraft) -> str:
    at = draft.saved_at.astimezone(clock.SWEDEN)
    return f"{at:%Y-%m-%d %H:%M} av {draft.saved_by.display_name}"
