"""Add an intervention to the catalogue, and change what it is called."""

from __future__ import annotations

from django.utils.text import slugify

from stegvis.catalogue.contents import require_unchanged
from stegvis.catalogue.models import Intervention
from stegvis.catalogue.permissions import may_edit, may_edit_catalogue
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

LONGEST_CODE = 50


def add_intervention(name: str, purpose: str, chosen_by_person: bool, *, by: Actor) -> Intervention:
    """Adds it without terms: it is offered from the day that its first terms begin."""
    may_edit_catalogue(by).or_refuse()
    others = Intervention.objects.filter(principal_id=by.principal_id)
    Answer.of(_is_free(name, others.filter(name__iexact=name).exists())).or_refuse()
    with database_refusals():
        return Intervention.objects.create(
            principal_id=by.principal_id,
            code=_free_code(name, set(others.values_list("code", flat=True))),
            name=name,
            purpose=purpose,
            chosen_by_person=chosen_by_person,
        )


def rename_intervention(
    intervention: Intervention, name: str, purpose: str, chosen_by_person: bool, *, seen: str, by: Actor
) -> Intervention:
    """Changes its name and for whom it is. `seen` = its mark when it was read; raises Stale otherwise."""
    may_edit(by, intervention).or_refuse()
    with locked(intervention) as current:
        require_unchanged(current, seen)
        others = Intervention.objects.filter(principal_id=by.principal_id).exclude(pk=current.pk)
        Answer.of(_is_free(name, others.filter(name__iexact=name).exists())).or_refuse()
        current.name, current.purpose, current.chosen_by_person = name, purpose, chosen_by_person
        current.save(update_fields=["name", "purpose", "chosen_by_person"])
        return current


def _is_free(name: str, is_taken: bool) -> Check:
    return Check(not is_taken, f"Det finns redan en insats som heter {name}.", "name")


def _free_code(name: str, taken: set[str]) -> str:
    """The name as a code, with a number when it is taken: codes are never used again for something else."""
    wanted = (slugify(name).replace("-", "_") or "insats")[:LONGEST_CODE].strip("_")
    numbered = (f"{wanted}_{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (wanted, *numbered) if code not in taken)
