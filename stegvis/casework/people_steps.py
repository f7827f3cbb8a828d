"""What can be done on the case page about whom it is about, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from stegvis.casework.actions.identifiers import can_give_number
from stegvis.casework.models import Case
from stegvis.casework.timeline import Entry
from stegvis.core.actor import Actor
from stegvis.core.steps import Step
from stegvis.registry.models import PersonMerge


def steps_about_the_person(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    yield Step(
        "give_number",
        "Lägg till identitetsnummer",
        reverse("give_number", args=[case.pk]),
        can_give_number(case, actor),
    )


def tell_merges(case: Case) -> Iterable[Entry]:
    """That the person's record was made of two, and that it was taken apart again."""
    of_person = Q(kept=case.person_id) | Q(merged=case.person_id)
    merges = PersonMerge.objects.filter(of_person, principal_id=case.principal_id)
    for merge in merges.select_related("merged_by", "undone__undone_by").order_by("id"):
        url = reverse("merge", args=[merge.pk]) if merge.kept_id == case.person_id else ""
        yield Entry(
            merge.merged_on, "Två registreringar slogs ihop", merge.reason, merge.merged_by.display_name, url
        )
        if hasattr(merge, "undone"):
            yield Entry(
                merge.undone.undone_on,
                "Sammanslagningen återställdes",
                merge.undone.reason,
                merge.undone.undone_by.display_name,
            )
