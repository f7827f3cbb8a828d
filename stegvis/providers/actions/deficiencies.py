"""Note what is wrong at a provider, have it mended, and settle whether it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.answers import Stale
from stegvis.core.files.inspection import Inspected
from stegvis.core.locking import locked
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.providers import provider_letters
from stegvis.providers.control_permissions import may_control, may_mend
from stegvis.providers.models import (
    Condition,
    ControlTask,
    Deficiency,
    Provider,
    QualityVisit,
    Remedy,
    RemedyPaper,
    RemedyProlonged,
)
from stegvis.providers.rules import deficiencies as rules
from stegvis.providers.rules.deficiencies import DeficiencyFacts
from stegvis.registry import files
from stegvis.registry.files import Examined


@dataclass(frozen=True)
class Found:
    """What was found, and how. `source` and `severity` as `Deficiency` writes them."""

    text: str
    severity: str
    source: str
    found_on: date
    condition: Condition | None = None
    control_task: ControlTask | None = None
    visit: QualityVisit | None = None


def facts_of(deficiency: Deficiency) -> DeficiencyFacts:
    remedy: Remedy | None = getattr(deficiency, "remedy", None)
    if remedy is None:
        return DeficiencyFacts(is_dismissed=deficiency.dismissed_on is not None)
    return DeficiencyFacts(
        is_dismissed=deficiency.dismissed_on is not None,
        due_on=remedy.due_on,
        is_answered=remedy.answered_on is not None,
        is_met=remedy.is_met,
    )


def record_deficiency(provider: Provider, found: Found, *, by: Actor, today: date) -> Deficiency:
    """Notes a deficiency. The provider sees nothing of it until a remedy is asked for."""
    may_control(by, provider).or_refuse()
    said = vars(found)
    with locked(provider) as current:
        is_recorded = current.deficiencies.not_ordered().filter(**said).exists()
        rules.may_find(found.found_on, is_recorded=is_recorded, today=today).or_refuse()
        with database_refusals():
            return Deficiency.objects.create(
                principal_id=current.principal_id, provider=current, found_by_id=by.user_id, **said
            )


def order_remedy(deficiency: Deficiency, what: str, due_on: date, *, by: Actor, today: date) -> Remedy:
    """Tells the provider what to do, and until when (last day inclusive). It gets a letter."""
    may_control(by, deficiency.provider).or_refuse()
    with locked(deficiency) as current:
        rules.may_order(facts_of(current), due_on, today=today).or_refuse()
        with database_refusals():
            remedy = Remedy.objects.create(
                principal_id=current.principal_id,
                deficiency=current,
                what=what,
                due_on=due_on,
                ordered_on=today,
                ordered_by_id=by.user_id,
            )
        provider_letters.of_remedy_wanted(remedy)
        return remedy


def prolong_remedy(remedy: Remedy, due_on: date, reason: str, *, by: Actor, today: date) -> Remedy:
    """The provider has until a later day (inclusive). What it had before is kept with the reason, and it gets
    a letter."""
    may_control(by, remedy.deficiency.provider).or_refuse()
    with locked(remedy.deficiency) as deficiency, locked(remedy) as current:
        last = current.prolonged.last()
        if last and (last.due_on, last.reason, last.prolonged_by_id) == (due_on, reason, by.user_id):
            return current  # the button was pressed twice
        rules.may_prolong(facts_of(deficiency), due_on, today=today).or_refuse()
        with database_refusals():
            RemedyProlonged.objects.create(
                principal_id=current.principal_id,
                remedy=current,
                due_before=current.due_on,
                due_on=due_on,
                reason=reason,
                prolonged_on=today,
                prolonged_by_id=by.user_id,
            )
            current.due_on = due_on
            current.save(update_fields=["due_on"])
        provider_letters.of_remedy_prolonged(current)
    return current


def answer_remedy(
    remedy: Remedy, answer: str, *, file: Inspected | None = None, by: Actor, today: date
) -> Remedy:
    """The provider tells what it has done, and may send a file that shows it. It may add to its answer until
    the matter is settled. Raises Stale when a colleague has answered otherwise since `remedy` was read."""
    may_mend(by, remedy).or_refuse()
    examined = files.examine(file, at=clock.now()) if file else None
    with locked(remedy.deficiency) as deficiency, locked(remedy) as current:
        rules.may_answer(facts_of(deficiency)).or_refuse()
        if current.answer == answer and current.answered_by_id == by.user_id and _has(current, file):
            return current
        _answered_as_read(remedy, current)
        if examined and not _has(current, file):
            _keep_paper(current, examined, by, today)
        current.answer = answer
        current.answered_on = today
        current.answered_by_id = by.user_id
        current.save(update_fields=["answer", "answered_on", "answered_by"])
    return current


def close_remedy(remedy: Remedy, *, is_met: bool, note: str, by: Actor, today: date) -> Remedy:
    """Settles whether the deficiency is mended. What is not mended can lead to a warning; nothing follows by
    itself. Raises Stale when the provider has answered otherwise since `remedy` was read."""
    may_control(by, remedy.deficiency.provider).or_refuse()
    with locked(remedy.deficiency) as deficiency, locked(remedy) as current:
        if _is_closed_so(current, is_met, note, by):
            return current
        rules.may_close(facts_of(deficiency), is_met, today=today).or_refuse()
        _answered_as_read(remedy, current)
        current.is_met = is_met
        current.note = note
        current.closed_on = today
        current.closed_by_id = by.user_id
        current.save(update_fields=["is_met", "note", "closed_on", "closed_by"])
        provider_letters.of_remedy_judged(current)
    return current


def dismiss_deficiency(deficiency: Deficiency, reason: str, *, by: Actor, today: date) -> Deficiency:
    """Drops the matter, and says why."""
    may_control(by, deficiency.provider).or_refuse()
    with locked(deficiency) as current:
        rules.may_dismiss(facts_of(current)).or_refuse()
        current.dismissed_on = today
        current.dismissed_because = reason
        current.dismissed_by_id = by.user_id
        with database_refusals():
            current.save(update_fields=["dismissed_on", "dismissed_because", "dismissed_by"])
    return current


def _has(remedy: Remedy, file: Inspected | None) -> bool:
    """There is no file to keep, or the very same is kept already."""
    if file is None:
        return True
    return remedy.papers.filter(file__sha256=sha256(file.content).hexdigest()).exists()


def _keep_paper(remedy: Remedy, examined: Examined, by: Actor, today: date) -> None:
    rules.may_add_paper(remedy.papers.count()).or_refuse()
    kept = files.keep(examined, by=by, at=clock.now())
    RemedyPaper.objects.create(principal_id=remedy.principal_id, remedy=remedy, file=kept, added_on=today)


def _answered_as_read(read: Remedy, current: Remedy) -> None:
    if (read.answered_on, read.answer) != (current.answered_on, current.answer):
        raise Stale(SOMEBODY_WAS_FIRST)


def _is_closed_so(remedy: Remedy, is_met: bool, note: str, by: Actor) -> bool:
    """The button was pressed twice."""
    return (remedy.is_met, remedy.note, remedy.closed_by_id) == (is_met, note, by.user_id)
