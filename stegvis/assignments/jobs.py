"""What is done by itself with providers' reports, and with what they are summed up to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.assignments.activation.keeping import keep_figures
from stegvis.assignments.activation.scope import WRITERS
from stegvis.assignments.models import ActivationSpell
from stegvis.assignments.review.run import months_to_review, review_month
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job


def review_reports(principal_id: int) -> str:
    return told(flags_in(principal_id, months_to_review(clock.today())))


def flags_in(principal_id: int, months: Iterable[date]) -> int:
    """How many new flags. Each month in a transaction of its own."""
    flags = 0
    for month in months:
        with scope.principal(principal_id):
            flags += len(review_month(principal_id, month, clock.today()))
    return flags


def told(flags: int) -> str:
    return f"{flags} nya flaggor."


def keep_activation(principal_id: int) -> str:
    with scope.principal(principal_id):
        run = keep_figures(principal_id, today=clock.today(), at=clock.now())
        answers = ActivationSpell.objects.filter(principal=principal_id).count()
    return f"{answers} svar från {run.first_day} till {run.last_day}."


REVIEW_REPORTS = Job(
    name="review-reports",
    title="Granskning av rapporter",
    purpose="Letar efter udda mönster i anordnarnas rapporter och flaggar varje mönster en gång.",
    cron="30 3 * * *",
    when="varje natt 03.30",
    each=review_reports,
)
KEEP_ACTIVATION = Job(
    name="keep-activation",
    title="Heltidsaktivering",
    purpose="Räknar ut heltidsaktiveringen i förväg, för dem som följer upp många ärenden.",
    cron="20 1 * * *",
    when="varje natt 01.20",
    each=keep_activation,
    starters=WRITERS | {Role.ADMINISTRATOR},
)
JOBS = (REVIEW_REPORTS, KEEP_ACTIVATION)
