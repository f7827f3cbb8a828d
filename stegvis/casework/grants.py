"""A grant with what has been decided on it since: its days, its level, and since when its case is open."""

from __future__ import annotations

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from stegvis.casework.models import Case, Decision
from stegvis.casework.rules.granted import days_left
from stegvis.catalogue.models import Intervention
from stegvis.core.period import Period, merged


def days_given_by(decision: Decision) -> Period | None:
    """The last of the decision's own days that no later decision has ended; None when it gives no days.

    A change of a grant counts as the grant's own days.
    """
    if decision.kind not in (Decision.Kind.GRANT, Decision.Kind.EXTEND) or decision.period is None:
        return None
    together = with_what_followed(decision)
    is_grant = decision.grant_id is None
    own = [
        each.period
        for each in together
        if each.pk == decision.pk or (is_grant and each.kind == Decision.Kind.CHANGE)
    ]
    remaining = days_left((each.kind, each.period) for each in together)
    found = [days.intersect(period) for days in remaining for period in merged(own)]
    return next((days for days in reversed(found) if days), None)


def granted_days(grant: Decision) -> list[Period]:
    """The days that the grant, its extensions and changes give, less what has been ended."""
    return days_left((each.kind, each.period) for each in with_what_followed(grant))


def with_what_followed(decision: Decision) -> list[Decision]:
    """The grant that the decision belongs to, and what holds of what has followed on it, in order."""
    grant = decision.grant_id or decision.pk
    if "decisions" in getattr(decision.case, "_prefetched_objects_cache", ()):
        rows = decision.case.decisions.all()
        return [
            each for each in rows if grant in (each.pk, each.grant_id) and not hasattr(each, "corrected_by")
        ]
    found = Decision.objects.in_force().filter(Q(pk=grant) | Q(grant=grant), case=decision.case_id)
    return list(found.order_by("decided_on", "id"))


def in_effect(grant: Decision, day: date) -> Decision:
    """Whose level and capacity hold on the day: the grant's, or those of its latest change."""
    changes = Decision.objects.in_force().filter(grant=grant, kind=Decision.Kind.CHANGE)
    return changes.filter(period__startswith__lte=day).order_by("id").last() or grant


def level_on(day: date, decision: str) -> Coalesce:
    """As `in_effect`, in a question: the level of the grant that `decision` leads to from the rows asked."""
    changes = Decision.objects.in_force().filter(
        grant=OuterRef(decision), kind=Decision.Kind.CHANGE, period__startswith__lte=day
    )
    return Coalesce(Subquery(changes.order_by("-id").values("level")[:1]), F(f"{decision}__level"))


def open_since(case: Case) -> date:
    """The day on which the case was opened, or the latest on which it was taken up again."""
    return max([case.opened_on, *(each.reopened_on for each in case.reopenings.all())])


def refusal_on(case: Case, intervention: Intervention, day: date) -> Decision | None:
    """A refusal of the intervention that was decided on the day and holds."""
    refusals = case.decisions.in_force().filter(
        kind=Decision.Kind.REFUSE, intervention=intervention, decided_on=day
    )
    return refusals.select_related("decided_by").first()
