"""A provider leaves the register on its own request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.actions.end_on_request import end_on_request, rights_to_end
from stegvis.providers.forms.ending import EndOnRequestForm
from stegvis.providers.models import Provider
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.views.frame import form_page


@page(who=KEEPERS, shows=Provider)
def end_provider_on_request(request: ActorRequest, found: Provider) -> HttpResponse:
    today = clock.today()
    form = EndOnRequestForm(
        request.POST or None, rights=rights_to_end(found, today), initial={"last_day": today}
    )
    if form.acts(
        lambda: end_on_request(
            found,
            form.intervention,
            form.cleaned_data["last_day"],
            form.cleaned_data["reasons"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"Beslut {form.outcome.number} är fattat.")
        return redirect(found)
    lead = (
        "Ett beslut skrivs. Uppdrag som pågår slutar, och deltagarna får välja på nytt. "
        "Ska de som är där få gå klart? Avsluta auktorisationen i listan på anordnarens sida i stället."
    )
    return form_page(
        request,
        found,
        form,
        title="Avsluta på anordnarens begäran",
        submit="Besluta",
        lead=lead,
        color="danger",
    )
