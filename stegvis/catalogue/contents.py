"""An intervention's rows as values: what its terms say, and a mark of how all of it was when it was read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from stegvis.catalogue.models import Intervention, Level, Terms
from stegvis.catalogue.rules import LevelContent, TermsContent
from stegvis.core.answers import Stale

OF_TERMS = (
    "min_age",
    "max_age",
    "min_capacity",
    "max_capacity",
    "max_months",
    "max_extensions",
    "extension_months",
    "min_workplace_percent",
    "decided_in",
)
LISTS = ("must_combine_with", "must_not_combine_with", "target_groups", "voucher_amounts")
CHANGED_MEANWHILE = (
    "Någon annan har ändrat insatsen sedan du öppnade sidan. Jämför det du skrev med det som gäller nu, "
    "och skicka igen om din ändring fortfarande ska göras."
)


def content_of(terms: Terms) -> TermsContent:
    said: dict[str, Any] = {name: getattr(terms, name) for name in OF_TERMS}
    said |= {name: tuple(getattr(terms, name)) for name in LISTS}
    return TermsContent(
        **said,
        levels=tuple(
            LevelContent(level.code, level.name, level.min_capacity, level.max_capacity)
            for level in terms.levels.all()
        ),
    )


def columns(content: TermsContent) -> dict[str, Any]:
    """The content as the columns of a row of terms; levels are rows of their own."""
    return {
        **{name: getattr(content, name) for name in OF_TERMS},
        **{name: list(getattr(content, name)) for name in LISTS},
    }


def write_levels(terms: Terms, levels: Iterable[LevelContent]) -> None:
    """The levels of the terms as given: those that are there are changed, the rest added or taken away."""
    wanted = list(levels)
    terms.levels.exclude(code__in=[level.code for level in wanted]).delete()
    for position, level in enumerate(wanted, start=1):
        Level.objects.update_or_create(
            terms=terms,
            code=level.code,
            defaults={
                "principal_id": terms.principal_id,
                "position": position,
                "name": level.name,
                "min_capacity": level.min_capacity,
                "max_capacity": level.max_capacity,
            },
        )


def mark_of(intervention: Intervention) -> str:
    """Another mark whenever anything about the intervention or its terms has been changed."""
    said: list[Any] = [intervention.name, intervention.purpose, intervention.chosen_by_person]
    for terms in intervention.terms.order_by("period", "id").prefetch_related("levels"):
        said += [terms.pk, str(terms.period), repr(content_of(terms))]
    return sha256(json.dumps(said).encode()).hexdigest()[:20]


def require_unchanged(intervention: Intervention, seen: str) -> None:
    """Raises Stale when it is no longer as it was when it was read with the mark `seen`."""
    if mark_of(intervention) != seen:
        raise Stale(CHANGED_MEANWHILE)
