"""What the providers' room adds to the frame of every page, and to the provider's own."""

from stegvis.core import navigation
from stegvis.core.actor import STAFF, Role
from stegvis.core.navigation import Entry
from stegvis.providers import panels, register_panels

navigation.register(Entry("Anordnare", "providers", STAFF | {Role.CHAIR}, place=60))

panels.register_panel(10, register_panels.authorisations)
panels.register_steps(register_panels.keepers_steps)
