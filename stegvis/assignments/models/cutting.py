"""An assignment that was cut short because its provider lost its right."""

from __future__ import annotations

from django.db import models

from stegvis.assignments.models.assignments import Assignment
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only


class CutShort(Tenanted):
    """The days of an assignment as they were before a decision about its provider shortened them: what is
    given back when the decision is taken back before it was felt."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="cuts")
    decision = models.ForeignKey(
        "providers.ProviderDecision", on_delete=models.PROTECT, related_name="assignments_cut"
    )
    period = PeriodField("dagarna före")
    cut_on = models.DateField("förkortat")

    class Meta:
        constraints = (
            real_period(),
            same_tenant("assignment"),
            same_tenant("decision"),
            models.UniqueConstraint(fields=("assignment", "decision"), name="assignments_cutshort_once"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.period}"
