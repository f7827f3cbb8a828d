"""The page where a user says whether to be reminded by mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stegvis.accounts.models import User
from stegvis.core.actor import EVERYBODY, Role
from stegvis.core.forms import Form
from stegvis.core.pages import page

REMINDED = EVERYBODY - {Role.RESIDENT}
"""A resident has one case and is told of it otherwise."""


class RemindersForm(Form):
    wants = forms.BooleanField(
        label="Skicka mig ett brev om dagen när något väntar på mig",
        required=False,
        help_text="Brevet säger hur mycket som väntar och har en länk hit. Det säger inget om någon person.",
    )


@page(who=REMINDED)
def reminders(request: Any) -> HttpResponse:
    form = RemindersForm(
        request.POST if request.method == "POST" else None,
        initial={"wants": request.user.wants_reminders},
    )
    if form.is_bound and form.is_valid():
        wants = form.cleaned_data["wants"]
        User.objects.filter(pk=request.user.pk).update(wants_reminders=wants)
        messages.success(request, "Du får påminnelser." if wants else "Du får inga fler påminnelser.")
        return redirect("reminders")
    return render(request, "accounts/reminders.html", {"form": form, "email": request.user.email})
