"""The page on which a person gets one more number."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework.actions.identifiers import can_give_number, give_number
from stegvis.casework.forms.numbers import GiveNumberForm
from stegvis.casework.models import Case
from stegvis.casework.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.edge.rates import SEARCHES, limited
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Case)
@limited(SEARCHES, when=lambda request: request.method == "POST")
def give_number_page(request: ActorRequest, case: Case) -> HttpResponse:
    """Adds a number. As tight as a search, for the answer tells whether the number is in the register."""
    today = clock.today()
    form = GiveNumberForm(request.POST or None, today=today)
    if form.acts(
        lambda: give_number(
            case,
            form.given_number,
            confirmed=form.cleaned_data["confirmed"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, "Numret är tillagt.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Lägg till identitetsnummer",
        submit="Lägg till numret",
        answer=can_give_number(case, request.actor),
        template="casework/give_number.html",
    )
