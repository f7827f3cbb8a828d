"""What capacity adds to the case page, the start page and the navigation."""

from stegvis.casework import capacity_steps, capacity_story, panels, timeline
from stegvis.casework.views.ladder import ladder_panel
from stegvis.core import navigation, waiting
from stegvis.core.actor import ADVISERS
from stegvis.core.navigation import Entry

navigation.register(Entry("Utlåtanden", "advising", ADVISERS, place=10))
waiting.register(*capacity_steps.KINDS)
panels.register_panel(ladder_panel)
panels.register_steps(capacity_steps.capacity_steps)
for source in capacity_story.SOURCES:
    timeline.register(source)
