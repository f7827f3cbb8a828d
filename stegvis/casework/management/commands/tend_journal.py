"""`stegvis tend-journal`: mark the notes that are a day old as signed, now."""

from stegvis.casework.jobs import TEND_JOURNAL
from stegvis.registry.job_command import JobCommand


class Command(JobCommand):
    help = "Låser journalanteckningar som är äldre än 24 timmar."
    job = TEND_JOURNAL
