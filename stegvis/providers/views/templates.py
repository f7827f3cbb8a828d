"""The templates of visits and yearly reports: which holds when, and the editor with its preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.actions.write_template import write_template
from stegvis.providers.forms.questions import QuestionForm
from stegvis.providers.forms.templates import TemplateForm
from stegvis.providers.models import CONTROLLING, Condition, QualityTemplate
from stegvis.providers.quality_permissions import WRITERS_OF_TEMPLATES
from stegvis.providers.quality_templates import questions_of, standard_questions

TITLE = "Kvalitetsmallar"
PREVIEW = "visa"


@page(who=CONTROLLING)
def templates(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    versions = QualityTemplate.objects.visible_to(request.actor).order_by("-period", "-id")
    kinds = [
        {
            "kind": kind,
            "title": title,
            "versions": [
                (version, questions_of(version), version.period.contains(today), version.period.start > today)
                for version in versions
                if version.kind == kind
            ],
        }
        for kind, title in QualityTemplate.Kind.choices
    ]
    return render(
        request,
        "providers/quality_templates.html",
        {
            "kinds": kinds,
            "may_write": request.actor.has(WRITERS_OF_TEMPLATES),
            "crumbs": [("Kvalitetsbesök", reverse("quality_visits")), (TITLE, None)],
        },
    )


@page(who=WRITERS_OF_TEMPLATES)
def write(request: ActorRequest, template: str) -> HttpResponse:
    """The editor: shows what it will look like first when asked to, and saves a dated version."""
    if template not in QualityTemplate.Kind.values:
        raise Http404
    principal_id, today = request.actor.principal_id, clock.today()
    form = TemplateForm(
        request.POST or None,
        questions=_latest_questions(principal_id, template),
        conditions=_conditions(principal_id),
        initial={"start": today + timedelta(days=1)},
    )
    looks = PREVIEW in request.POST and form.is_valid()
    if PREVIEW not in request.POST and form.acts(
        lambda: write_template(
            principal_id,
            template,
            form.questions(),
            form.cleaned_data["start"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"Mallen gäller från och med {form.outcome.period.start}.")
        return redirect("quality_templates")
    title = QualityTemplate.Kind(template).label
    return render(
        request,
        "providers/write_quality_template.html",
        {
            "form": form,
            "title": title,
            "preview": QuestionForm(questions=form.questions(), prefix="prov") if looks else None,
            "crumbs": [
                ("Kvalitetsbesök", reverse("quality_visits")),
                (TITLE, reverse("quality_templates")),
                (title, None),
            ],
        },
    )


def _latest_questions(principal_id: int, kind: str) -> Any:
    """Those of the latest version, or the standard ones when the principal has none."""
    own = QualityTemplate.objects.filter(principal_id=principal_id).of_kind(kind)
    latest = own.order_by("-period").first()
    return questions_of(latest) if latest else standard_questions(kind)


def _conditions(principal_id: int) -> list[tuple[str, str]]:
    known = Condition.objects.filter(principal_id=principal_id).order_by("position", "id")
    return [(condition.code, condition.code) for condition in known]
