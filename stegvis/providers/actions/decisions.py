"""Write down a decision about a provider, with its number and its document."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.answers import Forbidden
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.refusals import database_refusals
from stegvis.providers import provider_letters
from stegvis.providers.documents import document_of
from stegvis.providers.models import Application, Provider, ProviderDecision, ProviderDecisionDocument
from stegvis.providers.texts import words_for
from stegvis.registry.actions import next_number

PREFIX = "BA"
"""Begins the numbers of decisions about providers, so that they are told from those about people."""


def record_provider_decision(
    principal_id: int,
    kind: str,
    *,
    provider: Provider | None,
    application: Application | None = None,
    intervention: Intervention | None = None,
    holds_from: date,
    reasons: str,
    lifts: ProviderDecision | None = None,
    by: Actor,
    today: date,
) -> ProviderDecision:
    """The row of the decision and its document, in the caller's transaction.

    The caller holds the lock, has asked who may decide and whether the rules allow it, and lets the decision
    take effect. A decision whose document cannot be set is not taken: nobody could appeal against it. The
    provider gets a letter; that of an application is written by who decides on it.
    """
    if by.principal_id != principal_id:
        raise Forbidden("Beslutet hör till en annan huvudman.")
    with database_refusals():
        decision = ProviderDecision.objects.create(
            principal_id=principal_id,
            number=next_number(ProviderDecision, principal_id, today.year, prefix=PREFIX),
            kind=kind,
            provider=provider,
            application=application,
            intervention=intervention,
            decided_on=today,
            holds_from=holds_from,
            reasons=reasons,
            appeal=words_for(kind, principal_id, today).appeal,
            decided_by_id=by.user_id,
            lifts=lifts,
        )
        _keep_document(decision, at=clock.now())
        provider_letters.of_decision(decision)
    return decision


def _keep_document(decision: ProviderDecision, *, at: datetime) -> ProviderDecisionDocument:
    content = as_pdf(document_of(decision))
    return ProviderDecisionDocument.objects.create(
        principal_id=decision.principal_id,
        decision=decision,
        content=content,
        sha256=sha256(content).hexdigest(),
        set_at=at,
    )
