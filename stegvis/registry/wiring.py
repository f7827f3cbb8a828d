"""What the register adds: pages about protected people are closed to the unnamed; one's own exports."""

from stegvis.core import navigation
from stegvis.core.jobs import timetable
from stegvis.core.navigation import Entry
from stegvis.core.pages import register_guard
from stegvis.registry import (
    background,  # noqa: F401 - says what becomes of a job
    row_security,
)
from stegvis.registry.export_views import TAKES_OUT
from stegvis.registry.guard import close_to_unnamed
from stegvis.registry.jobs import JOBS

register_guard(close_to_unnamed)
navigation.register_own(Entry("Mina exporter", "my_exports", TAKES_OUT, place=10))
row_security.declare()
timetable.register(*JOBS)
