"""How signing in works here: nobody opens an account by himself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator, who knows the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
