"""What an officer makes of a flag: nothing, with the reason, or a deficiency to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.assignments.models import ReviewFlag, ReviewVerdict
from stegvis.assignments.review import permissions
from stegvis.assignments.rules.review import verdicts
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers.actions.deficiencies import Found, record_deficiency
from stegvis.providers.models import Deficiency


@dataclass(frozen=True)
class Shortcoming:
    """What the officer found to be wrong. `severity` as `Deficiency` writes it; the provider can come to read
    `text`."""

    severity: str
    text: str


def can_judge(flag: ReviewFlag, actor: Actor) -> Answer:
    """May the actor judge the flag now?"""
    return permissions.may_judge(actor, flag) and verdicts.may_judge(is_judged=_is_judged(flag))


def dismiss_flag(flag: ReviewFlag, reason: str, *, by: Actor, today: date) -> ReviewVerdict:
    """There was nothing wrong. Raises Refused when the flag is judged already."""
    permissions.may_judge(by, flag).or_refuse()
    with locked(flag) as current:
        verdicts.may_judge(is_judged=_is_judged(current)).or_refuse()
        return _judged(current, ReviewVerdict.Kind.DISMISSED, reason, None, by=by, today=today)


def act_on_flag(
    flag: ReviewFlag, reason: str, wrong: Shortcoming, *, by: Actor, today: date
) -> ReviewVerdict:
    """Something was wrong: a deficiency is noted, and goes the way of all deficiencies. Raises Refused when
    the flag is judged already."""
    permissions.may_judge(by, flag).or_refuse()
    with locked(flag) as current:
        verdicts.may_judge(is_judged=_is_judged(current)).or_refuse()
        found = Found(wrong.text, wrong.severity, Deficiency.Source.REVIEW, today)
        deficiency = record_deficiency(current.provider, found, by=by, today=today)
        return _judged(current, ReviewVerdict.Kind.ACTION, reason, deficiency, by=by, today=today)


def _is_judged(flag: ReviewFlag) -> bool:
    return ReviewVerdict.objects.filter(flag_id=flag.pk).exists()


def _judged(
    flag: ReviewFlag, kind: str, reason: str, deficiency: Deficiency | None, *, by: Actor, today: date
) -> ReviewVerdict:
    with database_refusals():
        return ReviewVerdict.objects.create(
            principal_id=flag.principal_id,
            flag=flag,
            kind=kind,
            reason=reason,
            deficiency=deficiency,
            given_on=today,
            given_by_id=by.user_id,
        )
