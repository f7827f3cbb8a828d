"""`stegvis tidy-up`: remove sessions that are over and what is told of jobs long done, now."""

from stegvis.registry.job_command import JobCommand
from stegvis.registry.jobs import TIDY_UP


class Command(JobCommand):
    help = "Tar bort inloggningar som har gått ut och det som berättas om gamla jobb."
    job = TIDY_UP
