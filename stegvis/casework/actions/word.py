"""Write the principal's own words in a kind of decision, as a version from a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.casework.models import DecisionText
from stegvis.casework.permissions import may_keep_delegation
from stegvis.casework.rules.dated import may_begin
from stegvis.casework.texts import KINDS, Words
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Principal


@transaction.atomic
def write_text(kind: str, words: Words, from_day: date, *, by: Actor, today: date) -> DecisionText:
    """A new version from the day on, up to the next that is written already.

    The one before ends the day before; one that begins on the very day is replaced.
    """
    may_keep_delegation(by).or_refuse()
    Principal.objects.select_for_update().get(pk=by.principal_id)
    Answer.of(
        may_begin(from_day, today=today),
        Check(kind in KINDS, "Välj ett slags beslut."),
        Check(bool(words.introduction), "Skriv en inledning.", "introduction"),
    ).or_refuse()
    own = DecisionText.objects.filter(principal_id=by.principal_id, kind=kind)
    now = own.filter(period__contains=from_day).first()
    later = own.filter(period__startswith__gt=from_day).order_by("period").first()
    with database_refusals():
        if now is not None and now.period.start == from_day:
            return _rewritten(now, words)
        if now is not None:
            now.period = now.period.ending(from_day)
            now.save(update_fields=["period"])
        return DecisionText.objects.create(
            principal_id=by.principal_id,
            kind=kind,
            kind_place=KINDS[kind],
            introduction=words.introduction,
            law=words.law,
            appeal=words.appeal,
            period=Period(from_day, later.period.start if later else None),
        )


def _rewritten(text: DecisionText, words: Words) -> DecisionText:
    text.introduction, text.law, text.appeal = words.introduction, words.law, words.appeal
    text.save(update_fields=["introduction", "law", "appeal"])
    return text
