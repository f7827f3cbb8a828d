"""Who is protected, who may know who the person is, and what had been given out before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from stegvis.casework import protection_steps
from stegvis.casework.actions import protect
from stegvis.casework.forms.protection import (
    NameStaffForm,
    ProtectionForm,
    ReviewForm,
)
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_say_who_knows, may_work_in
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Refused
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.period import add_months
from stegvis.core.standard_forms import DecideForm
from stegvis.registry.models import ProtectedAccess, ProtectionChange
from stegvis.registry.naming import shown_text
from stegvis.registry.protection import disclosures

TITLE = "Skydd av personuppgifter"
DISCLOSURES_SHOWN = 500


@page(who=CASEWORKERS, shows=Case, hides_names=True)
def protection(request: ActorRequest, case: Case) -> HttpResponse:
    """The protection as it is and has been, and everybody who may know who the person is."""
    today, actor = clock.today(), request.actor
    granted = ProtectedAccess.objects.filter(person=case.person).select_related(
        "user", "provider", "granted_by"
    )
    named = granted.in_force(today)
    return render(
        request,
        "casework/protection.html",
        {
            "case": case,
            "who": who(case, request),
            "caseworker": case.caseworker.display_name if case.caseworker else "Ingen än",
            "named": named.order_by("id"),
            "earlier": _no_longer(granted, named),
            "changes": _changes(case, actor),
            "steps": protection_steps.steps_on_page(case, actor),
            "may_withdraw": bool(may_say_who_knows(actor, case)),
            "may_withdraw_provider": bool(may_say_who_knows(actor, case) or may_work_in(actor, case)),
            "title": TITLE,
            "crumbs": crumbs_of(case, (TITLE, None)),
        },
    )


@page(who=CASEWORKERS, shows=Case)
def change_protection(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = ProtectionForm(
        request.POST or None, initial={"level": case.person.protection, "valid_from": today}
    )
    if form.acts(lambda: _set(form, case, request)):
        change: ProtectionChange = form.outcome
        messages.success(request, _told(change))
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Ändra skydd av personuppgifter",
        lead="Ett högre skydd gäller genast. Ett lägre gäller först när en annan person har godkänt det.",
        submit="Ändra skyddet",
        answer=may_work_in(request.actor, case),
    )


@page(who=CASEWORKERS, shows=Case, step_up=StepUp.TO_SEND, hides_names=True)
def decide_lowering(request: ActorRequest, case: Case) -> HttpResponse:
    """Another person's decision on a lowering."""
    change = _awaiting(case)
    if change is None:
        messages.info(request, "Inget sänkt skydd väntar på beslut.")
        return redirect("protection", pk=case.pk)
    form = DecideForm(request.POST or None)
    if form.acts(lambda: _decide(form, case, change, request)):
        messages.success(request, f"Förslaget är {'godkänt' if form.approves else 'avslaget'}.")
        return redirect("protection", pk=case.pk)
    return step_page(
        request,
        case,
        form,
        title="Besluta om sänkt skydd",
        lead=f"{change.put_forward_by or 'Ett registerutdrag'} föreslår {change.get_level_display()} "
        f"från {change.valid_from}.",
        submit="Spara beslutet",
        answer=protection_steps.can_decide_lowering(case, change, request.actor),
        template="casework/decide_lowering.html",
        change=change,
        reason=shown_text(change.reason, case.person, request.actor),
    )


@page(who=CASEWORKERS, shows=Case, step_up=StepUp.TO_SEND, hides_names=True)
def name_staff(request: ActorRequest, case: Case) -> HttpResponse:
    """The head says who gets to know."""
    today = clock.today()
    candidates = protect.staff_to_name(case, today).exclude(pk=request.actor.user_id)
    form = NameStaffForm(
        request.POST or None,
        candidates=candidates,
        initial={"starts_on": today, "last_day": add_months(today, 6)},
    )
    if form.acts(lambda: _name(form, case, request)):
        messages.success(request, f"{form.cleaned_data['user'].display_name} är namngiven.")
        return redirect("protection", pk=case.pk)
    return step_page(
        request,
        case,
        form,
        title="Namnge personal",
        lead="Den som du namnger får veta vem personen är och läsa i ärendet.",
        submit="Namnge",
        answer=protection_steps.can_name_staff(case, request.actor),
    )


