"""The resident fetches what has been decided about him."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework.models import Decision, DecisionDocument
from stegvis.core import readings
from stegvis.core.answers import Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.pages import ActorRequest, page
from stegvis.portal.views import RESIDENTS
from stegvis.registry import files

NOT_SET = "Beslutet finns inte som PDF. Be din handläggare om det på papper."


@page(who=RESIDENTS, shows=Decision)
@limited(FILES)
def my_decision(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The decision in PDF, to save or to send in with an appeal."""
    document = DecisionDocument.objects.select_related("file").filter(decision=decision).first()
    try:
        if document is None:
            raise Refused(NOT_SET)
        answer = files.hand_out(document.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_case", pk=decision.case_id)
    readings.note(request.actor, readings.Kind.DOWNLOADED, what="my_decision", record=decision)
    return answer
