"""An application by an organisation that cannot sign in: opened by the secret in a letter.

The secret comes in the address of the link and is then kept in a cookie for these pages alone, so that it
stands in no later address, in no list of visited pages and in no log. Nothing here tells whether an
organisation is known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.edge.rates import APPLICATIONS, FILES, buckets, limited
from stegvis.core.edge.sizes import takes_files
from stegvis.core.files.inspection import LARGEST_FILE
from stegvis.core.pages import public
from stegvis.providers import applicants
from stegvis.providers.actions.apply import send_link_again, start_by_link
from stegvis.providers.forms.applying import LinkAgainForm, StartForm
from stegvis.providers.models import (
    Application,
    Condition,
    ConditionVersion,
    Evidence,
    ProviderDecision,
)
from stegvis.providers.rules.thinning import KEPT
from stegvis.providers.views import decisions
from stegvis.providers.views import desk as pages
from stegvis.providers.views.desk import Desk
from stegvis.registry.models import Principal

COOKIE = "ansokan"
AGAIN = "igen"
BUTTONS = ("vidare", "ta_bort")

View = Callable[..., HttpResponse]


def at_principal(view: View) -> View:
    """Open to anybody, in the scope of the principal that the address names."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, slug: str, **words: Any) -> HttpResponse:
        principal = get_object_or_404(Principal, slug=slug)
        with scope.principal(principal.pk):
            return view(request, principal, **words)

    return public(opened)


def with_application(view: View) -> View:
    """Opened by the cookie: without one to the beginning. One that opens nothing is told of, and so is what
    was sent without any."""

    @wraps(view)
    def opened(request: HttpRequest, principal: Principal, **words: Any) -> HttpResponse:
        key = request.COOKIES.get(COOKIE, "")
        if not key and request.method != "POST":
            return redirect("apply", principal.slug)
        found = applicants.by_key(principal.pk, key)
        if found is None:
            return _link_has_ceased(request, principal)
        return view(request, _desk(found, principal), **words)

    return at_principal(opened)


@public
def choose_principal(request: HttpRequest) -> HttpResponse:
    """Where to apply; straight on when there is only one place."""
    found = list(Principal.objects.order_by("name"))
    if len(found) == 1:
        return redirect("apply", found[0].slug)
    return render(request, "providers/application/principals.html", {"principals": found})


@limited(APPLICATIONS, when=lambda request: request.method == "POST")
@at_principal
def apply(request: HttpRequest, principal: Principal) -> HttpResponse:
    """What is asked of a provider, and a letter with a link to begin with."""
    again = AGAIN in request.POST
    sent = request.POST or None
    form = StartForm(None if again else sent)
    link_form = LinkAgainForm(sent if again else None, prefix=AGAIN)
    if form.acts(lambda: _start(principal, form)) or link_form.acts(lambda: _again(principal, link_form)):
        return redirect("application_letter", principal.slug)
    today = clock.today()
    conditions = (
        ConditionVersion.objects.filter(principal=principal)
        .in_force(today)
        .select_related("condition__intervention")
        .order_by("condition__kind", "condition__position", "condition_id")
    )
    return render(
        request,
        "providers/application/start.html",
        {
            "principal": principal,
            "form": form,
            "link_form": link_form,
            "again": AGAIN,
            "kept_days": KEPT.days,
            "groups": [
                (kind.heading, [each for each in conditions if each.condition.kind == kind])
                for kind in Condition.Kind
            ],
        },
    )


@at_principal
def application_letter(request: HttpRequest, principal: Principal) -> HttpResponse:
    """The same answer to everybody: look in your mail."""
    return render(request, "providers/application/letter.html", {"principal": principal})


@at_principal
def application_link(request: HttpRequest, principal: Principal) -> HttpResponse:
    """From the letter: the secret moves from the address to a cookie of these pages."""
    key = request.GET.get("nyckel", "")
    if applicants.by_key(principal.pk, key) is None:
        return _link_has_ceased(request, principal)
    answer = redirect("application_by_link", principal.slug)
    answer.set_cookie(
        COOKIE,
        key,
        path=reverse("apply", args=[principal.slug]),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return answer


@with_application
def application_by_link(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.overview(request, desk)


@with_application
def application_by_link_facts(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.facts_page(request, desk)


@with_application
def application_by_link_parts(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.parts_page(request, desk)


@with_application
def application_by_link_sites(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.sites_page(request, desk)


@limited(FILES, when=lambda request: request.method == "POST")
@takes_files(LARGEST_FILE)
@with_application
def application_by_link_condition(request: HttpRequest, desk: Desk, version: int) -> HttpResponse:
    return pages.condition_page(request, desk, version)


@with_application
def application_by_link_send(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.send_page(request, desk)


@with_application
def application_by_link_withdraw(request: HttpRequest, desk: Desk) -> HttpResponse:
    return pages.withdraw_page(request, desk)


@limited(FILES)
@with_application
def application_by_link_evidence(request: HttpRequest, desk: Desk, evidence: int) -> HttpResponse:
    """A paper of this application; any other does not exist."""
    own = Evidence.objects.filter(answer__application=desk.application).select_related("file")
    return pages.paper(request, get_object_or_404(own, pk=evidence), desk.url())


@limited(FILES)
@with_application
def application_by_link_decision(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The decision's document, to the one whom it is about."""
    return decisions.hand_out(get_object_or_404(ProviderDecision, application=desk.application))


@at_principal
def leave_application(request: HttpRequest, principal: Principal) -> HttpResponse:
    """Forgets the secret in this browser. The link in the letter opens the application again."""
    if request.method == "POST":
        messages.success(request, "Ansökan är stängd här. Öppna den igen med länken i brevet.")
    answer = redirect("apply", principal.slug)
    if request.method == "POST":
        answer.delete_cookie(COOKIE, path=reverse("apply", args=[principal.slug]), samesite="Lax")
    return answer


def _link_has_ceased(request: HttpRequest, principal: Principal) -> HttpResponse:
    """The link has been replaced by a newer one, or there never was one: the page is the same.

    What was sent stays in the page. Sent again when the newer link has been opened it is saved after all.
    """
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "principal": principal,
        "sent": sent,
        "typed": [value for name, value in sent if name not in BUTTONS and value.strip() not in ("", "on")],
        "had_files": bool(request.FILES),
        "link_form": LinkAgainForm(prefix=AGAIN),
        "again": AGAIN,
    }
    return render(request, "providers/application/ceased.html", context, status=404)


def _start(principal: Principal, form: StartForm) -> bool:
    wanted = form.organisation
    if _may_write_to(wanted.contact_email):
        start_by_link(principal, wanted, today=clock.today())
    return True


def _again(principal: Principal, form: LinkAgainForm) -> bool:
    email = form.cleaned_data["email"]
    if _may_write_to(email):
        send_link_again(principal, email)
    return True


def _may_write_to(email: str) -> bool:
    """Not again and again to the same address, whoever asks. The page says nothing of it."""
    return not settings.RATE_LIMITS or buckets.take(APPLICATIONS, f"mail {email.lower()}") == 0


def _desk(found: Application, principal: Principal) -> Desk:
    return Desk(
        found,
        applicants.holder_of_link(found),
        clock.today(),
        prefix="application_by_link",
        key=principal.slug,
        base="core/base_public.html",
    )
