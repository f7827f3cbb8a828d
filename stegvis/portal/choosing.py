"""The resident chooses a provider: the list, some side by side, the last question, and help."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework import possibilities
from stegvis.casework.actions import choose_provider
from stegvis.casework.actions.choose import provider_asked_for
from stegvis.casework.actions.invite import ask_for_help
from stegvis.casework.forms.choosing import OfferFilter
from stegvis.casework.models import Choice, Decision
from stegvis.casework.offers import open_offers
from stegvis.casework.shown_offers import (
    MOST_COMPARED,
    OffersPage,
    ShownOffer,
    in_full,
    named,
    result_rows,
    shown,
    to_tick,
)
from stegvis.core import clock
from stegvis.core.answers import NONE, Problems, Refused
from stegvis.core.pages import ActorRequest, page
from stegvis.portal.forms import HelpForm, PickForm
from stegvis.portal.views import RESIDENTS
from stegvis.providers.results import freshness

Crumbs = list[tuple[str, str | None]]


@page(who=RESIDENTS, shows=Decision)
def my_choice(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The providers to choose among, in an order that favours nobody."""
    return _list_page(request, decision)


@page(who=RESIDENTS, shows=Decision)
def compare_my_choice(request: ActorRequest, decision: Decision) -> HttpResponse:
    """Up to three of the providers side by side."""
    found = _offers(request, decision)
    asked = named(found, request.GET.getlist("jamfor"))
    compared = in_full(asked[:MOST_COMPARED], decision, clock.today())
    return render(
        request,
        "portal/compare.html",
        {
            "decision": decision,
            "are_any": bool(found),
            "to_tick": to_tick(found, compared),
            "compared": compared,
            "result_rows": result_rows(compared),
            "are_too_many": len(asked) > MOST_COMPARED,
            "most_compared": MOST_COMPARED,
            "freshness": freshness(decision.principal_id),
            "crumbs": _crumbs(decision, "Jämför"),
        },
    )


@page(who=RESIDENTS, shows=Decision)
def confirm_choice(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The provider I have picked, and the last question before it holds.

    When it cannot be chosen any longer I am told why, and have the list before me.
    """
    form = PickForm(request.POST or request.GET)
    if not form.is_valid():
        messages.warning(request, str(form.errors["anordnare"][0]))
        return redirect("my_choice", pk=decision.pk)
    if request.method == "POST":
        return _chosen(request, decision, form)
    asked = named(_offers(request, decision), [str(form.cleaned_data["anordnare"])])
    picked = next(iter(in_full(asked, decision, clock.today())), None)
    if picked is None:
        messages.warning(request, "Du kan inte välja den anordnaren längre. Välj en annan.")
        return redirect("my_choice", pk=decision.pk)
    return render(
        request,
        "portal/confirm_choice.html",
        {
            "decision": decision,
            "offer": picked,
            "provider": picked.provider,
            "crumbs": _crumbs(decision, "Bekräfta"),
        },
    )


@page(who=RESIDENTS, shows=Decision)
def ask_for_help_to_choose(request: ActorRequest, decision: Decision) -> HttpResponse:
    """I want to talk with somebody before I choose."""
    today = clock.today()
    if not possibilities.can_ask_for_help(decision, request.actor, today):
        return redirect("my_choice", pk=decision.pk)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.acts(lambda: ask_for_help(decision, form.cleaned_data["wish"], by=request.actor, today=today)):
        messages.success(request, "Din handläggare hör av sig till dig.")
        return redirect("my_choice", pk=decision.pk)
    return render(
        request, "portal/ask_for_help.html", {"form": form, "crumbs": _crumbs(decision, "Be om hjälp")}
    )


def _chosen(request: ActorRequest, decision: Decision, form: PickForm) -> HttpResponse:
    try:
        choice = _choose(request, decision, form.cleaned_data["anordnare"])
    except Refused as refused:
        if _is_mine_already(request, decision, form.cleaned_data["anordnare"]):
            return redirect("my_pages")
        return _list_page(request, decision, refused.problems)
    messages.success(request, f"Du har valt {choice.provider.name}. Din handläggare hör av sig till dig.")
    return redirect("my_pages")


def _is_mine_already(request: ActorRequest, decision: Decision, pk: int) -> bool:
    """Who presses twice is told that the choice is made, and not that it was refused."""
    made = Choice.objects.holding().filter(decision=decision, provider=pk, recorded_by=request.actor.user_id)
    return made.exists()


def _choose(request: ActorRequest, decision: Decision, pk: int) -> Choice:
    provider = provider_asked_for(decision, pk, by=request.actor)
    return choose_provider(decision, provider, Choice.Made.RESIDENT, by=request.actor, today=clock.today())


def _list_page(request: ActorRequest, decision: Decision, refused: Problems = NONE) -> HttpResponse:
    today = clock.today()
    found = _offers(request, decision)
    wishes = OfferFilter(request.GET, offers=found)
    offers_page = OffersPage.of(wishes.fitting(), request.GET, decision, today)
    invitation = getattr(decision, "invitation", None)
    return render(
        request,
        "portal/choose.html",
        {
            "decision": decision,
            "answer": possibilities.can_choose(decision, request.actor, today),
            "refused": refused,
            "offers": offers_page.offers,
            "offers_page": offers_page,
            "wishes": wishes,
            "are_any": bool(found),
            "invitation": invitation,
            "is_late": invitation is not None and invitation.choose_by < today,
            "most_compared": MOST_COMPARED,
            "freshness": freshness(decision.principal_id),
            "chosen": "",
            "crumbs": [("Mina sidor", reverse("my_pages")), ("Välj anordnare", None)],
        },
    )


def _offers(request: ActorRequest, decision: Decision) -> list[ShownOffer]:
    if decision.period is None:
        raise Http404
    today = clock.today()
    may = possibilities.can_choose(decision, request.actor, today)
    return shown(open_offers(decision, today) if may else [])


def _crumbs(decision: Decision, here: str) -> Crumbs:
    return [
        ("Mina sidor", reverse("my_pages")),
        ("Välj anordnare", reverse("my_choice", args=[decision.pk])),
        (here, None),
    ]
