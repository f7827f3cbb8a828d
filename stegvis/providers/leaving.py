"""What follows in other rooms when somebody no longer works at a provider.

The rooms above register here, and are called inside the transaction that ends the account.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stegvis.providers.models import Provider

Leaving = Callable[[Provider, int, date], None]
"""Called with (provider, user_id, from_day): the first day on which the user does not work there."""

_followers: list[Leaving] = []


def register(follower: Leaving) -> Leaving:
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell(provider: Provider, user_id: int, from_day: date) -> None:
    for follower in _followers:
        follower(provider, user_id, from_day)
