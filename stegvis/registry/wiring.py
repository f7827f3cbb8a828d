"""What the register adds: pages about protected people are closed to the unnamed; one's own exports."""

from stegvis.core import navigation, waiting
from stegvis.core.jobs import timetable
from stegvis.core.navigation import Entry
from stegvis.core.pages import register_guard
from stegvis.core.waiting import Waiting
from stegvis.registry import (
    background,  # noqa: F401 - says what becomes of a job
    job_views,
    row_security,
)
from stegvis.registry.export_views import TAKES_OUT
from stegvis.registry.guard import close_to_unnamed
from stegvis.registry.job_views import ADMINISTRATORS
from stegvis.registry.jobs import JOBS

register_guard(close_to_unnamed)
waiting.register(
    Waiting(
        "failed_jobs",
        "Bakgrundsjobb som har misslyckats",
        ADMINISTRATORS,
        job_views.failed_runs,
        job_views.failed_line,
    )
)
navigation.register(Entry("Bakgrundsjobb", "jobs", ADMINISTRATORS, place=95, group="Administration"))
navigation.register_own(Entry("Mina exporter", "my_exports", TAKES_OUT, place=10))
row_security.declare()
timetable.register(*JOBS)
