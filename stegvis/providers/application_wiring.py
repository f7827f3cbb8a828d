"""What conditions and applications add to the frame of the product."""

from stegvis.catalogue.installation import register_installer
from stegvis.core import navigation
from stegvis.core.actor import Role
from stegvis.core.navigation import Entry
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.standard import install_conditions

navigation.register(Entry("Villkor", "conditions", KEEPERS | {Role.CHAIR}, place=66))
register_installer(install_conditions)
