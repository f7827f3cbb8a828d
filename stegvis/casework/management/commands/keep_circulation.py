"""`stegvis keep-circulation`: find beforehand who goes round, for who looks among many cases, now.

The list says when what it shows was computed, so a night without it is seen.
"""

from stegvis.casework.jobs import KEEP_CIRCULATION
from stegvis.registry.job_command import JobCommand


class Command(JobCommand):
    help = "Räknar i förväg ut vilka som är i rundgång, för dem som ser många ärenden."
    job = KEEP_CIRCULATION
