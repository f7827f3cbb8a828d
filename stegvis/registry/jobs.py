"""What is done by itself with the register, its files and its users."""

from __future__ import annotations

import logging
from importlib import import_module
from smtplib import SMTPException

from django.conf import settings

from stegvis.accounts.reminding import remind, to_remind
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.files import scanning
from stegvis.core.jobs.one_by_one import OneByOne
from stegvis.core.jobs.timetable import Job, JobFailed
from stegvis.core.working_days import is_working_day
from stegvis.registry import exports, files
from stegvis.registry.background import Doing
from stegvis.registry.models import JobRun, StoredFile
from stegvis.registry.protecting import carry_out_due

logger = logging.getLogger(__name__)

SENDS_NOTHING = ("console", "dummy")


def end_protections(principal_id: int) -> str:
    with scope.principal(principal_id):
        done = carry_out_due(principal_id, today=clock.today())
    return f"{done} skydd sänkta eller avslutade."


def send_reminders(principal_id: int) -> str:
    today = clock.today()
    if not is_working_day(today):
        return "Ingen arbetsdag, inga påminnelser."
    morning = OneByOne(principal_id)
    sent = sum(
        morning.each(
            "The reminder to user",
            lambda: to_remind(principal_id, today),
            lambda user: remind(principal_id, user, today),
        )
    )
    if failed := len(morning.errors):
        by_mail = all(isinstance(error, SMTPException | OSError) for error in morning.errors)
        why = "Svarar e-postservern?" if by_mail else "Den som sköter driften ser mer i loggen."
        raise JobFailed(f"{sent} påminnelser skickade. {failed} påminnelser kunde inte skickas. {why}")
    return f"{sent} påminnelser skickade."


def without_mail() -> str | None:
    sends = not settings.EMAIL_BACKEND.rpartition(".")[0].endswith(SENDS_NOTHING)
    return None if sends else "Installationen skickar ingen e-post."


def tend_files(principal_id: int) -> str:
    with scope.principal(principal_id):
        removed = exports.remove_expired(clock.now())
        keys = list(StoredFile.objects.awaiting_scan().values_list("pk", flat=True))
    if not scanning.is_configured():
        return f"Ingen viruskontroll är ansluten. {removed} exporter borttagna."
    scanned = sum(_is_scanned(principal_id, key) for key in keys)
    if waiting := len(keys) - scanned:
        raise JobFailed(
            f"{scanned} filer kontrollerade. {waiting} filer väntar fortfarande. Svarar viruskontrollen?"
        )
    return f"{scanned} filer kontrollerade, {removed} exporter borttagna."


def _is_scanned(principal_id: int, key: int) -> bool:
    """Each in a transaction of its own: what has been found is kept when the next one fails."""
    with scope.principal(principal_id):
        try:
            files.scan_awaiting(StoredFile.objects.get(pk=key), at=clock.now())
        except scanning.NoAnswer:
            logger.exception("The virus scanner does not answer.")
            return False
    return True


def tidy_up() -> str:
    """Sessions that are over, and what is told of jobs long done."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    removed, _ = JobRun.objects.over(clock.now()).delete()
    for lost in JobRun.objects.lost(clock.now()).values_list("pk", flat=True):
        Doing().give_up(lost)
    return f"Utgångna inloggningar och {removed} gamla körningar borttagna."


END_PROTECTIONS = Job(
    name="end-protections",
    title="Skydd som ska sluta",
    purpose="Sänker och avslutar de skydd av personuppgifter som två personer har beslutat ska sluta i dag.",
    cron="5 0 * * *",
    when="varje natt 00.05",
    each=end_protections,
)
SEND_REMINDERS = Job(
    name="send-reminders",
    title="Påminnelser",
    purpose="Skickar ett mejl till var och en som något väntar på. Mejlet säger inget om någon person.",
    cron="0 7 * * 1-5",
    when="vardagar 07.00",
    each=send_reminders,
    hindrance=without_mail,
)
TEND_FILES = Job(
    name="tend-files",
    title="Viruskontroll och exporter",
    purpose="Viruskontrollerar filer som väntar och tar bort exporter som har gått ut.",
    cron="*/15 * * * *",
    when="varje kvart",
    each=tend_files,
)
TIDY_UP = Job(
    name="tidy-up",
    title="Städning",
    purpose="Tar bort inloggningar som har gått ut och det som berättas här om jobb äldre än 30 dagar.",
    cron="30 4 * * *",
    when="varje natt 04.30",
    once=tidy_up,
)
JOBS = (END_PROTECTIONS, SEND_REMINDERS, TEND_FILES, TIDY_UP)
