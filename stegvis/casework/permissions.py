"""Who may do what in a case. Each function says who may, and why."""

from __future__ import annotations

from stegvis.casework.models import BreakGlass, CapacityStatement, Case, Decision
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.answers import Answer
from stegvis.registry.naming import hides

ONLY_NAMED = "Personen har skyddad folkbokföring. Bara namngiven personal arbetar i ärendet."
ONLY_NAMED_ADVISES = (
    "Personen har skyddad folkbokföring. Enhetschefen behöver namnge dig innan du kan lämna utlåtandet."
)


def may_open_case(actor: Actor, unit_id: int) -> Answer:
    """Caseworkers and heads, in a unit of their own: there they also answer for the case."""
    if actor.has(CASEWORKERS) and unit_id in actor.unit_ids:
        return Answer.yes()
    return Answer.forbidden("Du kan bara öppna ärenden på din egen enhet.")


def may_work_in(actor: Actor, case: Case) -> Answer:
    """Caseworkers and heads of the unit that has the case: secrecy follows the unit (OSL 26:1). Of a
    protected person only those who are named to know who it is."""
    if not _is_staff_of(actor, case):
        return Answer.forbidden("Ärendet hör till en annan enhet.")
    return Answer.forbidden(ONLY_NAMED) if hides(case.person, actor) else Answer.yes()


def may_advise(actor: Actor, statement: CapacityStatement) -> Answer:
    """The principal's medical advisers, whichever of them comes first to the question. Who answers does so
    himself: support, who sees the pages as somebody else, answers nothing. Of a protected person only those
    who are named read the question, and nobody answers what he may not read."""
    is_adviser = actor.is_a(Role.MEDICAL_ADVISER) and actor.principal_id == statement.principal_id
    if not is_adviser or actor.impersonator_id is not None:
        return Answer.forbidden("Bara förtroendeläkaren lämnar utlåtanden.")
    return Answer.forbidden(ONLY_NAMED_ADVISES) if hides(statement.case.person, actor) else Answer.yes()


def may_choose(actor: Actor, decision: Decision) -> Answer:
    """The resident himself, because the choice is his, and the caseworkers of the unit, who help him."""
    if is_the_resident(actor, decision.case) or may_work_in(actor, decision.case):
        return Answer.yes()
    return Answer.forbidden("Bara deltagaren och enhetens handläggare kan välja anordnare.")


def may_ask_for_help(actor: Actor, decision: Decision) -> Answer:
    """The resident himself: nobody else says that he wants help."""
    if is_the_resident(actor, decision.case):
        return Answer.yes()
    return Answer.forbidden("Bara deltagaren kan be om hjälp att välja.")


def may_hand_over(actor: Actor, case: Case, to_user_id: int) -> Answer:
    """The head of the unit decides who holds a case. A caseworker may give away his own, and take one that
    nobody holds: nobody shall have to wait for the head to get help. Who gets to know who a protected person
    is the head alone decides."""
    if not _is_staff_of(actor, case):
        return Answer.forbidden("Ärendet hör till en annan enhet.")
    if case.person.is_protected:
        return may_say_who_knows(actor, case, to_user_id)
    gives_away_own = case.caseworker_id == actor.user_id
    takes_a_free_one = case.caseworker_id is None and to_user_id == actor.user_id
    if actor.leads(case.unit_id) or gives_away_own or takes_a_free_one:
        return Answer.yes()
    return Answer.forbidden("Bara enhetschefen kan flytta någon annans ärende.")


def may_hand_over_many(actor: Actor) -> Answer:
    """A head of unit, who answers for how the work is shared. Each case is asked about by itself too."""
    if actor.led_units and actor.provider_id is None:
        return Answer.yes()
    return Answer.forbidden("Bara enhetschefen kan lämna över flera ärenden på en gång.")


def may_record_absence(actor: Actor, unit_id: int, user_id: int) -> Answer:
    """The head of the unit, and the caseworker himself: he knows first, and nobody gets more access by it."""
    is_own = actor.has(CASEWORKERS) and user_id == actor.user_id and unit_id in actor.unit_ids
    if actor.leads(unit_id) or is_own:
        return Answer.yes()
    return Answer.forbidden("Bara enhetschefen och handläggaren själv kan ändra frånvaron.")


