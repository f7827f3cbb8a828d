"""Make two records of one person one, make them two again, or say that they are two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.casework.models import Case
from stegvis.casework.places import places
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.registry import merging
from stegvis.registry.merging_rules import MergeWish
from stegvis.registry.models import Person, PersonMerge, PersonMergeUndone
from stegvis.registry.naming import hides


def may_merge(actor: Actor, *people: Person) -> Answer:
    """A head of unit who works in every unit where any of them has a case or a referral: whoever says that
    two records are one must be able to read both. Others are told whom to ask."""
    known_at = [place for known in places(people).values() for place in known]
    elsewhere = sorted({place.unit for place in known_at if place.unit_id not in actor.unit_ids})
    if any(person.principal_id != actor.principal_id or hides(person, actor) for person in people):
        return Answer.forbidden("Du får inte veta vilka personerna är. Be din enhetschef om hjälp.")
    if elsewhere:
        return Answer.forbidden(
            f"En av dem finns också på {' och '.join(elsewhere)}. En chef för alla enheterna kan göra det."
        )
    if not any(actor.leads(place.unit_id) for place in known_at):
        return Answer.forbidden("Bara enhetschefen kan slå ihop personer.")
    return Answer.yes()


def can_merge(one: Person, other: Person, actor: Actor) -> Answer:
    """Could the actor make them one, whichever is kept?"""
    return may_merge(actor, one, other) & merging.can_merge(one, other)


def merge_people(kept: Person, merged: Person, wish: MergeWish, *, by: Actor, today: date) -> PersonMerge:
    """What was about `merged` is about `kept` from now on."""
    may_merge(by, kept, merged).or_refuse()
    return merging.merge(kept, merged, wish, by=by, today=today)


def can_undo(done: PersonMerge, actor: Actor) -> Answer:
    return may_merge(actor, done.kept) & merging.can_undo(done)


def undo_merge(done: PersonMerge, reason: str, *, by: Actor, today: date) -> PersonMergeUndone:
    """Moves exactly what was moved back."""
    may_merge(by, done.kept).or_refuse()
    return merging.undo(done, reason, by=by, today=today)


def can_say_apart(one: Person, other: Person, actor: Actor) -> Answer:
    """Could the actor say that they are two? Also of those who cannot be merged now, for each has an open
    case."""
    return may_merge(actor, one, other) & Answer.of(
        Check(one.pk != other.pk, "Det är samma registrering. Välj två olika.")
    )


def say_apart(one: Person, other: Person, *, by: Actor, today: date) -> None:
    """They are alike and yet two; they are not proposed again."""
    can_say_apart(one, other, by).or_refuse()
    merging.say_apart(one.pk, [other.pk], by=by, today=today)


@merging.register_merge_check
def one_open_case(kept: Person, merged: Person) -> Iterable[Check]:
    """A person has one open case at the most."""
    numbers = Case.objects.filter(person__in=(kept, merged)).open().values_list("number", flat=True)
    yield Check(
        len(numbers) < 2,
        f"Båda har ett öppet ärende: {' och '.join(sorted(numbers))}. Avsluta det ena först.",
    )
