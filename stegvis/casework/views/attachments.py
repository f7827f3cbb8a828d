"""The papers of a case: putting one in, fetching one, withdrawing one."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from stegvis.casework import facts, permissions, possibilities
from stegvis.casework.actions import attach, withdraw_attachment
from stegvis.casework.forms.attachments import AttachForm, WithdrawForm
from stegvis.casework.models import Attachment, Case
from stegvis.casework.panels import Panel
from stegvis.casework.views.frame import step_page
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.edge.sizes import takes_files
from stegvis.core.files.inspection import LARGEST_FILE
from stegvis.core.pages import ActorRequest, page
from stegvis.registry import files


@page(who=CASEWORKERS, shows=Case)
@limited(FILES, when=lambda request: request.method == "POST")
@takes_files(LARGEST_FILE)
def add_attachment(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = AttachForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.acts(lambda: attach(case, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Bilagan är sparad i ärendet.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Lägg till en bilaga",
        submit="Spara bilagan",
        answer=possibilities.can_attach(case, request.actor),
        template="casework/attach.html",
    )


@page(who=CASEWORKERS, shows=Attachment)
@limited(FILES)
def download_attachment(request: ActorRequest, attachment: Attachment) -> HttpResponse:
    """The file, to save. A withdrawn one does not exist any more."""
    if attachment.is_withdrawn:
        raise Http404
    try:
        answer = files.hand_out(attachment.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(attachment.case)
    readings.note(request.actor, readings.Kind.DOWNLOADED, what="download_attachment", record=attachment)
    return answer


@page(who=CASEWORKERS, shows=Attachment)
def withdraw_attachment_page(request: ActorRequest, attachment: Attachment) -> HttpResponse:
    today = clock.today()
    form = WithdrawForm(request.POST or None)
    if form.acts(
        lambda: withdraw_attachment(attachment, form.cleaned_data["reason"], by=request.actor, today=today)
    ):
        messages.success(request, "Bilagan är återkallad.")
        return redirect(attachment.case)
    return step_page(
        request,
        attachment.case,
        form,
        title="Återkalla bilagan",
        lead=f"{attachment.title}, inlagd {attachment.added_on}.",
        submit="Återkalla bilagan",
        answer=possibilities.can_withdraw_attachment(attachment, request.actor),
    )


def attachments_panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """The papers on the case page, for those who work in the case."""
    found = facts.attachments(case)
    if not found or not actor.has(CASEWORKERS):
        return None
    may_change = permissions.may_work_in(actor, case).ok
    return Panel("casework/attachments_card.html", {"attachments": found, "may_change": may_change})
