"""What comes out of a conversation with a login service, whatever the protocol."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.accounts.single_sign_on.claims import Claims


@dataclass(frozen=True)
class SignedIn:
    """What the service says about the user, and where the user was going."""

    claims: Claims
    next_url: str
