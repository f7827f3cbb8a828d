"""What `stegvis check-deploy` asks about the edge and about files, beside Django's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from stegvis.core.edge.rates import EXPORTS, FILES, PAGES, REPORTS, SEARCHES
from stegvis.core.files import scanning

A_YEAR = 365 * 24 * 60 * 60
EDGE = (
    "stegvis.core.edge.headers.HeadersMiddleware",
    "stegvis.core.edge.methods.MethodsMiddleware",
    "stegvis.core.edge.texts.NoNulAtTheDoorMiddleware",
    "stegvis.core.edge.rates.RateMiddleware",
    "stegvis.core.edge.sizes.BodySizeMiddleware",
    "stegvis.core.edge.texts.NoNulMiddleware",
)
COUNTED = (PAGES, SEARCHES, FILES, EXPORTS, REPORTS)

Apps = Sequence[AppConfig] | None


@register(Tags.security, deploy=True)
def edge_is_in_place(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    """The middleware of the edge, in the order in which it works."""
    if [name for name in settings.MIDDLEWARE if name in EDGE] == list(EDGE):
        return []
    return [
        Error(
            "Kantens skydd saknas eller står i fel ordning i MIDDLEWARE.",
            hint=", ".join(EDGE),
            id="stegvis.E010",
        )
    ]


@register(Tags.security, deploy=True)
def policy_is_strict(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    """Nothing inline, nothing evaluated, nothing from everywhere, no frame around the pages."""
    directives: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {value for values in directives.values() for value in values}
    loose = {value for value in allowed if "unsafe" in value or value in ("*", "http:", "https:")}
    if not loose and directives.get("frame-ancestors") == ["'none'"]:
        return []
    return [
        Error(
            "Sidornas säkerhetspolicy är för vid.",
            hint="Återställ CONTENT_SECURITY_POLICY.",
            id="stegvis.E011",
        )
    ]


@register(Tags.security, deploy=True)
def cookies_are_bound_to_the_host(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    """A cookie named so is sent to this very host alone, over TLS alone: no neighbour can plant one."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    if all(name.startswith("__Host-") for name in names):
        return []
    return [Error("Kakornas namn börjar inte med __Host-.", hint="Byt namnen.", id="stegvis.E012")]


@register(Tags.security, deploy=True)
def transport_is_held_for_a_year(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    if settings.SECURE_HSTS_SECONDS >= A_YEAR:
        return []
    return [
        checks.Warning(
            "Webbläsare tvingas till https kortare tid än ett år.",
            hint="SECURE_HSTS_SECONDS.",
            id="stegvis.W013",
        )
    ]


@register(Tags.security, deploy=True)
def requests_are_counted(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    missing = [
        kind for kind in (PAGES, SEARCHES, FILES, EXPORTS, REPORTS) if kind not in settings.RATE_LIMITS
    ]
    if not missing:
        return []
    return [
        Error(f"Gränser saknas för: {', '.join(missing)}.", hint="Fyll i RATE_LIMITS.", id="stegvis.E014")
    ]


@register(Tags.security, deploy=True)
def finders_of_weaknesses_know_whom_to_tell(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    contacts: list[str] = settings.SECURITY_CONTACT
    if contacts and all(contact.startswith(("mailto:", "https:", "tel:")) for contact in contacts):
        return []
    return [
        checks.Warning(
            "Ingen kontakt för den som hittar en säkerhetsbrist.",
            hint="Sätt SECURITY_CONTACT, till exempel mailto:sakerhet@kommunen.se.",
            id="stegvis.W015",
        )
    ]


@register(Tags.security, deploy=True)
def files_are_scanned(app_configs: Apps, **named: Any) -> list[CheckMessage]:
    """Without a scanner no files are taken in, which is safe. With one, it has to answer."""
    if scanning.is_configured():
        if scanning.answers():
            return []
        return [
            Error(
                "Viruskontrollen svarar inte: filer blir kvar i karantän.",
                hint="Kontrollera CLAMAV_ADDRESS och att clamd är igång.",
                id="stegvis.E016",
            )
        ]
    if settings.SERVE_UNSCANNED_FILES:
        return [
            checks.Warning(
                "Filer lämnas ut utan viruskontroll.",
                hint="Sätt CLAMAV_ADDRESS, eller ta bort SERVE_UNSCANNED_FILES.",
                id="stegvis.W017",
            )
        ]
    return []
