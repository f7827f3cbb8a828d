"""The verbs that make two records one, and two again.

Every row that points at a person follows, in whatever room its table is: the tables are found by their
foreign keys. Histories and rows that are never changed stay where they were written; readers find the record
that holds now by `Person.merged_into`. Who may is asked in the room that knows the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Stale
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.registry import merging_rules
from stegvis.registry.merging_rules import MergeWish, RecordFacts, UndoFacts
from stegvis.registry.models import Person, PersonIdentifier, PersonMerge, PersonMergeUndone, PersonsApart
from stegvis.registry.rules import SHORTEST_REASON

Table = tuple[type[models.Model], str]
"""A table and its column that points at a person."""
MergeCheck = Callable[[Person, Person], Iterable[Check]]
UndoCheck = Callable[[PersonMerge], Iterable[Check]]
_merge_checks: list[MergeCheck] = []
_undo_checks: list[UndoCheck] = []


def register_merge_check(check: MergeCheck) -> MergeCheck:
    """A room says what in it keeps two people (`kept`, `merged`) from being made one."""
    _merge_checks.append(check)
    return check


def register_undo_check(check: UndoCheck) -> UndoCheck:
    """A room says what has come since a merge and keeps it from being undone."""
    _undo_checks.append(check)
    return check


def tables() -> list[Table]:
    """The tables whose rows follow their person, the lowest room first: a case before what follows it."""
    order = {model: place for place, model in enumerate(reversed(list(apps.get_models())))}
    relations: list[Any] = [
        each for each in Person._meta.get_fields(include_hidden=True) if _points_here(each)
    ]
    followers = [
        (relation.related_model, relation.field.name)
        for relation in relations
        if not (_is_history(relation.related_model) or _never_changes(relation.related_model))
    ]
    return sorted(followers, key=lambda table: order[table[0]])


def facts_of(person: Person) -> RecordFacts:
    numbers = PersonIdentifier.objects.filter(person=person, kind=PersonIdentifier.Kind.PERSONAL)
    return RecordFacts(
        pk=person.pk,
        principal_id=person.principal_id,
        birth_date=person.birth_date,
        sex=person.sex,
        protection=person.protection,
        has_personal_number=numbers.exists(),
        is_merged=person.merged_into_id is not None,
    )


def can_merge(one: Person, other: Person) -> Answer:
    """Could they be made one, whichever is kept?"""
    return merging_rules.can_be_merged(facts_of(one), facts_of(other)) & _checked(one, other)


def merge(kept: Person, merged: Person, wish: MergeWish, *, by: Actor, today: date) -> PersonMerge:
    """What was about `merged` is about `kept` from now on. Raises Refused with every reason."""
    with _both_locked(kept, merged) as (kept_now, merged_now):
        allowed = merging_rules.may_merge(facts_of(kept_now), facts_of(merged_now), wish)
        (allowed & _checked(kept_now, merged_now)).or_refuse()
        with database_refusals():
            moved = _move_all(merged_now, kept_now)
            Person.objects.filter(pk=merged_now.pk).update(merged_into=kept_now)
            return PersonMerge.objects.create(
                principal_id=kept_now.principal_id,
                kept=kept_now,
                merged=merged_now,
                reason=wish.reason.strip(),
                moved=moved,
                merged_on=today,
                merged_by_id=by.user_id,
            )


def can_undo(done: PersonMerge) -> Answer:
    """Could the merge be undone, given a reason?"""
    reason = "x" * SHORTEST_REASON
    return merging_rules.may_undo(_undo_facts(done), reason) & _checked_undo(done)


def undo(done: PersonMerge, reason: str, *, by: Actor, today: date) -> PersonMergeUndone:
    """Exactly what was moved is moved back. What has come since stays with the record that was kept."""
    with _both_locked(done.kept, done.merged) as (kept, merged):
        current = PersonMerge.objects.select_related("kept", "merged").get(pk=done.pk)
        (merging_rules.may_undo(_undo_facts(current), reason) & _checked_undo(current)).or_refuse()
        with database_refusals():
            Person.objects.filter(pk=merged.pk).update(merged_into=None)
            for model, name in tables():
                _rows(model, done.moved.get(model._meta.label, ())).update(**{name: merged})
            return PersonMergeUndone.objects.create(
                principal_id=kept.principal_id,
                merge=current,
                reason=reason.strip(),
                undone_on=today,
                undone_by_id=by.user_id,
            )


def say_apart(one_id: int, other_ids: Iterable[int], *, by: Actor, today: date) -> None:
    """They are two, however alike: nobody is asked about them again. Saying it twice changes nothing."""
    pairs = [sorted((one_id, other)) for other in other_ids]
    with database_refusals():
        PersonsApart.objects.bulk_create(
            [
                PersonsApart(
                    principal_id=by.principal_id,
                    one_id=lower,
                    other_id=higher,
                    said_on=today,
                    said_by_id=by.user_id,
                )
                for lower, higher in pairs
            ],
            ignore_conflicts=True,
        )


@contextmanager
def _both_locked(one: Person, other: Person) -> Iterator[tuple[Person, Person]]:
    """Both records as they are now, locked in the order of their keys, so that no two wait for each other.

    Whoever writes a case, a referral or a number about either waits too, and is refused if it was merged.
    """
    with transaction.atomic():
        rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk))
        found = {person.pk: person for person in rows.order_by("pk")}
        if not {one.pk, other.pk} <= found.keys():
            raise Stale(SOMEBODY_WAS_FIRST)
        yield found[one.pk], found[other.pk]


def _move_all(merged: Person, kept: Person) -> dict[str, list[int]]:
    """Moves the rows and tells which: primary keys by table."""
    moved = {}
    for model, name in tables():
        keys = list(model._base_manager.filter(**{name: merged}).order_by("pk").values_list("pk", flat=True))
        if keys:
            _rows(model, keys).update(**{name: kept})
            moved[model._meta.label] = keys
    return moved


def _undo_facts(done: PersonMerge) -> UndoFacts:
    kept, merged = done.kept, done.merged
    is_as_merged = kept.merged_into_id is None and merged.merged_into_id == kept.pk
    return UndoFacts(
        is_undone=hasattr(done, "undone"),
        is_as_merged=is_as_merged and _rows_are_where_moved(done),
        protections=(kept.protection, merged.protection),
    )


def _rows_are_where_moved(done: PersonMerge) -> bool:
    columns = {model._meta.label: (model, name) for model, name in tables()}
    if not done.moved.keys() <= columns.keys():
        return False
    return all(
        _rows(columns[label][0], keys).filter(**{columns[label][1]: done.kept_id}).count() == len(keys)
        for label, keys in done.moved.items()
    )


def _rows(model: type[models.Model], keys: Iterable[int]) -> models.QuerySet[Any]:
    return model._base_manager.filter(pk__in=list(keys))


def _checked(kept: Person, merged: Person) -> Answer:
    return Answer.of(*(check for source in _merge_checks for check in source(kept, merged)))


def _checked_undo(done: PersonMerge) -> Answer:
    return Answer.of(*(check for source in _undo_checks for check in source(done)))


def _points_here(relation: Any) -> bool:
    """Is it another table's column that points at people?"""
    return bool(
        relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    )


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_tracked_model")


def _never_changes(model: type[models.Model]) -> bool:
    triggers = getattr(model._meta, "triggers", ())
    return any(
        isinstance(trigger, pgtrigger.Protect) and pgtrigger.Update in _operations(trigger)
        for trigger in triggers
    )


def _operations(trigger: pgtrigger.Trigger) -> list[Any]:
    return list(getattr(trigger.operation, "operations", [trigger.operation]))
