"""What the register adds to the frame of every page and to the provider's own."""

from stegvis.core import navigation, waiting
from stegvis.core.actor import PROVIDERS, STAFF, Role
from stegvis.core.navigation import Entry
from stegvis.providers import end_requests, expiring, panels, register_panels

OF_THE_PROVIDER = (
    "/anordnare/",
    "/brister/",
    "/intagspauser/",
    "/kvalitetsbesok/",
    "/kvalitetsrapporter/",
    "/verksamhetsstallen/",
)
"""Where its own staff comes from its page."""

navigation.register(Entry("Anordnare", "providers", STAFF | {Role.CHAIR}, place=60, group="Anordnare"))
navigation.register(Entry("Om oss", "own_provider", PROVIDERS, place=85, under=OF_THE_PROVIDER))
navigation.register(Entry("Personal", "provider_staff", PROVIDERS, place=90))

waiting.register(expiring.KIND, end_requests.KIND)
panels.register_panel(10, register_panels.authorisations)
panels.register_panel(15, end_requests.panel)
panels.register_panel(20, register_panels.pauses)
panels.register_panel(30, register_panels.sites)
panels.register_panel(90, register_panels.ownership)
panels.register_steps(register_panels.register_steps)
