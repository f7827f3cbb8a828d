"""What of assignments keeps two people from being made one, or a merge from being undone."""

from __future__ import annotations

from collections.abc import Iterable

from stegvis.assignments.models import Assignment
from stegvis.core.answers import Check
from stegvis.registry.merging import register_merge_check, register_undo_check
from stegvis.registry.models import Person, PersonMerge


@register_merge_check
def no_overlapping_assignments(kept: Person, merged: Person) -> Iterable[Check]:
    """Nobody has two assignments for the same intervention on one day."""
    of_kept = list(Assignment.objects.filter(person=kept).carried_out())
    of_merged = Assignment.objects.filter(person=merged).carried_out()
    for other in of_merged.select_related("intervention").order_by("id"):
        twin = next((each for each in of_kept if _is_twin(each, other)), None)
        if twin is not None:
            yield Check(
                ok=False,
                message=f"Uppdragen {twin.number} och {other.number} gäller {other.intervention.name} samma "
                "dagar. Avsluta det ena i förtid först.",
            )


@register_undo_check
def no_assignment_since(done: PersonMerge) -> Iterable[Check]:
    """An assignment given in a moved case since then would be left behind."""
    cases, moved = (done.moved.get(label, []) for label in ("casework.Case", "assignments.Assignment"))
    since = Assignment.objects.filter(case__in=cases).exclude(pk__in=moved).order_by("id").first()
    yield Check(
        since is None,
        f"Uppdrag {since.number if since else ''} har getts i ett av ärendena sedan sammanslagningen. "
        "Det går inte att återställa.",
    )


def _is_twin(one: Assignment, other: Assignment) -> bool:
    return one.intervention_id == other.intervention_id and one.period.overlaps(other.period)
