"""What is done by itself in case work."""

from __future__ import annotations

from stegvis.casework.actions.journal import lock_old_notes
from stegvis.casework.caseload.keeping_circulation import keep_circulation
from stegvis.casework.models import CirculationFigure
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job


def tend_journal(principal_id: int) -> str:
    """The notes are locked all the same: the rule asks the clock. This adds the database's own guard."""
    with scope.principal(principal_id):
        locked = lock_old_notes(principal_id, clock.now())
    return f"{locked} anteckningar låsta."


def keep_circulation_figures(principal_id: int) -> str:
    with scope.principal(principal_id):
        keep_circulation(principal_id, today=clock.today(), at=clock.now())
        cases = CirculationFigure.objects.filter(principal=principal_id).count()
    return f"{cases} öppna ärenden."


TEND_JOURNAL = Job(
    name="tend-journal",
    title="Låsning av journalanteckningar",
    purpose="Märker journalanteckningar som är ett dygn gamla som låsta.",
    cron="20 * * * *",
    when="varje timme",
    each=tend_journal,
)
KEEP_CIRCULATION = Job(
    name="keep-circulation",
    title="Personer i rundgång",
    purpose="Räknar i förväg ut vilka som är i rundgång, för dem som ser många ärenden.",
    cron="40 1 * * *",
    when="varje natt 01.40",
    each=keep_circulation_figures,
    starters=frozenset({Role.HEAD_OF_UNIT, Role.ADMINISTRATOR}),
)
JOBS = (TEND_JOURNAL, KEEP_CIRCULATION)
