"""What the control of a provider leaves behind: a control to do, a deficiency, a proposal, a decision."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.db import models

from stegvis.accounts.models import User
from stegvis.core import clock
from stegvis.providers.models import (
    Condition,
    ControlTask,
    Deficiency,
    EndRequest,
    Provider,
    ProviderDecision,
    ProviderDecisionDocument,
    Remedy,
    RemedyPaper,
    RemedyProlonged,
    RevocationProposal,
)
from stegvis.registry.models import StoredFile
from tests.builders import TODAY


def control_rows(provider: Provider, user: User, file: StoredFile) -> list[models.Model]:
    """About the condition that the provider has applied by."""
    principal = provider.principal
    condition = Condition.objects.get(code=f"villkor-{provider.pk}")
    task = ControlTask.objects.create(
        principal=principal, provider=provider, condition=condition, due_on=date(2026, 3, 1)
    )
    deficiency = Deficiency.objects.create(
        principal=principal,
        provider=provider,
        source=Deficiency.Source.OTHER,
        severity=Deficiency.Severity.MINOR,
        text="Försäkringen har gått ut.",
        found_on=TODAY,
        found_by=user,
    )
    remedy = Remedy.objects.create(
        principal=principal,
        deficiency=deficiency,
        what="Teckna försäkring.",
        due_on=date(2026, 4, 1),
        ordered_on=TODAY,
        ordered_by=user,
    )
    longer = RemedyProlonged.objects.create(
        principal=principal,
        remedy=remedy,
        due_before=date(2026, 3, 25),
        due_on=remedy.due_on,
        reason="Försäkringsbolaget dröjer.",
        prolonged_on=TODAY,
        prolonged_by=user,
    )
    paper = RemedyPaper.objects.create(principal=principal, remedy=remedy, file=file, added_on=TODAY)
    proposal = RevocationProposal.objects.create(
        principal=principal,
        provider=provider,
        ground=RevocationProposal.Ground.IDLE,
        reasons="Inga deltagare.",
        evidence={"Senaste dag med deltagare": "2025-01-01"},
        proposed_on=TODAY,
    )
    decision = ProviderDecision.objects.create(
        principal=principal,
        number=f"AUK {provider.pk}",
        kind=ProviderDecision.Kind.WARN,
        provider=provider,
        decided_on=TODAY,
        holds_from=TODAY,
        reasons="Bristen är inte åtgärdad.",
        decided_by=user,
    )
    content = b"varning"
    ProviderDecisionDocument.objects.create(
        principal=principal,
        decision=decision,
        content=content,
        sha256=sha256(content).hexdigest(),
        set_at=clock.now(),
    )
    asked = EndRequest.objects.create(
        principal=principal,
        provider=provider,
        last_day=date(2190, 1, 1),
        reason="Vi flyttar.",
        asked_on=TODAY,
        asked_by=user,
    )
    return [task, deficiency, remedy, longer, paper, proposal, decision, asked]
