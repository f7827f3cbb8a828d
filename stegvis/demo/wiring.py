"""What the import adds to the frame of every page."""

from stegvis.core import navigation
from stegvis.core.navigation import Entry
from stegvis.demo.views import ADMINISTRATORS

navigation.register(Entry("Läs in register", "import_upload", ADMINISTRATORS, place=95))
