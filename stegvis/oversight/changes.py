"""The history of changes: who, when, and each field before and after.

The database keeps every row as it was before each change, also when many rows are changed at once. What it
became is the next row kept, or the row as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.fields.related import ForeignKey

from stegvis.accounts.models import User
from stegvis.core.actor import Actor, Role
from stegvis.core.period import Period
from stegvis.core.templatetags.design import clock_time
from stegvis.core.templatetags.design import period as period_text
from stegvis.registry.naming import HIDDEN, hides

NOBODY = "Systemet"
NOTHING = "–"
REMOVED = "removed"

OF_A_CASE: tuple[tuple[str, str, str], ...] = (
    ("casework.Case", "pgh_obj_id", "pk"),
    ("casework.FollowUp", "case_id", "pk"),
    ("casework.CapacityGrade", "case_id", "pk"),
    ("casework.CapacityStatement", "case_id", "pk"),
    ("assignments.Assignment", "case_id", "pk"),
    ("registry.Person", "pgh_obj_id", "person_id"),
    ("registry.PersonIdentifier", "person_id", "person_id"),
)
"""Whose changes belong to a case: the table, the column that leads there, and the case's key for it."""
ABOUT_THE_PERSON = frozenset({"registry.Person", "registry.PersonIdentifier"})
LABELS = {
    "caseworker": "Handläggare",
    "unit": "Enhet",
    "opened_by": "Öppnat av",
    "closed_by": "Avslutat av",
    "held_by": "Hölls av",
    "decision": "Beslut",
    "choice": "Val",
    "intervention": "Insats",
    "provider": "Anordnare",
    "given_by": "Gett av",
    "user": "Användare",
    "person": "Person",
    "identity_provider": "Inloggningstjänst",
    "assessment": "Kartläggning",
    "answer": "Utlåtande",
    "recorded_by": "Registrerad av",
    "asked_by": "Begärt av",
    "merged_into": "Sammanslagen med",
    "pseudonym": "Pseudonym",
}
"""What a field is called when the table gives it no Swedish name."""
NOT_TOLD = frozenset({"id", "principal", "person", "case", "terms"})
"""What says which row it is, and never changes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field that was changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row."""

    at: datetime
    by: str
    what: str
    removed: bool
    fields: tuple[Field, ...]


def of_case(case: Any, actor: Actor) -> list[Change]:
    """All changes of the case and what belongs to it, the latest first; what is hidden stays so."""
    hidden = hides(case.person, actor)
    found: list[Change] = []
    for label, column, key in OF_A_CASE:
        kept = _kept(label).filter(**{column: getattr(case, key)}).order_by("pgh_id")
        found += changes(label, list(kept.select_related("pgh_context")), hide=hidden)
    return sorted(found, key=lambda change: change.at, reverse=True)


def of_intervention(intervention: Any) -> list[Change]:
    """All changes of an intervention, its terms and their levels, the latest first."""
    terms = _kept("catalogue.Terms").filter(intervention_id=intervention.pk)
    every = {*terms.values_list("pgh_obj_id", flat=True), *intervention.terms.values_list("pk", flat=True)}
    kept = {
        "catalogue.Intervention": _kept("catalogue.Intervention").filter(pgh_obj_id=intervention.pk),
        "catalogue.Terms": terms,
        "catalogue.Level": _kept("catalogue.Level").filter(terms_id__in=every),
    }
    found: list[Change] = []
    for label, rows in kept.items():
        listed = list(rows.select_related("pgh_context").order_by("pgh_id"))
        told = zip(listed, changes(label, listed), strict=True)
        found += [replace(change, what=f"{change.what} {_which(row)}".strip()) for row, change in told]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _which(row: Any) -> str:
    """A level by its name, terms by the days they held before the change."""
    days = getattr(row, "period", None)
    return period_text(days) if days is not None else getattr(row, "name", "")


def memberships_kept(actor: Actor) -> models.QuerySet[Any]:
    """The kept rows of roles that the actor administers; not which residents have access."""
    kept = _kept("accounts.Membership").filter(principal_id=actor.principal_id)
    return kept.exclude(role=Role.RESIDENT).select_related("pgh_context")


def of_memberships(listed: Sequence[Any]) -> list[Change]:
    """The changes that a page of kept rows tell, in the same order."""
    wanted = [row.pgh_id for row in listed]
    objects = {row.pgh_obj_id for row in listed}
    kept = _kept("accounts.Membership").filter(pgh_obj_id__in=objects).order_by("pgh_id")
    told = dict(
        zip(
            [row.pgh_id for row in kept],
            changes("accounts.Membership", list(kept.select_related("pgh_context")), with_name=True),
            strict=True,
        )
    )
    return [told[key] for key in wanted]