@page(who=CASEWORKERS, shows=Case, hides_names=True)
def withdraw_name(request: ActorRequest, case: Case) -> HttpResponse:
    """Nobody is asked twice: it can be granted anew."""
    if request.method != "POST":
        return redirect("protection", pk=case.pk)
    key = request.POST.get("access", "")
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    access = get_object_or_404(ProtectedAccess, pk=key, person=case.person)
    try:
        protect.withdraw_name(case, access, by=request.actor, today=clock.today())
        messages.success(request, "Medarbetaren är inte längre namngiven.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("protection", pk=case.pk)


@page(who=CASEWORKERS, shows=Case)
def disclosed(request: ActorRequest, case: Case) -> HttpResponse:
    """Who has read or taken out what about the person, to be gone through when he becomes protected."""
    change = protection_steps.to_review(case)
    form = ReviewForm(request.POST or None)
    if change is not None and form.acts(lambda: _review(form, case, change, request)):
        messages.success(request, "Genomgången är sparad.")
        return redirect("protection", pk=case.pk)
    return step_page(
        request,
        case,
        form,
        title="Se över vad som redan lämnats ut",
        lead="Här står alla som har läst eller hämtat något om personen. Se till att det inte sprids vidare.",
        submit="Spara genomgången",
        answer=protection_steps.can_review(case, change, request.actor),
        template="casework/disclosed.html",
        disclosed=disclosures(case.person)[:DISCLOSURES_SHOWN],
    )


def _no_longer(
    granted: QuerySet[ProtectedAccess], named: QuerySet[ProtectedAccess]
) -> QuerySet[ProtectedAccess]:
    earlier = granted.exclude(pk__in=named.values("pk"))
    return earlier.annotate(taken_back_at=F("withdrawal__withdrawn_at")).order_by("-id")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of the protection, in words."""

    text: str
    reason: str


def _changes(case: Case, actor: Actor) -> list[ChangeLine]:
    """The latest first. Why somebody is protected may say where the danger is: it is hidden as names are."""
    changes = ProtectionChange.objects.filter(person=case.person).select_related(
        "put_forward_by", "approval__decided_by"
    )
    return [
        ChangeLine(_in_words(change), shown_text(change.reason, case.person, actor))
        for change in changes.order_by("-id")
    ]


def _in_words(change: ProtectionChange) -> str:
    who_did = change.put_forward_by.display_name if change.put_forward_by else "ett registerutdrag"
    said = f"{change.get_level_display().capitalize()} från {change.valid_from}, av {who_did}."
    if not change.needs_another:
        return said
    approval = getattr(change, "approval", None)
    if approval is None:
        return f"{said} Väntar på en annan persons beslut."
    answer = "Godkänt" if approval.approved else "Avslaget"
    return f"{said} {answer} {approval.decided_on} av {approval.decided_by.display_name}."


def _set(form: ProtectionForm, case: Case, request: ActorRequest) -> ProtectionChange:
    given: dict[str, Any] = form.cleaned_data
    return protect.set_protection(
        case, given["level"], given["valid_from"], given["reason"], by=request.actor, today=clock.today()
    )


def _told(change: ProtectionChange) -> str:
    if change.needs_another:
        return "Förslaget väntar på en annan persons beslut. Skyddet gäller tills dess."
    return "Skyddet är ändrat."


def _awaiting(case: Case) -> ProtectionChange | None:
    awaiting = ProtectionChange.objects.filter(person=case.person).awaiting_another()
    return awaiting.select_related("put_forward_by", "person").order_by("id").first()


def _decide(form: DecideForm, case: Case, change: ProtectionChange, request: ActorRequest) -> object:
    return protect.decide_lowering(
        case,
        change,
        approves=form.approves,
        reason=form.cleaned_data["reason"],
        by=request.actor,
        today=clock.today(),
    )


def _name(form: NameStaffForm, case: Case, request: ActorRequest) -> ProtectedAccess:
    user, reason = form.cleaned_data["user"], form.cleaned_data["reason"]
    return protect.name_staff(case, user, form.period, reason, by=request.actor, today=clock.today())


def _review(form: ReviewForm, case: Case, change: ProtectionChange, request: ActorRequest) -> object:
    return protect.review_disclosures(
        case, change, form.cleaned_data["note"], by=request.actor, today=clock.today()
    )
