"""The verbs about providers."""

from stegvis.providers.actions.authorise import end_authorisation, take_over
from stegvis.providers.actions.intake import open_intake, pause_intake

__all__ = ["end_authorisation", "open_intake", "pause_intake", "take_over"]
