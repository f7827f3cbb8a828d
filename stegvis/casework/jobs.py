"""What is done by itself in case work."""

from __future__ import annotations

from stegvis.casework.actions.journal import lock_old_notes
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job


def tend_journal(principal_id: int) -> str:
    """The notes are locked all the same: the rule asks the clock. This adds the database's own guard."""
    with scope.principal(principal_id):
        locked = lock_old_notes(principal_id, clock.now())
    return f"{locked} anteckningar låsta."


TEND_JOURNAL = Job(
    name="tend-journal",
    title="Låsning av journalanteckningar",
    purpose="Märker journalanteckningar som är ett dygn gamla som låsta.",
    cron="20 * * * *",
    when="varje timme",
    each=tend_journal,
)
