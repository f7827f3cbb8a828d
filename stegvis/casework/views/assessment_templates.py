"""The principal's own form for assessments: its versions, the questions of one, a new one, publishing."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from stegvis.casework.actions import assessment_templates as verbs
from stegvis.casework.forms.assessment import AssessmentForm
from stegvis.casework.forms.assessment_templates import (
    ChangeQuestionForm,
    PublishForm,
    QuestionForm,
    VersionForm,
)
from stegvis.casework.models import AssessmentQuestion, AssessmentTemplate
from stegvis.casework.questionnaire import publishing_facts, questions_of
from stegvis.casework.rules import assessment_templates as rules
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Answer, Refused
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY
from stegvis.registry.models import Principal

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
Crumbs = list[tuple[str, str | None]]


@page(who=ADMINISTRATORS)
def templates(request: ActorRequest) -> HttpResponse:
    """Every version, the newest first. The first one can be fetched from the standard form."""
    today = clock.today()
    versions = AssessmentTemplate.objects.visible_to(request.actor).with_counts()
    return render(
        request,
        "casework/assessment_templates.html",
        {
            "versions": [(each, *_state(each)) for each in versions],
            "answer": rules.may_begin(has_unpublished=any(not each.is_published for each in versions)),
            "today": today,
            "crumbs": [("Start", "/"), ("Mall för kartläggning", None)],
        },
    )


@page(who=ADMINISTRATORS)
def begin(request: ActorRequest) -> HttpResponse:
    """A copy of the newest version to write in."""
    principal = get_object_or_404(Principal, pk=request.actor.principal_id)
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: verbs.begin_version(principal, by=request.actor)):
        messages.success(request, "Den nya versionen är påbörjad. Ändra frågorna och publicera sedan.")
        return redirect(form.outcome)
    versions = AssessmentTemplate.objects.visible_to(request.actor)
    return _step(
        request,
        form,
        title="Ny version av mallen",
        lead="Den börjar med samma frågor som den senaste. Ingen använder den förrän du publicerar.",
        submit="Skapa en ny version",
        answer=rules.may_begin(has_unpublished=versions.unpublished().exists()),
        back=reverse("assessment_templates"),
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def template(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    """The questions of a version; those of an unpublished one can be moved here and changed from here."""
    if request.method == "POST":
        return _move(request, found)
    return render(
        request,
        "casework/assessment_template.html",
        {
            "edition": found,
            "state": _state(found),
            "title": _title(found),
            "questions": list(found.questions.all()),
            "publishable": rules.may_publish(
                publishing_facts(found), _first_possible_day(found), today=clock.today()
            ),
            "crumbs": _crumbs((_title(found), None)),
        },
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def preview(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    """The form as those who fill it in will see it."""
    return render(
        request,
        "casework/preview_assessment_template.html",
        {
            "edition": found,
            "preview": AssessmentForm(questions=questions_of(found)),
            "crumbs": _crumbs((_title(found), found.get_absolute_url()), ("Förhandsgranska", None)),
        },
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def describe(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    form = VersionForm.of(found, request.POST)
    if form.acts(lambda: verbs.describe_version(found, **form.cleaned_data, by=request.actor)):
        messages.success(request, "Namn och inledning är sparade.")
        return redirect(found)
    return _step(
        request,
        form,
        title="Namn och inledning",
        submit="Spara",
        answer=_may_change(found),
        of=found,
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def add(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    form = QuestionForm(request.POST or None)
    if form.acts(lambda: verbs.add_question(found, form.question(), by=request.actor)):
        messages.success(request, "Frågan är tillagd, sist i sitt avsnitt.")
        return redirect(found)
    return _step(
        request, form, title="Ny fråga", submit="Lägg till frågan", answer=_may_change(found), of=found
    )


@page(who=ADMINISTRATORS, shows=AssessmentQuestion)
def change(request: ActorRequest, row: AssessmentQuestion) -> HttpResponse:
    form = ChangeQuestionForm.of(row, request.POST)
    if form.acts(lambda: verbs.change_question(row, form.question(), by=request.actor)):
        messages.success(request, "Frågan är ändrad.")
        return redirect(row.template)
    return _step(
        request,
        form,
        title="Ändra frågan",
        submit="Spara frågan",
        answer=_may_change(row.template),
        of=row.template,
    )


@page(who=ADMINISTRATORS, shows=AssessmentQuestion)
def remove(request: ActorRequest, row: AssessmentQuestion) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: verbs.remove_question(row, by=request.actor)):
        messages.success(request, "Frågan är borttagen ur den nya versionen.")
        return redirect(row.template)
    return _step(
        request,
        form,
        title="Ta bort frågan",
        lead=f"Frågan ”{row.text}” ställs inte i den nya versionen. Svar i äldre kartläggningar finns kvar.",
        submit="Ta bort frågan",
        answer=_may_change(row.template),
        of=row.template,
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def publish(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    today = clock.today()
    first_day = _first_possible_day(found)
    form = PublishForm(request.POST or None, initial={"first_day": first_day})
    act = partial(verbs.publish_version, found, by=request.actor, today=today)
    if form.acts(lambda: act(form.cleaned_data["first_day"])):
        messages.success(request, f"Versionen är publicerad och gäller från {form.outcome.period.start}.")
        return redirect(found)
    return _step(
        request,
        form,
        title="Publicera versionen",
        lead="En publicerad version kan inte ändras. Påbörjade utkast behåller sin version.",
        submit="Publicera",
        answer=rules.may_publish(publishing_facts(found), first_day, today=today),
        of=found,
    )


@page(who=ADMINISTRATORS, shows=AssessmentTemplate)
def discard(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: verbs.discard_version(found, by=request.actor)):
        messages.success(request, "Versionen är kastad.")
        return redirect("assessment_templates")
    return _step(
        request,
        form,
        title="Kasta versionen",
        lead="Versionen har inte använts. Den går inte att få tillbaka.",
        submit="Kasta versionen",
        answer=_may_change(found),
        of=found,
    )


def _move(request: ActorRequest, found: AssessmentTemplate) -> HttpResponse:
    """One question up or down, as its button says: `upp` or `ner` with the question's key."""
    up = "upp" in request.POST
    sent = request.POST.get("upp" if up else "ner", "")
    keys = {str(row.pk): row for row in found.questions.all()}
    if sent in keys:
        try:
            verbs.move_question(keys[sent], up=up, by=request.actor)
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect(f"{found.get_absolute_url()}#fraga-{sent}" if sent in keys else found.get_absolute_url())


