"""What providers are owed, and why."""

from stegvis.remuneration.models.bonus import BonusDecision, BonusProposal
from stegvis.remuneration.models.ledger import LedgerEntry, Settlement, SettlementApproval

__all__ = ["BonusDecision", "BonusProposal", "LedgerEntry", "Settlement", "SettlementApproval"]
