"""Who may look into the log, judge what is found there, and give it out."""

from __future__ import annotations

from stegvis.core.actor import CASEWORKERS, Actor, Role, Roles
from stegvis.core.answers import Answer

CONTROLLERS: Roles = frozenset({Role.LOG_CONTROLLER, Role.HEAD_OF_UNIT})
"""Those who control the log: the log controllers, and heads of units their own staff."""
EXTRACTORS: Roles = CASEWORKERS | {Role.LOG_CONTROLLER, Role.ADMINISTRATOR}
"""Those who take out the list of readings when a person asks for it."""


def may_control(actor: Actor, unit_id: int | None) -> Answer:
    """Log controllers: any unit or all. Heads of units: the units they lead, one at a time."""
    if actor.impersonator_id is not None:
        return Answer.forbidden("Loggen granskas aldrig åt någon annan.")
    if actor.is_a(Role.LOG_CONTROLLER) or (unit_id is not None and actor.leads(unit_id)):
        return Answer.yes()
    return Answer.forbidden("Du får bara granska läsningar som din egen enhets personal har gjort.")


def may_judge(actor: Actor, reader_unit_id: int | None) -> Answer:
    """The same people as may control: log controllers all, heads of units what their own staff has read."""
    return may_control(actor, reader_unit_id)
