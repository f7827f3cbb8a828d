"""The document of a decision: fetching it, and making that of a decision from before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.casework.actions.document import make_document
from stegvis.casework.models import Decision, DecisionDocument
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.pages import ActorRequest, page
from stegvis.registry import files


@page(who=CASEWORKERS, shows=Decision)
@limited(FILES)
def download_decision(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The PDF, to save. A decision without one is shown on its page, where it can be made."""
    document = DecisionDocument.objects.select_related("file").filter(decision=decision).first()
    if document is None:
        return redirect("decision", pk=decision.pk)
    try:
        answer = files.hand_out(document.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("decision", pk=decision.pk)
    readings.note(request.actor, readings.Kind.DOWNLOADED, what="download_decision", record=decision)
    return answer


@page(who=CASEWORKERS, shows=Decision)
@require_POST
@limited(FILES)
def make_decision_document(request: ActorRequest, decision: Decision) -> HttpResponse:
    """For decisions that came from an older system, or whose document could not be set at the time."""
    try:
        make_document(decision, by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Handlingen är framställd.")
    return redirect("decision", pk=decision.pk)
