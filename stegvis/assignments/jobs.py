"""What is done by itself with providers' reports, and with what they are summed up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from stegvis.assignments.activation.keeping import keep_figures
from stegvis.assignments.activation.scope import WRITERS
from stegvis.assignments.models import ActivationSpell, ReviewFlag
from stegvis.assignments.review.run import months_to_review, review_latest, review_month
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job


def review_reports(principal_id: int) -> str:
    today = clock.today()
    with scope.principal(principal_id):
        months = months_to_review(principal_id, today)
    return told(sum(_new_flags(principal_id, month, review_latest) for month in months))


def flags_in(principal_id: int, months: Iterable[date]) -> int:
    """How many new flags, by all rules. Each month in a transaction of its own."""
    return sum(_new_flags(principal_id, month, review_month) for month in months)


def _new_flags(principal_id: int, month: date, review: Callable[[int, date, date], list[ReviewFlag]]) -> int:
    with scope.principal(principal_id):
        return len(review(principal_id, month, clock.today()))


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
