"""What the register says about a provider, changed by its keepers and by the provider's administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.actions import facts
from stegvis.providers.forms.facts import CloseSiteForm, FactsForm, NewSiteForm, OwnerForm, SiteForm
from stegvis.providers.models import Provider, Site
from stegvis.providers.permissions import KEEPERS, may_keep_facts
from stegvis.providers.views.frame import exists_only_if, form_page


@page(who=KEEPERS | PROVIDERS, shows=Provider)
def change_provider(request: ActorRequest, found: Provider) -> HttpResponse:
    exists_only_if(may_keep_facts(request.actor, found))
    form = FactsForm.of(found, request.POST or None)
    if form.acts(lambda: facts.change_facts(found, form.cleaned_data, by=request.actor)):
        messages.success(request, "Uppgifterna är sparade.")
        return redirect(found)
    lead = "Kontaktuppgifterna ser bara kommunen. Resten visas för den som ska välja anordnare."
    return form_page(request, found, form, title="Ändra uppgifterna", submit="Spara", lead=lead)


@page(who=KEEPERS | PROVIDERS, shows=Provider)
def add_provider_site(request: ActorRequest, found: Provider) -> HttpResponse:
    exists_only_if(may_keep_facts(request.actor, found))
    form = NewSiteForm(request.POST or None, initial={"start": clock.today()})
    if form.acts(
        lambda: facts.add_site(found, form.cleaned_data, form.cleaned_data["start"], by=request.actor)
    ):
        messages.success(request, f"{form.outcome} finns nu i registret.")
        return redirect(found)
    return form_page(request, found, form, title="Nytt verksamhetsställe", submit="Spara stället")


@page(who=KEEPERS | PROVIDERS, shows=Site)
def change_provider_site(request: ActorRequest, site: Site) -> HttpResponse:
    exists_only_if(may_keep_facts(request.actor, site.provider))
    form = SiteForm.of(site, request.POST or None)
    if form.acts(lambda: facts.change_site(site, form.cleaned_data, by=request.actor)):
        messages.success(request, "Uppgifterna om stället är sparade.")
        return redirect(site.provider)
    return form_page(
        request, site.provider, form, title="Ändra verksamhetsstället", submit="Spara", lead=f"{site}."
    )


@page(who=KEEPERS | PROVIDERS, shows=Site)
def close_provider_site(request: ActorRequest, site: Site) -> HttpResponse:
    exists_only_if(may_keep_facts(request.actor, site.provider))
    form = CloseSiteForm(request.POST or None, initial={"last_day": clock.today()})
    if form.acts(lambda: facts.close_site(site, form.cleaned_data["last_day"], by=request.actor)):
        messages.success(request, f"{site} används till och med {form.cleaned_data['last_day']}.")
        return redirect(site.provider)
    return form_page(
        request,
        site.provider,
        form,
        title="Lämna verksamhetsstället",
        submit="Lämna stället",
        lead=f"{site}.",
    )


@page(who=KEEPERS, shows=Provider)
def change_provider_owner(request: ActorRequest, found: Provider) -> HttpResponse:
    form = OwnerForm.of(found, request.POST or None)
    if form.acts(
        lambda: facts.change_owner(
            found,
            form.cleaned_data["new_name"],
            form.cleaned_data["new_organisation_number"],
            form.cleaned_data["changed_on"],
            form.cleaned_data["description"],
            by=request.actor,
            today=clock.today(),
        )
    ):
        messages.success(request, "Ändringen är antecknad. Pröva om villkoren fortfarande är uppfyllda.")
        return redirect(found)
    lead = "Ändringen går inte att ta bort. Auktorisationen fortsätter tills någon beslutar annat."
    return form_page(
        request, found, form, title="Anteckna ägarförändring", submit="Anteckna ändringen", lead=lead
    )
