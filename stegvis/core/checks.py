"""Our own checks of an installation, run by `stegvis check-deploy` beside Django's."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demo_is_not_deployed(app_configs: Sequence[AppConfig] | None, **named: Any) -> list[CheckMessage]:
    """Demo settings open known logins without a second factor."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "Demoinställningarna är på: vem som helst kan logga in.",
            hint="Sätt DJANGO_SETTINGS_MODULE=stegvis.settings.production.",
            id="stegvis.E001",
        )
    ]


@register(Tags.security, deploy=True)
def second_factor_is_required(app_configs: Sequence[AppConfig] | None, **named: Any) -> list[CheckMessage]:
    """Personal data under secrecy asks for strong authentication."""
    if settings.REQUIRE_SECOND_FACTOR:
        return []
    return [
        Error(
            "Inloggning kräver inte en andra faktor.", hint="Sätt REQUIRE_SECOND_FACTOR.", id="stegvis.E002"
        )
    ]


@register(Tags.security, deploy=True)
def database_is_our_own(app_configs: Sequence[AppConfig] | None, **named: Any) -> list[CheckMessage]:
    """The embedded server has no backups and no second machine."""
    if os.environ.get("DATABASE_URL"):
        return []
    return [
        Error("Den inbyggda databasen är inte till för drift.", hint="Sätt DATABASE_URL.", id="stegvis.E003")
    ]
