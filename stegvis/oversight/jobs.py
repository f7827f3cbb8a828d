"""What is done by itself with the log of readings: by the owner of its tables, for the whole installation."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from stegvis.core import clock
from stegvis.core.jobs.timetable import Job, JobFailed
from stegvis.oversight import chain, heads
from stegvis.oversight.heads import export_heads
from stegvis.oversight.owner import only_as_owner
from stegvis.oversight.partitions import make_partitions

NO_FOLDER = "Installationen har ingen mapp för kedjehuvuden (STEGVIS_HEADS_FOLDER)."


def months_ahead() -> str:
    _as_owner()
    made = make_partitions(clock.today())
    return f"Nya månader: {', '.join(made)}." if made else "Alla månader finns redan."


def take_out_heads() -> str:
    _as_owner()
    try:
        file = export_heads(Path(settings.HEADS_FOLDER), clock.now(), settings.HEADS_KEY)
    except OSError as error:
        raise JobFailed(f"Filen gick inte att skriva: {error.strerror}.") from error
    return f"Kedjehuvudena står i {file.name}."


def verify_log() -> str:
    """Against itself, and against the newest heads that have been taken out."""
    _as_owner()
    found = chain.chains(None)
    faults = sum(1 for _ in chain.all_faults(found, None, None)) + _faults_against_heads()
    if faults:
        raise JobFailed(f"{faults} fel i läsloggen. Den som sköter driften följer docs/access-log.md.")
    return f"{len(found)} kedjor är som de skrevs."


def _faults_against_heads() -> int:
    if without_folder():
        return 0
    try:
        taken = heads.read_heads(heads.newest(Path(settings.HEADS_FOLDER)), settings.HEADS_KEY)
    except (heads.UnreadableHeads, OSError) as error:
        raise JobFailed(str(error)) from error
    return sum(1 for _ in heads.faults_against(taken, None))


def _as_owner() -> None:
    try:
        only_as_owner()
    except CommandError as error:
        raise JobFailed(str(error)) from error


def without_folder() -> str | None:
    return None if settings.HEADS_FOLDER else NO_FOLDER


MAKE_PARTITIONS = Job(
    name="make-partitions",
    title="Läsloggens månader",
    purpose="Gör månadstabeller i förväg för läsloggen.",
    cron="40 0 * * *",
    when="varje natt 00.40",
    once=months_ahead,
)
EXPORT_HEADS = Job(
    name="export-heads",
    title="Läsloggens kedjehuvuden",
    purpose="Skriver kedjehuvudena till en fil, så att en ändring i efterhand går att upptäcka.",
    cron="0 1 * * *",
    when="varje natt 01.00",
    once=take_out_heads,
    hindrance=without_folder,
)
VERIFY_LOG = Job(
    name="verify-log",
    title="Prövning av läsloggen",
    purpose="Prövar att ingenting i läsloggen är ändrat, borttaget eller inlagt i efterhand.",
    cron="0 5 * * 0",
    when="söndagar 05.00",
    once=verify_log,
)
JOBS = (MAKE_PARTITIONS, EXPORT_HEADS, VERIFY_LOG)
