"""`stegvis tend-providers`: what `stegvis/providers/jobs.py` does by itself every night, done now."""

from stegvis.providers.jobs import TEND_PROVIDERS
from stegvis.registry.job_command import JobCommand


class Command(JobCommand):
    help = "Planerar kontroller av anordnare och föreslår det som en människa ska besluta om."
    job = TEND_PROVIDERS
