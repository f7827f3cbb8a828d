"""`stegvis compare-providers`: compute the results shown before the choice, now.

What is shown says until which day it knows, so a night without it is seen on the page.
"""

from stegvis.registry.job_command import JobCommand
from stegvis.statistics.jobs import COMPARE_PROVIDERS


class Command(JobCommand):
    help = "Räknar ut anordnarnas resultat, som visas inför valet."
    job = COMPARE_PROVIDERS
