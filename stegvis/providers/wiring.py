"""What the providers' room adds to the frame of every page."""

from stegvis.core import navigation
from stegvis.core.actor import STAFF
from stegvis.core.navigation import Entry

navigation.register(Entry("Anordnare", "providers", STAFF, place=60))
