"""What the register adds to every page: those about protected people are closed to the unnamed."""

from stegvis.core.pages import register_guard
from stegvis.registry.guard import close_to_unnamed

register_guard(close_to_unnamed)
