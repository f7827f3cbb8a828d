"""What the database gives of the money to a provider's staff and to a resident, whatever a page asks for.

A provider reaches its own entries and the decisions on its settlements; a resident none of it.
"""

from stegvis.core.database.row_security import PROVIDER, follows, outside


def declare() -> None:
    outside("remuneration.LedgerEntry", "own", f"provider_id = {PROVIDER}")
    outside("remuneration.Settlement", "for_providers", f"{PROVIDER} IS NOT NULL")
    follows("remuneration.SettlementApproval", "settlement_id", "remuneration_settlement")
    outside(
        "remuneration.BonusProposal",
        "own",
        f"assignment_id IN (SELECT id FROM assignments_assignment WHERE provider_id = {PROVIDER})",
    )
    follows("remuneration.BonusDecision", "proposal_id", "remuneration_bonusproposal")
