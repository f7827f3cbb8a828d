"""Who may visit providers, write the templates and tell of quality. Each function says who may, and why."""

from __future__ import annotations

from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.answers import Answer
from stegvis.providers.models import Provider, QualityReport, QualityVisit
from stegvis.providers.permissions import KEEPERS

TELLING = frozenset({Duty.ADMINISTRATOR, Duty.COORDINATOR})
"""Those at a provider who answer for its quality; a supervisor knows only his own assignments."""
WRITERS_OF_TEMPLATES = frozenset({Role.ADMINISTRATOR})


def may_visit(actor: Actor, provider: Provider) -> Answer:
    """Quality officers, who control the conditions, and administrators of the same principal."""
    if actor.has(KEEPERS) and actor.principal_id == provider.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer planerar kvalitetsbesök.")


def may_write_protocol(actor: Actor, visit: QualityVisit) -> Answer:
    """The visitor alone: the protocol is what he has seen with his own eyes, and he signs it."""
    same = actor.principal_id == visit.principal_id and actor.has(KEEPERS)
    if same and actor.user_id == visit.visitor_id:
        return Answer.yes()
    return Answer.forbidden("Bara den som gör besöket skriver och undertecknar protokollet.")


def may_tell_of_quality(actor: Actor, provider: Provider) -> Answer:
    """The provider's administrators and coordinators: the report is the organisation's own account."""
    own = actor.is_a(Role.PROVIDER_STAFF) and actor.principal_id == provider.principal_id
    if own and actor.provider_id == provider.pk and not actor.duties.isdisjoint(TELLING):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratörer och samordnare lämnar kvalitetsrapporten.")


def may_read_report(actor: Actor, report: QualityReport) -> Answer:
    """Quality officers and administrators of the principal take in the reports and answer them."""
    if actor.has(KEEPERS) and actor.principal_id == report.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer tar emot kvalitetsrapporter.")


def may_write_templates(actor: Actor, principal_id: int) -> Answer:
    """Administrators: a template is the principal's dated setting."""
    if actor.has(WRITERS_OF_TEMPLATES) and actor.principal_id == principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara administratörer ändrar mallarna.")
