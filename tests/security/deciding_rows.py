"""A round in which all providers are to be authorised anew, for the world with strangers."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from stegvis.accounts.models import User
from stegvis.catalogue.models import Intervention
from stegvis.providers.models import Reauthorisation
from tests.builders import TODAY


def deciding_rows(intervention: Intervention, user: User) -> list[models.Model]:
    return [
        Reauthorisation.objects.create(
            principal=intervention.principal,
            title="Nya villkor",
            reason="Nämnden har beslutat nya villkor.",
            intervention=intervention,
            conditions_on=date(2026, 3, 1),
            started_on=date(2026, 3, 2),
            deadline=TODAY + timedelta(days=60),
            started_by=user,
        )
    ]
