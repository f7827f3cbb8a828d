"""What the database gives of this room to a provider's staff and to residents, whatever a page asks for.

A resident chooses among all providers and changes none. A provider reaches itself: its right, its pauses and
places; others' are public, and read in the open list.
"""

from stegvis.core.database.row_security import PROVIDER, outside

OWN_OR_RESIDENT = f"{PROVIDER} IS NULL OR provider_id = {PROVIDER}"


def declare() -> None:
    outside("providers.Provider", "changed_by_itself", f"{PROVIDER} IS NULL OR id = {PROVIDER}", "UPDATE")
    for name in ("Authorisation", "IntakePause", "Site"):
        outside(f"providers.{name}", "own_or_to_choose_among", OWN_OR_RESIDENT)
    outside("providers.OwnershipChange", "own", f"provider_id = {PROVIDER}")
    outside("providers.EndRequest", "own", f"provider_id = {PROVIDER}")
    for name in ("ComparisonTerms", "DecisionWording", "RoundReminder"):
        outside(f"providers.{name}", "never", "false")
    outside("providers.ProviderResult", "what_is_shown", "is_shown")
    outside("providers.ProviderResult", "never_changed", "false", "UPDATE")
    outside("providers.ProviderResult", "never_removed", "false", "DELETE")
