"""Applications as the organisations would have written them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from stegvis.catalogue.models import Intervention
from stegvis.core.period import Period
from stegvis.providers.models import (
    Application,
    ApplicationPart,
    ApplicationSite,
    Condition,
    ConditionAnswer,
    ConditionVersion,
)
from stegvis.registry.models import Principal
from tests.builders import ALWAYS, TODAY, an_intervention, luhn_digit

_numbers = count(1)


def an_organisation_number() -> str:
    nine = f"556{next(_numbers) % 1_000_000:06}"
    return nine + luhn_digit(nine)


def a_condition(
    principal: Principal,
    title: str = "Ansvarsförsäkring",
    *,
    intervention: Intervention | None = None,
    period: Period = ALWAYS,
    **fields: Any,
) -> ConditionVersion:
    """A condition with its one wording; for all providers when it names no intervention."""
    n = next(_numbers)
    kind = Condition.Kind.SPECIFIC if intervention else Condition.Kind.GENERAL
    condition = Condition.objects.create(
        principal=principal, code=f"villkor-{n}", kind=kind, intervention=intervention, position=n
    )
    told = {"text": f"{title} ska finnas.", "control": "Underlaget granskas."} | fields
    return ConditionVersion.objects.create(
        principal=principal, condition=condition, period=period, title=title, **told
    )


def an_application(
    principal: Principal,
    *interventions: Intervention,
    submitted_on: date | None = TODAY,
    conditions: int = 2,
    **fields: Any,
) -> Application:
    """Sent in, with answers to the principal's general conditions, at least `conditions` of them.
    `submitted_on=None`: a draft."""
    n = next(_numbers)
    provider = fields.get("provider")
    told = {
        "number": f"AA{n:05}",
        "organisation_number": provider.organisation_number if provider else an_organisation_number(),
        "organisation_name": provider.name if provider else f"Nya Vägar {n} AB",
        "contact_name": "Karin Kontakt",
        "contact_email": f"karin{n}@example.org",
        "contact_phone": "08-123 45 67",
        "orientation": "Arbetsträning i kök.",
        "methods": "Vi börjar på arbetsplatsen.",
        "languages": ["svenska", "arabiska"],
        "places": 12,
        "conditions_on": submitted_on or TODAY,
        "started_at": timezone.now(),
        "submitted_on": submitted_on,
        "state": Application.State.SUBMITTED if submitted_on else Application.State.DRAFT,
    } | fields
    application = Application.objects.create(principal=principal, **told)
    for intervention in interventions or (an_intervention(principal),):
        ApplicationPart.objects.create(
            principal=principal, application=application, intervention=intervention
        )
    ApplicationSite.objects.create(
        principal=principal, application=application, address="Storgatan 1", postal_code="13140", town="Nacka"
    )
    general = ConditionVersion.objects.filter(principal=principal, condition__intervention=None)
    for number in range(general.count(), conditions):
        a_condition(principal, f"Villkor {number + 1}")
    for version in general.all():
        an_answer(application, version)
    return application


def an_answer(application: Application, version: ConditionVersion, **fields: Any) -> ConditionAnswer:
    told = {"confirms": True, "text": "Ja, se underlaget."} | fields
    return ConditionAnswer.objects.create(
        principal=application.principal, application=application, version=version, **told
    )
