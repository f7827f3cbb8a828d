"""Write what stands around decisions about providers, from a day on, and take it back before that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.deciding_permissions import may_write_texts
from stegvis.providers.models import DecisionWording
from stegvis.providers.rules import wording as rules


@dataclass(frozen=True)
class Texts:
    """What the decisions rest on, how to appeal, and who has decided that they say so."""

    law: str
    appeal: str
    decided_in: str = ""


def write_decision_wording(
    principal_id: int, texts: Texts, start: date, *, by: Actor, today: date
) -> DecisionWording:
    """The texts from `start`. Those before end; those that have not begun, or began the same day, are written
    anew."""
    may_write_texts(by, principal_id).or_refuse()
    rules.may_write(start, today=today).or_refuse()
    with transaction.atomic(), database_refusals():
        begun, coming = _locked_versions(principal_id, today)
        if coming is not None:
            coming.delete()
        if begun is not None and begun.period.start == start:
            return _corrected(begun, texts)
        if begun is not None:
            _end(begun, start)
        return DecisionWording.objects.create(
            principal_id=principal_id,
            period=Period(start),
            law=texts.law,
            appeal=texts.appeal,
            decided_in=texts.decided_in,
        )


def take_back_decision_wording(principal_id: int, *, by: Actor, today: date) -> None:
    """The coming texts go, and those before them go on."""
    may_write_texts(by, principal_id).or_refuse()
    with transaction.atomic(), database_refusals():
        begun, coming = _locked_versions(principal_id, today)
        rules.may_take_back(coming.period if coming else None).or_refuse()
        assert coming is not None, "the rule has asked"
        coming.delete()
        if begun is not None and begun.period.end == coming.period.start:
            _end(begun, None)


def can_take_back(principal_id: int, by: Actor, *, today: date) -> Answer:
    coming = DecisionWording.objects.filter(principal_id=principal_id).coming(today).first()
    return may_write_texts(by, principal_id) & rules.may_take_back(coming.period if coming else None)


def _locked_versions(principal_id: int, today: date) -> tuple[DecisionWording | None, DecisionWording | None]:
    """Those that hold, and those that are to come."""
    own = DecisionWording.objects.filter(principal_id=principal_id).select_for_update()
    return own.filter(period__contains=today).first(), own.coming(today).first()


def _corrected(wording: DecisionWording, texts: Texts) -> DecisionWording:
    """The history of changes keeps what stood there."""
    wording.law, wording.appeal, wording.decided_in = texts.law, texts.appeal, texts.decided_in
    wording.period = Period(wording.period.start)
    wording.save(update_fields=["law", "appeal", "decided_in", "period"])
    return wording


def _end(wording: DecisionWording, end: date | None) -> None:
    wording.period = Period(wording.period.start, end)
    wording.save(update_fields=["period"])
