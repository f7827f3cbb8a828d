"""The rules about providers, one concept a file."""

from stegvis.providers.rules.authorising import may_authorise, may_end

__all__ = ["may_authorise", "may_end"]
