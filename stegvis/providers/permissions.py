"""Who may decide about providers."""

from __future__ import annotations

from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.answers import Answer
from stegvis.providers.models import IntakePause, Provider

KEEPERS = frozenset({Role.QUALITY_OFFICER, Role.ADMINISTRATOR})
"""Those who keep the register of providers."""


def may_keep(actor: Actor, provider: Provider) -> Answer:
    """Quality officers, who control the conditions, and administrators, who keep the register."""
    if actor.has(KEEPERS) and actor.principal_id == provider.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer ändrar anordnares auktorisation.")


def may_take_over(actor: Actor, provider: Provider) -> Answer:
    """Administrators alone, when the register is set up: a right that nobody has tried here."""
    if actor.is_a(Role.ADMINISTRATOR) and actor.principal_id == provider.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara administratörer för in auktorisationer från ett äldre register.")


def may_keep_facts(actor: Actor, provider: Provider) -> Answer:
    """Those who keep the register, and the provider's own administrator, who knows what has changed."""
    if may_keep(actor, provider).ok or _has_duty(actor, provider, Duty.ADMINISTRATOR):
        return Answer.yes()
    return Answer.forbidden("Bara kommunen och anordnarens administratör ändrar uppgifterna.")


def may_pause_intake(actor: Actor, provider: Provider) -> Answer:
    """Those who keep the register, and at the provider whoever knows how many there is room for."""
    if may_keep(actor, provider).ok or _has_duty(actor, provider, Duty.ADMINISTRATOR, Duty.COORDINATOR):
        return Answer.yes()
    return Answer.forbidden("Bara kommunen och anordnarens administratör eller samordnare pausar intaget.")


def may_open_intake(actor: Actor, pause: IntakePause) -> Answer:
    """Who could have paused it; but what the principal has paused the provider does not open."""
    if pause.by_principal and actor.provider_id is not None:
        return Answer.forbidden("Kommunen har pausat intaget. Kontakta kommunen.")
    return may_pause_intake(actor, pause.provider)


def may_ask_to_end(actor: Actor, provider: Provider) -> Answer:
    """The provider's own administrator, who answers for the organisation towards the principal."""
    if _has_duty(actor, provider, Duty.ADMINISTRATOR):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratör begär att få avsluta.")


def _has_duty(actor: Actor, provider: Provider, *duties: Duty) -> bool:
    at_home = actor.provider_id == provider.pk and actor.principal_id == provider.principal_id
    return at_home and not actor.duties.isdisjoint(duties)


def may_write_conditions(actor: Actor, principal_id: int) -> Answer:
    """Administrators write in what the council and the committee have decided."""
    if actor.is_a(Role.ADMINISTRATOR) and actor.principal_id == principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara administratörer ändrar villkoren för auktorisation.")


def may_keep_staff(actor: Actor, provider: Provider) -> Answer:
    """The provider's own administrator: it knows who works there and when somebody leaves."""
    if _has_duty(actor, provider, Duty.ADMINISTRATOR):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratör öppnar och avslutar konton.")
