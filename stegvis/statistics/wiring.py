"""What the statistics add to the frame of every page."""

from stegvis.core import navigation
from stegvis.core.actor import REPORT_READERS
from stegvis.core.jobs import timetable
from stegvis.core.navigation import Entry
from stegvis.statistics.jobs import COMPARE_PROVIDERS
from stegvis.statistics.permissions import COMPARERS

navigation.register(Entry("Nämndrapport", "board_report", REPORT_READERS, place=60))
navigation.register(Entry("Jämförelse", "comparison", COMPARERS, place=69, group="Anordnare"))
timetable.register(COMPARE_PROVIDERS)
