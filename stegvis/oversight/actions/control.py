"""Control a period of the log: draw the sample, look for the patterns."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from stegvis.core.actor import Actor
from stegvis.core.period import Period
from stegvis.oversight import patterns, permissions, rules
from stegvis.oversight.models import Control


def run_control(
    period: Period, unit_id: int | None, sample_size: int, seed: str, *, by: Actor, now: datetime
) -> Control:
    """Without a seed one is drawn; with the seed of an earlier control the same sample is drawn again."""
    permissions.may_control(by, unit_id).or_refuse()
    rules.may_control(period, sample_size, now.date()).or_refuse()
    with transaction.atomic():
        control = Control.objects.create(
            principal_id=by.principal_id,
            period=period,
            unit_id=unit_id,
            sample_size=sample_size,
            seed=seed.strip() or secrets.token_hex(8),
            made_at=now,
            made_by_id=by.user_id,
        )
        patterns.find(control)
    return control
