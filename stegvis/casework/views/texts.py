"""The words of decisions: what holds, and writing a new version."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.word import write_text
from stegvis.casework.forms.delegation import TextForm
from stegvis.casework.models import Decision, DecisionText
from stegvis.casework.texts import KINDS, Words, words_on
from stegvis.casework.views.delegation import ADMINISTRATORS
from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of decision with the words of today and the versions that have been written."""

    kind: Decision.Kind
    words: Words
    versions: list[DecisionText]


@page(who=ADMINISTRATORS)
def decision_texts(request: ActorRequest) -> HttpResponse:
    today, principal_id = clock.today(), request.actor.principal_id
    written = list(DecisionText.objects.filter(principal_id=principal_id).order_by("-period"))
    lines = [
        KindLine(kind, words_on(principal_id, kind, today), [each for each in written if each.kind == kind])
        for kind in Decision.Kind
    ]
    return render(request, "casework/decision_texts.html", {"lines": lines})


@page(who=ADMINISTRATORS)
def write_decision_text(request: ActorRequest, decision_kind: str) -> HttpResponse:
    if decision_kind not in KINDS:
        raise Http404
    today, label = clock.today(), Decision.Kind(decision_kind).label
    now = words_on(request.actor.principal_id, decision_kind, today)
    start = {"from_day": today, "introduction": now.introduction, "law": now.law, "appeal": now.appeal}
    form = TextForm(request.POST or None, initial=start)
    if form.acts(
        lambda: write_text(
            decision_kind, form.words(), form.cleaned_data["from_day"], by=request.actor, today=today
        )
    ):
        messages.success(request, f"Texten gäller från {form.cleaned_data['from_day']}.")
        return redirect("decision_texts")
    title = f"Ny text: {label}"
    return render(
        request,
        "casework/setting_form.html",
        {
            "form": form,
            "title": title,
            "lead": "Beslut som redan är fattade behåller sin text. En tom rad ger ett nytt stycke.",
            "submit": "Spara texten",
            "back_url": reverse("decision_texts"),
            "crumbs": [("Beslutstexter", reverse("decision_texts")), (title, None)],
        },
    )