def _step(
    request: ActorRequest,
    form: Form,
    *,
    title: str,
    submit: str,
    answer: Answer,
    lead: str = "",
    of: AssessmentTemplate | None = None,
    back: str = "",
) -> HttpResponse:
    version: Crumbs = [(_title(of), of.get_absolute_url())] if of else []
    return render(
        request,
        "casework/assessment_template_step.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "submit": submit,
            "answer": answer,
            "back": of.get_absolute_url() if of else back,
            "crumbs": _crumbs(*version, (title, None)),
        },
    )


def _may_change(found: AssessmentTemplate) -> Answer:
    return rules.may_change(is_published=found.is_published)


def _first_possible_day(found: AssessmentTemplate) -> date:
    """Today, or the day after the latest version begins."""
    latest = publishing_facts(found).latest
    return max(clock.today(), latest.start + ONE_DAY) if latest else clock.today()


def _state(found: AssessmentTemplate) -> tuple[str, str]:
    """Where in its life the version is, in a word and a colour."""
    today, period = clock.today(), found.period
    if period is None:
        return "Inte publicerad", "warning"
    if period.contains(today):
        return "Gäller nu", "success"
    return ("Gäller senare", "info") if period.start > today else ("Har gällt", "neutral")


def _title(found: AssessmentTemplate) -> str:
    return f"{found.name}, version {found.version}"


def _crumbs(*rest: tuple[str, str | None]) -> Crumbs:
    return [("Start", "/"), ("Mall för kartläggning", reverse("assessment_templates")), *rest]
