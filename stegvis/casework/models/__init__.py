"""The case and what is decided in it."""

from stegvis.casework.models.attachments import Attachment, AttachmentWithdrawal
from stegvis.casework.models.break_glass import (
    BreakGlass,
    BreakGlassEnd,
    BreakGlassTerms,
    BreakGlassVerdict,
)
from stegvis.casework.models.cases import Case, ClosureReason, TargetGroup
from stegvis.casework.models.decisions import Choice, Decision, Voucher
from stegvis.casework.models.steps import Assessment, FollowUp, Reopening

__all__ = [
    "Assessment",
    "Attachment",
    "AttachmentWithdrawal",
    "BreakGlass",
    "BreakGlassEnd",
    "BreakGlassTerms",
    "BreakGlassVerdict",
    "Case",
    "Choice",
    "ClosureReason",
    "Decision",
    "FollowUp",
    "Reopening",
    "TargetGroup",
    "Voucher",
]
