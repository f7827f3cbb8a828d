"""What the review adds to the frame, the start page and a provider's page."""

from stegvis.assignments.review import row_security, story
from stegvis.core import navigation, waiting
from stegvis.core.navigation import Entry
from stegvis.providers import origins, panels
from stegvis.providers.models import CONTROLLING

navigation.register(Entry("Granskning", "review_flags", CONTROLLING, place=65, group="Anordnare"))
waiting.register(story.WAITING)
panels.register_panel(60, story.panel)
origins.register(story.origin)
row_security.declare()
