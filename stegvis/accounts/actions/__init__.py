"""Verbs of the accounts: open an account, grant a role, end it."""

from stegvis.accounts.actions.roles import end_membership, grant_role

__all__ = ["end_membership", "grant_role"]
