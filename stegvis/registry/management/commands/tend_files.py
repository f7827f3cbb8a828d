"""`stegvis tend-files`: scan what waits in quarantine, and remove the exports that are over, now."""

from stegvis.registry.job_command import JobCommand
from stegvis.registry.jobs import TEND_FILES


class Command(JobCommand):
    help = "Viruskontrollerar filer som väntar och tar bort exporter som har gått ut."
    job = TEND_FILES
