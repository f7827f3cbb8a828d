"""Users, the seats they may take, where they are signed in, and what two persons do together."""

from stegvis.accounts.models.granting import FactorReset, RoleConflict, RoleDecision, RoleProposal
from stegvis.accounts.models.identity_providers import (
    ExternalIdentity,
    GroupRole,
    IdentityProvider,
    SignInDoor,
)
from stegvis.accounts.models.impersonations import Impersonation
from stegvis.accounts.models.memberships import Membership, MembershipQuerySet
from stegvis.accounts.models.paper_codes import PaperCode
from stegvis.accounts.models.reminders import Reminder
from stegvis.accounts.models.shared_cache import SharedCacheEntry
from stegvis.accounts.models.sign_ins import Ending, SignIn
from stegvis.accounts.models.users import User, UserManager

__all__ = [
    "Ending",
    "ExternalIdentity",
    "FactorReset",
    "GroupRole",
    "IdentityProvider",
    "Impersonation",
    "Membership",
    "MembershipQuerySet",
    "PaperCode",
    "Reminder",
    "RoleConflict",
    "RoleDecision",
    "RoleProposal",
    "SharedCacheEntry",
    "SignIn",
    "SignInDoor",
    "User",
    "UserManager",
]
