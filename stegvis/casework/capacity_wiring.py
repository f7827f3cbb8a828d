"""What capacity adds to the case page, the start page and the navigation."""

from stegvis.casework import capacity_steps, capacity_story, panels, sections, timeline
from stegvis.casework.views.ladder import ladder_panel
from stegvis.core import navigation, waiting
from stegvis.core.actor import ADVISERS
from stegvis.core.navigation import Entry

navigation.register(Entry("Utlåtanden", "advising", ADVISERS, place=10))
waiting.register(*capacity_steps.KINDS)
sections.register(20, "Förmåga", "capacity")
sections.register(25, "Stegen", "ladder")
panels.register_panel(30, ladder_panel)
panels.register_steps(capacity_steps.capacity_steps, panels.Group.INVESTIGATE)
for source in capacity_story.SOURCES:
    timeline.register(source)