def may_say_who_knows(actor: Actor, case: Case, to_user_id: int | None = None) -> Answer:
    """The head of the unit that has the case, and never for himself: two know of it, always."""
    if not actor.leads(case.unit_id) or actor.principal_id != case.principal_id:
        return Answer.forbidden("Personen har skyddad folkbokföring. Enhetschefen utser vem som har ärendet.")
    if to_user_id == actor.user_id and hides(case.person, actor):
        return Answer.forbidden("Du kan inte utse dig själv. Be en annan chef namnge dig först.")
    return Answer.yes()


def may_decide_protection(actor: Actor, case: Case) -> Answer:
    """The head of the unit, who answers for its cases, and those who work in this one. That it is another
    person than who put it forward is a rule."""
    heads = actor.principal_id == case.principal_id and actor.leads(case.unit_id)
    return Answer.yes() if heads else may_work_in(actor, case)


def may_open_in_emergency(actor: Actor) -> Answer:
    """Caseworkers and heads: who meets a person in distress may need to read what another unit knows."""
    if actor.has(CASEWORKERS) and actor.provider_id is None:
        return Answer.yes()
    return Answer.forbidden("Bara handläggare och enhetschefer kan nödöppna ärenden.")


def may_judge_opening(actor: Actor, opening: BreakGlass) -> Answer:
    """The head of the unit whose case was opened, and never who opened it himself."""
    if opening.user_id == actor.user_id:
        return Answer.forbidden("Du kan inte bedöma din egen nödöppning. Be en annan chef.")
    return may_end_opening(actor, opening)


def may_end_opening(actor: Actor, opening: BreakGlass) -> Answer:
    """The head of the unit whose case was opened: the unit answers for the secrecy of its cases."""
    if opening.principal_id == actor.principal_id and actor.leads(opening.unit_id):
        return Answer.yes()
    return Answer.forbidden("Bara chefen för den enhet som har ärendet kan göra det.")


def is_the_resident(actor: Actor, case: Case) -> bool:
    """Is the actor the very person whom the case is about?"""
    return (
        actor.is_a(Role.RESIDENT)
        and actor.principal_id == case.principal_id
        and actor.person_id is not None
        and actor.person_id == case.person_id
    )


def _is_staff_of(actor: Actor, case: Case) -> bool:
    return (
        actor.has(CASEWORKERS) and actor.principal_id == case.principal_id and case.unit_id in actor.unit_ids
    )


def may_administrate_templates(actor: Actor, principal_id: int) -> Answer:
    """The principal's administrators: the form says what the whole authority asks, not what one unit does."""
    if actor.is_a(Role.ADMINISTRATOR) and actor.principal_id == principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara administratörer ändrar mallen för kartläggning.")


def may_keep_delegation(actor: Actor, principal_id: int | None = None) -> Answer:
    """The principal's administrators: what the committee has decided on delegation and texts is written by
    somebody who decides in no case."""
    if not actor.is_a(Role.ADMINISTRATOR) or principal_id not in (None, actor.principal_id):
        return Answer.forbidden("Bara administratörer skriver in delegation och beslutstexter.")
    if actor.has(CASEWORKERS):
        return Answer.forbidden(
            "Du beslutar själv i ärenden. En annan administratör skriver in delegationen."
        )
    return Answer.yes()


def may_keep_choice_terms(actor: Actor, principal_id: int | None = None) -> Answer:
    """The principal's administrators: how one chooses, and who is picked for those who do not, the committee
    has decided. Who works in cases does not write the rule that picks in them."""
    if not actor.is_a(Role.ADMINISTRATOR) or principal_id not in (None, actor.principal_id):
        return Answer.forbidden("Bara administratörer skriver in villkoren för valet.")
    if actor.has(CASEWORKERS):
        return Answer.forbidden("Du arbetar själv i ärenden. En annan administratör skriver in villkoren.")
    return Answer.yes()
