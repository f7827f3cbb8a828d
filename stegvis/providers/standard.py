"""The conditions that a new principal starts with, from a text file.

Installing is idempotent, as that of the catalogue: a condition that the principal already has is left alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from stegvis.catalogue.models import Intervention
from stegvis.core.period import Period
from stegvis.providers.models import Condition, ConditionVersion
from stegvis.registry.models import Principal

STANDARD = Path(__file__).parent / "data" / "conditions.toml"
WORDED = ("title", "text", "control", "evidence", "control_months")


@transaction.atomic
def install_conditions(principal: Principal, file: Path = STANDARD) -> int:
    """Brings in the conditions that the principal lacks, for the interventions that it has.

    Answers how many were new. Raises KeyError or ValueError when the file is not a list of conditions.
    """
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    interventions = {each.code: each for each in Intervention.objects.filter(principal=principal)}
    known = set(Condition.objects.filter(principal=principal).values_list("code", flat=True))
    wanted = [
        (position * 10, row)
        for position, row in enumerate(content["condition"], start=1)
        if row["code"] not in known and row.get("intervention", "") in {"", *interventions}
    ]
    for position, row in wanted:
        condition = Condition.objects.create(
            principal=principal,
            code=row["code"],
            kind=Condition.Kind(row["kind"]),
            intervention=interventions.get(row.get("intervention", "")),
            position=position,
        )
        _word(condition, row, content["from"], content.get("decided_in", ""))
    return len(wanted)


def _word(condition: Condition, row: Mapping[str, Any], first_day: date, decided_in: str) -> None:
    ConditionVersion.objects.create(
        principal_id=condition.principal_id,
        condition=condition,
        period=Period(first_day),
        decided_in=decided_in,
        **{name: row[name] for name in WORDED if name in row},
    )
