"""Judge a finding: the reading was proper, was not, or the user has to be asked."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.refusals import database_refusals
from stegvis.oversight import permissions, rules
from stegvis.oversight.models import Finding, Verdict
from stegvis.oversight.models.control import Outcome

ONE_AT_A_TIME = 20251124  # any number; with the finding's key, PostgreSQL's advisory lock of that finding


def judge(finding: Finding, outcome: str, note: str, follow_up: str, *, by: Actor, now: datetime) -> Verdict:
    """Adds a verdict. Raises Refused with every reason."""
    permissions.may_judge(by, finding.seat_unit_id).or_refuse()
    with transaction.atomic():
        _lock(finding)
        standing = latest(finding)
        rules.may_judge(_facts(finding, standing, by), outcome, follow_up).or_refuse()
        with database_refusals():
            return Verdict.objects.create(
                principal_id=finding.principal_id,
                finding=finding,
                outcome=outcome,
                note=note.strip(),
                follow_up=follow_up.strip(),
                at=now,
                decided_by_id=by.user_id,
                confirms=standing if outcome == Outcome.CONFIRMED else None,
            )


def can_judge(finding: Finding, actor: Actor) -> Answer:
    """May the actor give some verdict on the finding now?"""
    standing = latest(finding)
    outcome = Outcome.CONFIRMED if standing and standing.outcome == Outcome.IMPROPER else Outcome.PROPER
    facts = _facts(finding, standing, actor)
    allowed = permissions.may_judge(actor, finding.seat_unit_id)
    return allowed & rules.may_judge(facts, outcome, "något")


def latest(finding: Finding) -> Verdict | None:
    return finding.verdicts.order_by("-id").first()


def _facts(finding: Finding, standing: Verdict | None, by: Actor) -> rules.JudgeFacts:
    return rules.JudgeFacts(
        reader_ids=frozenset(pk for pk in (finding.user_id, finding.impersonator_id) if pk is not None),
        judge_id=by.user_id,
        standing=standing.outcome if standing else "",
        judged_by=standing.decided_by_id if standing else None,
    )


def _lock(finding: Finding) -> None:
    """A row that is never changed cannot be locked by who may not change it; its number can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_AT_A_TIME, finding.pk % 2**31])
