"""What full time adds to the frame and to the case page."""

from stegvis.assignments.activation import story
from stegvis.casework import panels, timeline

panels.register_steps(story.steps)
panels.register_panel(story.panel)
timeline.register(story.tell_activities)
timeline.register(story.tell_hindrances)
