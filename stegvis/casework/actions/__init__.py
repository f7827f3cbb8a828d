"""The verbs of casework."""

from stegvis.casework.actions.assess import sign_assessment
from stegvis.casework.actions.choose_provider import choose_provider
from stegvis.casework.actions.close_case import close_case, reopen_case
from stegvis.casework.actions.decide import grant_intervention, refuse_intervention
from stegvis.casework.actions.follow_up import hold_follow_up
from stegvis.casework.actions.give_voucher import give_voucher
from stegvis.casework.actions.hand_over import hand_over
from stegvis.casework.actions.open_case import open_case

__all__ = [
    "choose_provider",
    "close_case",
    "give_voucher",
    "grant_intervention",
    "hand_over",
    "hold_follow_up",
    "open_case",
    "refuse_intervention",
    "reopen_case",
    "sign_assessment",
]
