"""Who may do what with the statistics."""

from __future__ import annotations

from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer

KEEPERS = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
"""Those who keep the figures that come from outside and decide when reports are due."""


def may_keep_figures(actor: Actor) -> Answer:
    """Analysts and administrators: they answer for where the figures come from."""
    if actor.has(KEEPERS):
        return Answer.yes()
    return Answer.forbidden("Bara analytiker och administratörer får ändra underlaget till rapporten.")


COMPARERS = frozenset({Role.ANALYST, Role.QUALITY_OFFICER, Role.ADMINISTRATOR})
"""Those who read the comparison of providers with what lies behind it."""
DECIDERS_OF_COMPARISON = frozenset({Role.ADMINISTRATOR})


def may_decide_comparison(actor: Actor) -> Answer:
    """Administrators: the committee's terms decide what every resident sees before the choice."""
    if actor.has(DECIDERS_OF_COMPARISON):
        return Answer.yes()
    return Answer.forbidden("Bara administratörer får ändra villkoren för jämförelsen.")
