"""Database fields of the house."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from stegvis.core.period import Period


class PeriodField(DateRangeField):
    """A half-open `Period`, stored as `daterange`. Never empty and never without a start."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Period | None:
        if value is None or isinstance(value, Period):
            return value
        if value.isempty or value.lower is None:
            return None
        return Period(value.lower, value.upper)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Period) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Period):
            return DateRange(value.start, value.end, "[)")
        return super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class OreField(models.BigIntegerField):  # type: ignore[type-arg]
    """Money in whole öre."""


class CapacityField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]
    """Work capacity in percent of full time, 0–100. Under 25 it is called activity capacity."""
