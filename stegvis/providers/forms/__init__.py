"""What is asked for about providers, one concept a file."""

from stegvis.providers.forms.register import AuthoriseForm, EndForm, ProviderFilter

__all__ = ["AuthoriseForm", "EndForm", "ProviderFilter"]
