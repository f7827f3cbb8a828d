"""Of the security tests' world: an application that has been sent in, with what it is tried by."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.providers.models import (
    Application,
    ApplicationPart,
    ApplicationSite,
    Condition,
    ConditionAnswer,
    ConditionVersion,
    Evidence,
    Provider,
)
from stegvis.registry.models import StoredFile
from tests import builders


def application_rows(
    provider: Provider, intervention: Intervention, file: StoredFile
) -> Iterator[models.Model]:
    principal = provider.principal
    condition = Condition.objects.create(
        principal=principal, code=f"villkor-{provider.pk}", kind=Condition.Kind.GENERAL
    )
    version = ConditionVersion.objects.create(
        principal=principal,
        condition=condition,
        period=builders.ALWAYS,
        title="Försäkring",
        text="Ni har en ansvarsförsäkring.",
        control="Beviset granskas.",
    )
    application = Application.objects.create(
        principal=principal,
        provider=provider,
        number=f"AUK {provider.pk}",
        organisation_number=provider.organisation_number,
        organisation_name=provider.name,
        contact_name="Kim Kontakt",
        contact_email="kim@example.org",
        conditions_on=builders.TODAY,
        submitted_on=builders.TODAY,
        state=Application.State.SUBMITTED,
        started_at=clock.now(),
    )
    ApplicationPart.objects.create(principal=principal, application=application, intervention=intervention)
    ApplicationSite.objects.create(
        principal=principal, application=application, address="Vägen 1", postal_code="13140", town="Nacka"
    )
    answer = ConditionAnswer.objects.create(
        principal=principal, application=application, version=version, confirms=True, text="Ja."
    )
    yield from (condition, version, application)
    yield Evidence.objects.create(principal=principal, answer=answer, file=file, added_on=builders.TODAY)
