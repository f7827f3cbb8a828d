"""What conditions and applications add to the frame of the product."""

from stegvis.catalogue.installation import register_installer
from stegvis.core import navigation
from stegvis.core.actor import PROVIDERS, Role
from stegvis.core.navigation import Entry
from stegvis.core.waiting import Waiting, register
from stegvis.providers import application_row_security
from stegvis.providers.completions import awaiting_completion, line
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.standard import install_conditions

navigation.register(
    Entry("Villkor", "conditions", KEEPERS | {Role.CHAIR}, place=70, group="Anordnare"),
    Entry("Ansökningar", "own_applications", PROVIDERS, place=66),
)
register(Waiting("own_completion", "Ansökan att komplettera", PROVIDERS, awaiting_completion, line))
register_installer(install_conditions)
application_row_security.declare()
