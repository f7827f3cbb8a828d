"""The verbs about providers."""

from stegvis.providers.actions.authorise import authorise, end_authorisation
from stegvis.providers.actions.intake import open_intake, pause_intake

__all__ = ["authorise", "end_authorisation", "open_intake", "pause_intake"]
