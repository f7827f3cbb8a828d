"""`stegvis send-reminders`: the day's mail to each user about what awaits, now."""

from stegvis.registry.job_command import JobCommand
from stegvis.registry.jobs import SEND_REMINDERS


class Command(JobCommand):
    help = "Skickar dagens påminnelse till var och en som något väntar på och som inte har fått den."
    job = SEND_REMINDERS
