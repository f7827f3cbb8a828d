"""The verbs of the money."""

from stegvis.remuneration.actions.bonus import approve_bonus, can_propose_bonus, propose_bonus, refuse_bonus
from stegvis.remuneration.actions.decide import approve_settlement, refuse_settlement
from stegvis.remuneration.actions.prepare import prepare_settlement

__all__ = [
    "approve_bonus",
    "approve_settlement",
    "can_propose_bonus",
    "prepare_settlement",
    "propose_bonus",
    "refuse_bonus",
    "refuse_settlement",
]
