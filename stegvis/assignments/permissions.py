"""Who may do what with an assignment. Each function says who may, and why."""

from __future__ import annotations

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Choice
from stegvis.casework.permissions import may_say_who_knows, may_work_in
from stegvis.core.actor import CASEWORKERS, PROVIDERS, Actor, Role, Roles
from stegvis.core.answers import Answer
from stegvis.registry.naming import hides

NOT_NAMED = "Personen har skyddad folkbokföring. Be handläggaren namnge dig."

FOLLOWERS: Roles = CASEWORKERS | PROVIDERS | {Role.QUALITY_OFFICER, Role.CONTROLLER}
"""Those who see assignments: who works in them, and who looks after quality and money."""
MEETING: Roles = CASEWORKERS | PROVIDERS
"""Those who take part in three-party meetings for their organisation."""


def may_give(actor: Actor, choice: Choice) -> Answer:
    """The caseworkers of the unit that has the case: the assignment is the unit's order."""
    return may_work_in(actor, choice.case)


def may_decide(actor: Actor, assignment: Assignment) -> Answer:
    """Extending and ending are decisions in the case, so they are made by its unit."""
    return may_work_in(actor, assignment.case)


def may_report(actor: Actor, assignment: Assignment) -> Answer:
    """Staff of the provider that has the assignment: they alone know what has been done. About a protected
    person only those of them whom the caseworker has named."""
    if not is_the_provider(actor, assignment):
        return Answer.forbidden("Uppdraget hör till en annan anordnare.")
    return Answer.forbidden(NOT_NAMED) if hides(assignment.person, actor) else Answer.yes()


def may_record_meeting(actor: Actor, assignment: Assignment) -> Answer:
    """Both who take part for their organisation: the unit's caseworkers and the provider's staff."""
    if may_report(actor, assignment) or may_work_in(actor, assignment.case):
        return Answer.yes()
    return Answer.forbidden("Bara enhetens handläggare och anordnaren kan föra in möten.")


def may_name_provider_staff(actor: Actor, assignment: Assignment) -> Answer:
    """Those who work in the case, who know the person, and the head of its unit, who answers for it."""
    if may_say_who_knows(actor, assignment.case):
        return Answer.yes()
    return may_work_in(actor, assignment.case)


def may_name_supervisors(actor: Actor, assignment: Assignment) -> Answer:
    """The provider's coordinators, who see all its assignments and know who has time."""
    if actor.coordinates and is_the_provider(actor, assignment):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens samordnare utser handledare.")


def is_the_provider(actor: Actor, assignment: Assignment) -> bool:
    """Does the actor work with it at the very provider that has the assignment? A coordinator works with all,
    a supervisor with those that he is named in."""
    return _is_at_the_provider(actor, assignment) and (
        actor.coordinates or Assignment.objects.filter(pk=assignment.pk).supervised_by(actor).exists()
    )


def _is_at_the_provider(actor: Actor, assignment: Assignment) -> bool:
    return (
        actor.is_a(Role.PROVIDER_STAFF)
        and actor.principal_id == assignment.principal_id
        and actor.provider_id is not None
        and actor.provider_id == assignment.provider_id
    )
