"""What full time adds to the frame and to the case page."""

from stegvis.assignments.activation import story
from stegvis.assignments.activation.scope import FOLLOWERS
from stegvis.casework import panels, sections, timeline
from stegvis.core import navigation
from stegvis.core.navigation import Entry

navigation.register(Entry("Heltid", "activation", FOLLOWERS, place=25))
sections.register(30, "Heltid", "case_activities")
panels.register_steps(story.steps, panels.Group.INVESTIGATE)
panels.register_panel(40, story.panel)
timeline.register(story.tell_activities)
timeline.register(story.tell_hindrances)
