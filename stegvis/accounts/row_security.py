"""What the database gives before it is known for which principal a user acts.

A user may have seats with several principals and chooses among them: the own memberships are reached wherever
they are, and so are the names of what they lead to. Which principals there are is public.
"""

from stegvis.core.database.row_security import PRINCIPAL, PROVIDER, USER, also, outside, tenant_is

OWN = f"user_id = {USER}"


def declare() -> None:
    tenant_is("registry.Principal", f"id = {PRINCIPAL}")
    tenant_is("registry.PrincipalEvent", f"id = {PRINCIPAL}")
    also("registry.Principal", "named_to_all", "true")
    also("accounts.Membership", "own_seats", OWN)
    for model, column in (("registry.Unit", "unit_id"), ("providers.Provider", "provider_id")):
        also(model, "own_seats", f"id IN (SELECT {column} FROM accounts_membership WHERE {OWN})")
    tenant_is("accounts.SignInDoor", f"of_principal_id = {PRINCIPAL}")
    also("accounts.SignInDoor", "told_to_all", "true")
    also("accounts.ExternalIdentity", "own", OWN)
    for name in ("RoleProposal", "RoleDecision", "RoleConflict", "FactorReset", "Reminder"):
        outside(f"accounts.{name}", "staff_only", "false")
    for name in ("IdentityProvider", "GroupRole", "PaperCode"):
        outside(f"accounts.{name}", "staff_only", "false")
    outside("accounts.ExternalIdentity", "own_identity", OWN)
    # A provider's administrator opens and ends its staff's accounts.
    outside("accounts.Membership", "own", f"{OWN} OR provider_id = {PROVIDER}")
    outside("accounts.Impersonation", "own", f"{OWN} OR impersonator_id = {USER}")
