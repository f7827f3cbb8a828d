"""A caseworker gives the resident a login code on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from stegvis.accounts.actions.paper_codes import issue_paper_code
from stegvis.accounts.models import PaperCode
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.timeline import Entry
from stegvis.casework.views.frame import crumbs_of, step_page
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.steps import Step

TITLE = "Ge inloggningskod på papper"


def can_give_code(case: Case, actor: Actor) -> Answer:
    """Whoever works in the case and has met the person: the paper is handed over, never sent."""
    return may_work_in(actor, case) & Answer.of(
        Check(case.is_open, "Ärendet är avslutat. Återöppna det först.")
    )


def give_code(case: Case, *, by: Actor, today: date) -> str:
    """The code, in clear this once. Raises Refused."""
    can_give_code(case, by).or_refuse()
    return issue_paper_code(case, by=by, today=today)


@page(who=CASEWORKERS, shows=Case, step_up=StepUp.TO_SEND)
def paper_code(request: ActorRequest, case: Case) -> HttpResponse:
    """Ask first, then show the paper once: it is nowhere to be found again."""
    today = clock.today()
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(give_code, case, by=request.actor, today=today):
        readings.note(request.actor, readings.Kind.PRINTED, what="paper_code", record=case)
        return _paper(request, case, form.outcome)
    return step_page(
        request,
        case,
        form,
        title=TITLE,
        lead=(
            f"Koden gäller i {settings.PAPER_CODE_DAYS} dagar och går att använda en gång. "
            "Kontrollera vem personen är innan du lämnar över papperet. En tidigare kod slutar gälla."
        ),
        submit="Gör en kod",
        answer=can_give_code(case, request.actor),
    )


def _paper(request: ActorRequest, case: Case, code: str) -> HttpResponse:
    address = request.build_absolute_uri(f"{reverse('code_login')}?kommun={case.principal.slug}")
    made = PaperCode.objects.filter(case=case).open().get()
    context = {
        "case": case,
        "code": code,
        "address": address,
        "last_day": made.last_day,
        "crumbs": crumbs_of(case, (TITLE, None)),
    }
    return render(request, "portal/paper_code.html", context)


def steps(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    if case.is_open:
        yield Step("paper_code", TITLE, reverse("paper_code", args=[case.pk]), can_give_code(case, actor))


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def tell_codes(case: Case) -> Iterable[Entry]:
    """That a code was handed over, and whether it has been used; never the code."""
    for each in PaperCode.objects.filter(case=case).select_related("issued_by"):
        used = f"Använd {_day(each.used_at)}." if each.used_at else ""
        by = each.issued_by.display_name
        yield Entry(_day(each.issued_at), "Inloggningskod på papper lämnades ut", used, by)