def changes(label: str, kept: Sequence[Any], *, hide: bool = False, with_name: bool = False) -> list[Change]:
    """What the kept rows of one table tell, in the order given; rows and names are asked for once."""
    model = apps.get_model(label)
    after = _after(model, kept)
    fields = [field for field in model._meta.local_fields if _is_told(field, kept)]
    names = _Names(fields, [*kept, *(row for row in after.values() if row is not None)])
    people = _people(kept)
    return [
        Change(
            at=row.pgh_created_at,
            by=_by(row, people),
            what=_what(model, row, names, with_name=with_name),
            removed=row.pgh_label == REMOVED,
            fields=tuple(_differences(fields, row, after[row.pgh_id], names, label, hide=hide)),
        )
        for row in kept
    ]


def _kept(label: str) -> models.QuerySet[Any]:
    app, name = label.split(".")
    found: models.QuerySet[Any] = apps.get_model(app, f"{name}Event")._default_manager.all()
    return found


def _after(model: type[models.Model], kept: Sequence[Any]) -> dict[int, Any]:
    """What each kept row became: the next one of the same object, or the object; None when removed."""
    now = {row.pk: row for row in model._default_manager.filter(pk__in={row.pgh_obj_id for row in kept})}
    of_object: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(kept, key=lambda row: row.pgh_id):
        of_object[row.pgh_obj_id].append(row)
    return {
        row.pgh_id: following
        for key, rows in of_object.items()
        for row, following in zip(rows, [*rows[1:], now.get(key)], strict=True)
    }


def _is_told(field: Any, kept: Sequence[Any]) -> bool:
    """Only what the history keeps: nothing that the database works out by itself."""
    is_kept = bool(kept) and hasattr(type(kept[0]), field.attname)
    return is_kept and field.name not in NOT_TOLD and not field.generated


def _differences(
    fields: Iterable[Any], before: Any, after: Any, names: _Names, label: str, *, hide: bool
) -> Iterable[Field]:
    if before.pgh_label == REMOVED:
        return
    for field in fields:
        was = getattr(before, field.attname)
        became = getattr(after, field.attname) if after is not None else None
        if was == became:
            continue
        shown = [names.text(field, value) for value in (was, became)]
        if hide and (label in ABOUT_THE_PERSON or isinstance(field, models.TextField)):
            shown = [HIDDEN, HIDDEN]
        yield Field(label_of(field), *shown)


def label_of(field: Any) -> str:
    return LABELS.get(field.name) or str(field.verbose_name).capitalize()


def _what(model: type[models.Model], row: Any, names: _Names, *, with_name: bool) -> str:
    title = str(model._meta.verbose_name).capitalize()
    number = getattr(row, "number", "")
    if with_name:
        role = Role(row.role).label if row.role in Role.values else row.role
        return f"{names.user(row.user_id)}: {role}"
    return f"{title} {number}".strip()


class _Names:
    """What stands for a value in words; the names behind keys are asked for once for each table."""

    def __init__(self, fields: Iterable[Any], rows: Sequence[Any]) -> None:
        keys: dict[type[models.Model], set[int]] = defaultdict(set)
        for field in fields:
            if isinstance(field, ForeignKey):
                found = {getattr(row, field.attname) for row in rows} - {None}
                keys[_target(field)] |= found
        keys[User] |= {row.user_id for row in rows if hasattr(row, "user_id")}
        self._found = {model: _texts(model, wanted) for model, wanted in keys.items()}

    def text(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return NOTHING
        if isinstance(field, ForeignKey):
            return self._found[_target(field)].get(value, NOTHING)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value)).capitalize()
        return _plain(value)

    def user(self, key: int) -> str:
        return self._found[User].get(key, NOTHING)


def _target(field: Any) -> type[models.Model]:
    target: type[models.Model] = field.remote_field.model
    return target


def _texts(model: type[models.Model], keys: set[int]) -> dict[int, str]:
    return {row.pk: _title(row) for row in model._default_manager.filter(pk__in=keys)} if keys else {}


def _title(row: Any) -> str:
    """A row with a number is called by it: it stands on the pages too."""
    return str(getattr(row, "number", "") or row)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, Period):
        return period_text(value)
    if isinstance(value, datetime):
        return clock_time(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _people(kept: Sequence[Any]) -> dict[int, str]:
    keys = {
        int(key)
        for row in kept
        for key in (_said(row, "user"), _said(row, "impersonator"))
        if key is not None
    }
    return _texts(User, keys)


def _by(row: Any, people: dict[int, str]) -> str:
    user, support = _said(row, "user"), _said(row, "impersonator")
    name = people.get(int(user), NOBODY) if user is not None else NOBODY
    if support is not None:
        return f"{people.get(int(support), NOBODY)} (support, som {name})"
    return name


def _said(row: Any, word: str) -> Any:
    """What was known about who made the change; nothing for what the program does by itself."""
    return row.pgh_context.metadata.get(word) if row.pgh_context is not None else None
