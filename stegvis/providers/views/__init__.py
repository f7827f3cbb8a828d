"""The pages about providers, one concept a file."""

from stegvis.providers.views.frame import crumbs_of, exists_only_if, form_page

__all__ = ["crumbs_of", "exists_only_if", "form_page"]
