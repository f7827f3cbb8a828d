"""`stegvis end-protections`: lower and end the protections that two have decided on, now."""

from stegvis.registry.job_command import JobCommand
from stegvis.registry.jobs import END_PROTECTIONS


class Command(JobCommand):
    help = "Sänker och avslutar de skydd som två personer har beslutat ska sluta i dag."
    job = END_PROTECTIONS
