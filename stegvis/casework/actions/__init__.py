"""The verbs of casework."""

from stegvis.casework.actions.assess import sign_assessment
from stegvis.casework.actions.attach import attach, withdraw_attachment
from stegvis.casework.actions.capacity import record_grade
from stegvis.casework.actions.choose import choose_provider
from stegvis.casework.actions.close import close_case, reopen_case
from stegvis.casework.actions.decide import grant_intervention, refuse_intervention
from stegvis.casework.actions.follow_up import hold_follow_up
from stegvis.casework.actions.handover import hand_over
from stegvis.casework.actions.open import open_case
from stegvis.casework.actions.voucher import give_voucher

__all__ = [
    "attach",
    "choose_provider",
    "close_case",
    "give_voucher",
    "grant_intervention",
    "hand_over",
    "hold_follow_up",
    "open_case",
    "record_grade",
    "refuse_intervention",
    "reopen_case",
    "sign_assessment",
    "withdraw_attachment",
]
