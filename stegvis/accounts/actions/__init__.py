"""Verbs of the accounts: grant a role and end it, alone or two together; take a lost factor away."""

from stegvis.accounts.actions.proposals import approve_role, propose_role, refuse_role
from stegvis.accounts.actions.roles import end_membership, grant_role
from stegvis.accounts.actions.second_factor import reset_second_factor

__all__ = [
    "approve_role",
    "end_membership",
    "grant_role",
    "propose_role",
    "refuse_role",
    "reset_second_factor",
]
