"""What a login service says about somebody, in one shape whatever the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stegvis.accounts.models import IdentityProvider
from stegvis.accounts.models.identity_providers import TWO_FACTORS

EMAIL = ("email", "mail", "upn")
FIRST_NAME = ("given_name", "givenName")
LAST_NAME = ("family_name", "sn", "surname")


@dataclass(frozen=True)
class Claims:
    """Verified: the signature, the receiver and the time have been checked."""

    subject: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    groups: frozenset[str] = frozenset()
    number: str = ""
    """The personal number as the service writes it."""
    two_factors: bool = False
    asked_at: float | None = None
    """When the service last asked the user who he is, in seconds since 1970; None when it does not say."""


def claims_of_token(service: IdentityProvider, told: Mapping[str, Any]) -> Claims:
    """The claims of a verified ID token, joined with what the service's user page says."""
    return Claims(
        subject=_text(told.get(service.subject_claim or "sub")),
        email=_first(told, EMAIL).lower(),
        first_name=_first(told, FIRST_NAME),
        last_name=_first(told, LAST_NAME),
        groups=frozenset(_texts(told.get(service.groups_claim))),
        number=_text(told.get(service.number_claim)),
        two_factors=asked_for_two(service, [*_texts(told.get("acr")), *_texts(told.get("amr"))]),
        asked_at=_moment(told.get("auth_time")),
    )


def asked_for_two(service: IdentityProvider, values: Iterable[str]) -> bool:
    """Does one of the values say that the service has asked for two factors itself?"""
    return not frozenset(values).isdisjoint(service.two_factor_values or TWO_FACTORS)


def _first(told: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((text for text in (_text(told.get(name)) for name in names) if text), "")


def _moment(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: Any) -> str:
    """Numbers are not texts: 1 and "1" may be two persons."""
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    """One text, or the texts of a list; anything else says nothing."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
