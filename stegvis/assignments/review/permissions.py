"""Who may judge what the review has flagged, and who sets its limits."""

from __future__ import annotations

from stegvis.assignments.models import ReviewFlag
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer
from stegvis.providers.permissions import KEEPERS

JUDGES = frozenset({Role.QUALITY_OFFICER})


def may_judge(actor: Actor, flag: ReviewFlag) -> Answer:
    """Quality officers of the principal: they control providers and know what is ordinary."""
    if actor.has(JUDGES) and actor.principal_id == flag.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga bedömer flaggor.")


def may_set_terms(actor: Actor) -> Answer:
    """Those who keep the register of providers: quality officers and administrators."""
    if actor.has(KEEPERS):
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer ändrar granskningens gränser.")
