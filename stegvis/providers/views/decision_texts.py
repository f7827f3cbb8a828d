"""The texts around decisions about providers: which hold when, and the editor with its preview."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.models import User
from stegvis.core import clock
from stegvis.core.actor import STAFF, Role, Roles
from stegvis.core.documents.blocks import Document
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY
from stegvis.providers.actions.write_decision_wording import (
    Texts,
    can_take_back,
    take_back_decision_wording,
    write_decision_wording,
)
from stegvis.providers.documents import document_of
from stegvis.providers.forms.decision_texts import DecisionTextsForm
from stegvis.providers.models import DecisionWording, Provider, ProviderDecision
from stegvis.providers.texts import standard_words, with_texts
from stegvis.registry.models import Principal

WRITERS: Roles = frozenset({Role.ADMINISTRATOR})
TITLE = "Texter i besluten"
PREVIEW = "visa"
KIND = ProviderDecision.Kind.REVOKE
"""The decision that the preview shows: the one that is most often appealed against."""


@page(who=STAFF)
def decision_texts(request: ActorRequest) -> HttpResponse:
    """The latest first. Without any the standard texts hold."""
    today = clock.today()
    versions = DecisionWording.objects.visible_to(request.actor).order_by("-period")
    return render(
        request,
        "providers/reviewing/decision_texts.html",
        {
            "versions": [_version(each, today) for each in versions],
            "standard": standard_words(KIND),
            "may_write": request.actor.has(WRITERS),
            "may_take_back": can_take_back(request.actor.principal_id, request.actor, today=today).ok,
            "crumbs": _crumbs(),
        },
    )


@page(who=WRITERS)
def write_decision_texts(request: ActorRequest) -> HttpResponse:
    """Shows a decision as it would be first when asked to, and saves dated texts."""
    today = clock.today()
    latest = DecisionWording.objects.visible_to(request.actor).order_by("-period").first()
    form = DecisionTextsForm(request.POST or None, latest=latest, initial=_initial(latest, today))
    looks = PREVIEW in request.POST and form.is_valid()
    if PREVIEW not in request.POST and form.acts(
        lambda: write_decision_wording(
            request.actor.principal_id,
            form.texts,
            form.cleaned_data["start"],
            by=request.actor,
            today=today,
        )
    ):
        start = form.outcome.period.start
        messages.success(request, f"Texterna gäller från och med {start}.{_kept(form.outcome)}")
        return redirect("provider_decision_texts")
    return render(
        request,
        "providers/reviewing/write_decision_texts.html",
        {
            "form": form,
            "document": _sample(request, form.texts, form.cleaned_data["start"]) if looks else None,
            "crumbs": _crumbs("Skriv nya texter"),
        },
    )


@page(who=WRITERS)
def take_back_decision_texts(request: ActorRequest) -> HttpResponse:
    today, principal_id = clock.today(), request.actor.principal_id
    form = Form({} if request.method == "POST" else None)

    def act() -> bool:
        take_back_decision_wording(principal_id, by=request.actor, today=today)
        return True

    if form.acts(act):
        messages.success(request, "De kommande texterna är tillbakatagna.")
        return redirect("provider_decision_texts")
    return render(
        request,
        "providers/reviewing/take_back_decision_texts.html",
        {
            "form": form,
            "coming": DecisionWording.objects.visible_to(request.actor).coming(today).first(),
            "possible": can_take_back(principal_id, request.actor, today=today),
            "crumbs": _crumbs("Ta tillbaka texterna"),
        },
    )


def _version(wording: DecisionWording, today: date) -> dict[str, Any]:
    return {
        "row": wording,
        "is_current": wording.period.contains(today),
        "is_coming": wording.period.start > today,
        "made_before": _made_before(wording),
    }


def _made_before(wording: DecisionWording) -> list[ProviderDecision]:
    """The decisions of the texts' first day that tell another way to appeal: they were made earlier that
    day."""
    same_day = ProviderDecision.objects.filter(
        principal_id=wording.principal_id, decided_on=wording.period.start
    )
    return list(same_day.exclude(appeal=wording.appeal.strip()).order_by("number"))


def _kept(wording: DecisionWording) -> str:
    kept = ", ".join(each.number for each in _made_before(wording))
    return f" Beslut som redan är fattade den dagen behåller sina texter: {kept}." if kept else ""


def _initial(latest: DecisionWording | None, today: date) -> dict[str, Any]:
    """What holds last, or the standard texts, to start from. What began today is corrected today."""
    words = standard_words(KIND)
    start = today if latest is None else max(today, latest.period.start)
    if latest is not None and latest.period.start != today:
        start += ONE_DAY
    return {
        "start": start,
        "law": latest.law if latest else words.law,
        "appeal": latest.appeal if latest else words.appeal,
    }


def _sample(request: ActorRequest, texts: Texts, day: date) -> Document:
    """A decision about nobody, with the texts as they are written."""
    principal = Principal.objects.get(pk=request.actor.principal_id)
    decision = ProviderDecision(
        principal=principal,
        number=f"BA{day.year}-00000",
        kind=KIND,
        provider=Provider(principal=principal, name="Exempel AB", organisation_number="5560000001"),
        decided_on=day,
        holds_from=day,
        reasons="Här står skälen för beslutet.",
        appeal=texts.appeal,
        decided_by=User.objects.get(pk=request.actor.user_id),
    )
    return document_of(decision, with_texts(standard_words(KIND), law=texts.law, appeal=texts.appeal))


def _crumbs(title: str = "") -> list[tuple[str, str | None]]:
    first: list[tuple[str, str | None]] = [("Beslut om anordnare", reverse("provider_decisions"))]
    if not title:
        return [*first, (TITLE, None)]
    return [*first, (TITLE, reverse("provider_decision_texts")), (title, None)]
