"""A sent form of a decision: shown before it is sent, decided at once, or put forward for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework.actions.document import document_taken
from stegvis.casework.actions.propose import decide_or_put_forward
from stegvis.casework.documents import document_of
from stegvis.casework.mandates import mandate_of
from stegvis.casework.models import Case, Decision, DecisionProposal
from stegvis.casework.proposals import carrier_of, matter_in
from stegvis.casework.rules.delegation import Mandate, Matter
from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.documents.blocks import Document
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest

PREVIEW = "forhandsvisa"
Draft = Callable[[], DecisionProposal]
DECIDE, PUT_FORWARD = "Fatta beslutet", "Lägg fram för beslut"


def answer_to(
    request: ActorRequest, form: Form, make: Draft, *, said: str, then: Any = None
) -> HttpResponse | None:
    """Acts on the sent form. None when the page is to be shown: not sent yet, refused, or for a preview.

    `said` is told when the decision is taken; `then` is where it leads, the case unless said.
    """
    if PREVIEW in request.POST:
        return None
    now = clock.now()
    if not form.acts(lambda: decide_or_put_forward(make(), by=request.actor, today=now.date())):
        return None
    taken = form.outcome
    if isinstance(taken, DecisionProposal):
        messages.success(request, "Förslaget är framlagt och väntar på beslut.")
        return redirect("proposal", pk=taken.pk)
    document_taken(taken, by=request.actor, at=now)
    messages.success(request, said)
    return redirect(then or taken.case)


def previewed(request: ActorRequest, form: Form, make: Draft) -> Document | None:
    """The document as it would be, when that was asked for and the rules allow it; else the form says why."""
    if PREVIEW not in request.POST or not form.is_valid():
        return None
    draft, today = make(), clock.today()
    problems = carrier_of(draft).judge(draft, request.actor, today).problems
    form.show(problems)
    return None if problems else drafted_document(draft, request)


def drafted_document(draft: DecisionProposal, request: ActorRequest) -> Document | None:
    """What the draft would become if the reader decided it now; None when it has no document."""
    today = clock.today()
    decision: Decision | None = carrier_of(draft).drafted(draft, request.actor, today)
    if decision is None:
        return None
    point = mandate_of(request.actor, draft.case, matter_in(draft, today), today).point
    decision.decided_by_id = request.actor.user_id
    decision.delegation_id = point.pk if point else None
    return document_of(decision)


def decision_context(request: ActorRequest, case: Case, matter: Matter) -> dict[str, Any]:
    """What the page of a decision says of the delegation: decide oneself, or put it forward to whom."""
    found = mandate_of(request.actor, case, matter, clock.today())
    return {
        "submit": DECIDE if found.alone else PUT_FORWARD,
        "mandate_note": note_of(found),
        "point": found.point,
    }


def note_of(found: Mandate) -> str:
    if found.alone:
        return ""
    if found.needs_another:
        return "Två personer krävs. Du lägger fram ett förslag, och en kollega beslutar."
    return f"{found.answer.problems.messages[0]} Du lägger fram ett förslag."


def may_be_prepared(request: ActorRequest, case: Case, matter: Matter) -> Answer:
    """No when nobody at all has been given the decision."""
    found = mandate_of(request.actor, case, matter, clock.today())
    return Answer.yes() if found.somebody_may else found.answer
