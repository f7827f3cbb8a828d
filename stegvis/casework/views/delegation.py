"""The pages of the committee's delegation: who may decide what on a day, and writing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.delegate import add_point, end_point, install_standard
from stegvis.casework.forms.delegation import DayForm, EndPointForm, PointForm, StandardForm
from stegvis.casework.models import Delegation
from stegvis.casework.rules.delegation import Delegated
from stegvis.core import clock
from stegvis.core.actor import STAFF, Role
from stegvis.core.pages import ActorRequest, page

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@page(who=STAFF)
def delegation(request: ActorRequest) -> HttpResponse:
    """The delegation of the day asked for. All who work here may read it: it is a public document."""
    today = clock.today()
    form = DayForm(request.GET or {"dag": today})
    day = form.day(today)
    own = Delegation.objects.visible_to(request.actor)
    points = list(own.on(day).select_related("intervention").order_by("code", "id"))
    return render(
        request,
        "casework/delegation.html",
        {
            "form": form,
            "day": day,
            "points": [(point, kinds_in_words(point)) for point in points],
            "is_unwritten": not points and not own.exists(),
            "may_write": request.actor.has(ADMINISTRATORS),
            "today": today,
        },
    )


def kinds_in_words(point: Delegation) -> str:
    return ", ".join(Delegated(kind).label.lower() for kind in point.kinds)


@page(who=ADMINISTRATORS)
def add_delegation(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = PointForm(request.POST or None, actor=request.actor, initial={"from_day": today})
    if form.acts(
        lambda: add_point(form.point(), form.cleaned_data["from_day"], by=request.actor, today=today)
    ):
        messages.success(request, f"Punkt {form.cleaned_data['code']} är inskriven.")
        return redirect("delegation")
    return _form_page(request, form, "Ny delegationspunkt", "Skriv in punkten")


@page(who=ADMINISTRATORS, shows=Delegation)
def end_delegation(request: ActorRequest, point: Delegation) -> HttpResponse:
    today = clock.today()
    form = EndPointForm(request.POST or None, initial={"last_day": today})
    if form.acts(lambda: end_point(point, form.cleaned_data["last_day"], by=request.actor, today=today)):
        messages.success(request, f"Punkt {point.code} gäller till och med {form.cleaned_data['last_day']}.")
        return redirect("delegation")
    return _form_page(
        request,
        form,
        f"Avsluta punkt {point.code}",
        "Avsluta punkten",
        lead=f"{point.text}. Beslut som redan är fattade behåller sin punkt.",
    )


@page(who=ADMINISTRATORS)
def standard_delegation(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = StandardForm(request.POST or None, initial={"from_day": today})
    if form.acts(lambda: install_standard(form.cleaned_data["from_day"], by=request.actor, today=today)):
        messages.success(request, "Standarddelegationen är inlagd. Ändra den så att den blir er egen.")
        return redirect("delegation")
    return _form_page(
        request,
        form,
        "Börja med en standarddelegation",
        "Lägg in standarddelegationen",
        lead="Från den dagen får bara den som har delegation besluta. Nämnden bestämmer innehållet.",
    )


def _form_page(request: ActorRequest, form: object, title: str, submit: str, lead: str = "") -> HttpResponse:
    return render(
        request,
        "casework/setting_form.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "submit": submit,
            "back_url": reverse("delegation"),
            "crumbs": [("Delegation", reverse("delegation")), (title, None)],
        },
    )
