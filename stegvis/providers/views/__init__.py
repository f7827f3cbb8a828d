"""The pages about providers, one concept a file."""

from stegvis.providers.views.register import (
    authorise_provider,
    crumbs_of,
    end_provider_authorisation,
    provider,
    provider_intake,
    providers,
)

__all__ = [
    "authorise_provider",
    "crumbs_of",
    "end_provider_authorisation",
    "provider",
    "provider_intake",
    "providers",
]
