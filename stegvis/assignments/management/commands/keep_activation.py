"""`stegvis keep-activation`: compute full time beforehand, for who follows up many cases, now.

Pages say when what they show was computed, so a night without it is seen.
"""

from stegvis.assignments.jobs import KEEP_ACTIVATION
from stegvis.registry.job_command import JobCommand


class Command(JobCommand):
    help = "Räknar ut heltidsaktiveringen i förväg, för dem som följer upp många ärenden."
    job = KEEP_ACTIVATION
