"""The page where a user sees where the account is signed in, and signs it out there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stegvis.accounts.actions.sign_ins import end_everywhere, end_one
from stegvis.accounts.models import Impersonation, SignIn
from stegvis.core.actor import EVERYBODY
from stegvis.core.pages import page

SHOWN = 20


@page(who=EVERYBODY)
def my_sign_ins(request: Any) -> HttpResponse:
    """Open sign-ins, the latest that are over, and when support has seen the pages as this user."""
    if request.method == "POST":
        return _end(request)
    mine = SignIn.objects.of(request.user.pk)
    context = {
        "open": mine.open().order_by("-last_used_at"),
        "this": request.sign_in,
        "over": mine.over().order_by("-ended_at")[:SHOWN],
        "seen_as_me": Impersonation.objects.of(request.user.pk).for_list()[:SHOWN],
        "crumbs": [],
    }
    return render(request, "accounts/my_sign_ins.html", context)


def _end(request: Any) -> HttpResponse:
    if "everywhere" in request.POST:
        end_everywhere(request.user)
        logout(request)
        messages.success(request, "Du är utloggad överallt.")
        return redirect("account_login")
    if end_one(request.user, request.POST.get("sign_in", "")):
        messages.success(request, "Inloggningen är avslutad.")
    else:
        messages.info(request, "Den inloggningen var redan avslutad.")
    return redirect("my_sign_ins")
