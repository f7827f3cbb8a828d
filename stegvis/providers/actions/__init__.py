"""The verbs about providers."""

from stegvis.providers.actions.authorise import authorise, end_authorisation
from stegvis.providers.actions.intake import set_intake

__all__ = ["authorise", "end_authorisation", "set_intake"]
