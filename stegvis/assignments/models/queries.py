"""Questions about assignments that the database answers in one go."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Func, When


def first_day(period: str = "period") -> Func:
    """The first day of a stored period."""
    return Func(F(period), function="lower", output_field=models.DateField())


def first_day_after(period: str = "period") -> Func:
    """The end of a stored period, exclusive; null when it is open."""
    return Func(F(period), function="upper", output_field=models.DateField())


def first_free_day() -> models.Case:
    """The first day on which the person is not with the assignment's provider any more, or never was."""
    return models.Case(When(is_called_off=True, then=first_day()), default=first_day_after())


class OldestMissingMonth(Func):
    """The first day of the oldest month that an assignment has run through without a report, or null.

    A month counts once its last assigned day is `today` or earlier, and not before the month of `since`.
    """

    template = (
        "(SELECT min(awaited.month)::date"
        " FROM generate_series("
        "  date_trunc('month', greatest(lower({period}), {since}))::timestamp,"
        "  {last}::timestamp, interval '1 month') AS awaited(month)"
        " WHERE NOT {called_off}"
        " AND least(upper({period}), (awaited.month + interval '1 month')::date) <= {today} + 1"
        " AND NOT EXISTS (SELECT FROM assignments_monthlyreport reported"
        " WHERE reported.assignment_id = {id} AND reported.month = awaited.month::date))"
    )

    def __init__(self, today: date, since: date, **extra: Any) -> None:
        self.today, self.since = today, since
        asked = (F("id"), F("period"), F("is_called_off"))
        super().__init__(*asked, output_field=models.DateField(null=True), **extra)

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        id_, period, called_off = (compiler.compile(source)[0] for source in self.source_expressions)
        text = self.template.format(
            id=id_,
            period=period,
            called_off=called_off,
            since="%s::date",
            today="%s::date",
            last=f"least(%s::date, upper({period}) - 1)",
        )
        return text, [self.since, self.today, self.today]
