"""Pages for proving anew who one is, and for going on with a form that was sent too late."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from stegvis.accounts.demo_logins import demo_user
from stegvis.accounts.kept_forms import KEY, kept_for
from stegvis.accounts.proof import ASKED_AFRESH
from stegvis.core.actor import EVERYBODY
from stegvis.core.pages import ActorRequest, page


@page(who=EVERYBODY)
def prove_identity(request: ActorRequest) -> HttpResponse:
    """By password, code or key; by a button in the demo; by signing in again when that is done elsewhere."""
    user: Any = request.user
    back = safe_next(request)
    is_demo_user = demo_user(user.email) is not None
    if not is_demo_user and get_adapter().get_reauthentication_methods(user):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    context = {"back": back, "is_demo_user": is_demo_user, "crumbs": []}
    return render(request, "accounts/prove_identity.html", context)


@page(who=EVERYBODY)
@require_POST
def sign_in_again(request: ActorRequest) -> HttpResponse:
    """Signs out, and back in the way the user came. A form that was sent too late comes along."""
    if request.POST.get("user") != str(request.user.pk):
        raise Http404
    back = safe_next(request)
    kept = request.session.get(KEY)
    logout(request)
    request.session[ASKED_AFRESH] = True
    if kept:
        request.session[KEY] = kept
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


@page(who=EVERYBODY)
def continue_form(request: ActorRequest) -> HttpResponse:
    """What was typed is still there, and one button sends it."""
    return render(request, "accounts/continue_form.html", {"kept": kept_for(request), "crumbs": []})


def safe_next(request: HttpRequest) -> str:
    """Where the user was going, when it is an address of ours; otherwise the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if ours else reverse("start")
