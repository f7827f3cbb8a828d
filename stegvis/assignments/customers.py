"""Until when each provider has had a customer, for the rule of twelve months without any."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, Func, Max

from stegvis.assignments.models import Assignment


def last_days(principal_id: int) -> dict[int, date]:
    """Per provider the first day after its last assignment, counting those to come; one without a known end
    counts for ever."""
    end = Func("period", function="upper", output_field=DateField())
    own = Assignment.objects.filter(principal_id=principal_id).carried_out()
    of_all = own.order_by().values("provider_id")
    latest = dict(of_all.annotate(latest=Max(end)).values_list("provider_id", "latest"))
    endless = of_all.filter(period__endswith__isnull=True).values_list("provider_id", flat=True).distinct()
    return {provider: day for provider, day in latest.items() if day} | dict.fromkeys(endless, date.max)
