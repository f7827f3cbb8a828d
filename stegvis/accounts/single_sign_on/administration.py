"""Pages for administrators: the principal's login services and what their groups mean."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.administration import ADMINISTRATORS
from stegvis.accounts.models import GroupRole, IdentityProvider
from stegvis.accounts.single_sign_on import configuring, oidc, saml
from stegvis.accounts.single_sign_on.forms import GroupForm, OIDCForm, SAMLForm, ServiceForm
from stegvis.core import clock
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, StepUp, page

FORMS: dict[str, type[ServiceForm]] = {"oidc": OIDCForm, "saml": SAMLForm}
Kind = IdentityProvider.Kind


@page(who=ADMINISTRATORS)
def services(request: ActorRequest) -> HttpResponse:
    """The principal's login services, those in use first."""
    found = IdentityProvider.objects.visible_to(request.actor).for_list()
    context = {"services": found, "kinds": Kind.choices, "crumbs": [("Inloggning", None)]}
    return render(request, "accounts/single_sign_on/services.html", context)


@page(who=ADMINISTRATORS, step_up=StepUp.TO_SEND)
def add_service(request: ActorRequest, kind: str) -> HttpResponse:
    """Connect a login service; its page then tells what the service must know about us."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None)
    principal = request.seat.principal  # type: ignore[attr-defined]
    if form.acts(
        lambda: configuring.add_service(Kind(kind), form.settings, principal=principal, by=request.actor)
    ):
        messages.success(
            request,
            "Inloggningstjänsten är sparad. Säg vilka roller dess grupper ger, och be sedan en annan "
            "administratör att ta den i bruk.",
        )
        return redirect("login_service", form.outcome.pk)
    title = f"Koppla in en tjänst med {Kind(kind).label}"
    context = {"form": form, "title": title, "crumbs": _crumbs((title, None))}
    return render(request, "accounts/single_sign_on/service_form.html", context)


@page(who=ADMINISTRATORS, shows=IdentityProvider)
def service(request: ActorRequest, found: IdentityProvider) -> HttpResponse:
    """One login service: what the service must know about us, and what its groups mean."""
    context = {
        "service": found,
        "can_open": configuring.can_open(found, request.actor),
        "facts": (saml if found.is_saml else oidc).addresses(request, found),
        "group_roles": found.group_roles.for_list(),
        "crumbs": _crumbs((found.name, None)),
    }
    return render(request, "accounts/single_sign_on/service.html", context)


@page(who=ADMINISTRATORS, shows=IdentityProvider, step_up=StepUp.TO_SEND)
def change_service(request: ActorRequest, found: IdentityProvider) -> HttpResponse:
    form = FORMS[found.kind](request.POST or None, service=found)
    if form.acts(lambda: configuring.change_service(found, form.settings, by=request.actor)):
        messages.success(request, "Inställningarna är sparade.")
        if found.active and not IdentityProvider.objects.active().filter(pk=found.pk).exists():
            messages.warning(request, "Tjänsten är stängd tills en annan administratör tar den i bruk.")
        return redirect("login_service", found.pk)
    title = f"Ändra {found.name}"
    context = {"form": form, "title": title, "service": found, "crumbs": _crumbs(_of(found), ("Ändra", None))}
    return render(request, "accounts/single_sign_on/service_form.html", context)


@page(who=ADMINISTRATORS, shows=IdentityProvider, step_up=StepUp.TO_SEND)
def switch_service(request: ActorRequest, found: IdentityProvider) -> HttpResponse:
    """Shut the way in, or open it again."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: configuring.use_service(found, active=not found.active, by=request.actor)):
        messages.success(request, f"{found.name} är {'avstängd' if found.active else 'i bruk igen'}.")
        return redirect("login_service", found.pk)
    context = {"form": form, "service": found, "crumbs": _crumbs(_of(found), ("Stäng eller öppna", None))}
    return render(request, "accounts/single_sign_on/switch.html", context)


@page(who=ADMINISTRATORS, shows=IdentityProvider, step_up=StepUp.TO_SEND)
def map_group(request: ActorRequest, found: IdentityProvider) -> HttpResponse:
    """Say which role a group gives."""
    form = GroupForm(request.actor, request.POST or None)
    if form.acts(
        lambda: configuring.map_group(found, **form.cleaned_data, by=request.actor, today=clock.today())
    ):
        messages.success(request, "Gruppen ger rollen från och med nästa inloggning.")
        return redirect("login_service", found.pk)
    context = {"form": form, "service": found, "crumbs": _crumbs(_of(found), ("Ny grupp", None))}
    return render(request, "accounts/single_sign_on/map_group.html", context)


@page(who=ADMINISTRATORS, shows=GroupRole, step_up=StepUp.TO_SEND)
def unmap_group(request: ActorRequest, mapping: GroupRole) -> HttpResponse:
    """Confirm, then let the group give nothing."""
    found = mapping.identity_provider
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: configuring.unmap_group(mapping, by=request.actor)):
        messages.success(request, f"Gruppen {mapping.group} ger inte längre någon roll.")
        return redirect("login_service", found.pk)
    context = {
        "form": form,
        "mapping": mapping,
        "service": found,
        "crumbs": _crumbs(_of(found), ("Ta bort", None)),
    }
    return render(request, "accounts/single_sign_on/unmap_group.html", context)


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [("Inloggning", reverse("login_services")), *more]


def _of(found: IdentityProvider) -> tuple[str, str]:
    return found.name, reverse("login_service", args=[found.pk])
