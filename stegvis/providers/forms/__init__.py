"""What is asked for about providers, one concept a file."""

from stegvis.providers.forms.register import EndForm, ProviderFilter, TakeOverForm

__all__ = ["EndForm", "ProviderFilter", "TakeOverForm"]
