"""Decide on an application: a provider gets its right, or does not. Never by who has proposed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.accounts.actions.giving import Grant, Granted, give
from stegvis.accounts.models import Membership
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.answers import Refused
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers import applicants, letters, reviewing
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.models import (
    Application,
    ApplicationPart,
    ApplicationProposal,
    Authorisation,
    Provider,
    ProviderDecision,
    Site,
)
from stegvis.providers.rules import reviewing as rules
from stegvis.providers.rules.applying import State
from stegvis.providers.rules.granting import Fate, Right, fate_of

IS_LATE = "Alla dagar som är föreslagna har passerat. Skicka tillbaka förslaget så att perioden kan ändras."


@dataclass(frozen=True)
class Outcome:
    """What came of it. `invited` = the provider's first administrator; `not_invited` = why there is none."""

    decision: ProviderDecision
    invited: Granted | None = None
    not_invited: str = ""


def decide_application(
    application: Application, *, by: Actor, today: date, read: int | None = None
) -> Outcome:
    """Decides as proposed: who does not agree sends the proposal back. Raises Refused with all reasons.

    `read` is the proposal that the decider has seen: another that has come in its place is not decided.
    """
    with locked(application) as current:
        reviewing.can_decide(current, by, today).or_refuse()
        proposal = reviewing.proposal_of(current)
        assert proposal is not None, "can_decide has asked"
        if read not in (None, proposal.pk):
            raise Refused(rules.OTHER_PROPOSAL)
        if proposal.outcome == ApplicationProposal.Outcome.REFUSE:
            return _refuse(current, proposal, by, today)
        return _grant(current, proposal, by, today)


def _refuse(application: Application, proposal: ApplicationProposal, by: Actor, today: date) -> Outcome:
    decision = record_provider_decision(
        application.principal_id,
        ProviderDecision.Kind.REFUSE,
        provider=application.provider,
        application=application,
        holds_from=today,
        reasons=proposal.reasons,
        by=by,
        today=today,
    )
    _conclude(application, decision)
    return Outcome(decision)


def _grant(application: Application, proposal: ApplicationProposal, by: Actor, today: date) -> Outcome:
    assert proposal.period is not None, "A proposal to grant has a period"
    period = rules.first_day(proposal.period, today=today)
    if period is None:
        raise Refused(IS_LATE)
    with database_refusals(), locked(_provider_of(application)) as provider:
        reviewing.can_decide(application, by, today).or_refuse()
        _write_facts(provider, application, today)
        decision = record_provider_decision(
            application.principal_id,
            ProviderDecision.Kind.GRANT,
            provider=provider,
            application=application,
            holds_from=period.start,
            reasons=proposal.reasons,
            by=by,
            today=today,
        )
        for part in application.parts.select_related("intervention"):
            _authorise(part, provider, decision, period)
        invited, not_invited = _invite_first_administrator(application, provider, by, today)
        _conclude(application, decision)
    return Outcome(decision, invited, not_invited)


def _provider_of(application: Application) -> Provider:
    """The one that applied; the one with the organisation's number; or a new one."""
    if application.provider is None:
        application.provider, _ = Provider.objects.get_or_create(
            principal_id=application.principal_id,
            organisation_number=application.organisation_number,
            defaults={"name": application.organisation_name},
        )
        application.save(update_fields=["provider"])
    return application.provider


def _write_facts(provider: Provider, application: Application, today: date) -> None:
    """What the organisation has said of itself stands in the register. What it left empty stays as it was."""
    said = {
        "orientation": application.orientation,
        "methods": application.methods,
        "languages": _as_line(application.languages),
        "places": application.places,
        "contact_name": application.contact_name,
        "contact_email": application.contact_email,
        "contact_phone": application.contact_phone,
    }
    known = {name: value for name, value in said.items() if value not in ("", None)}
    for name, value in known.items():
        setattr(provider, name, value)
    provider.save(update_fields=list(known))
    used = {(site.address, site.postal_code) for site in provider.sites.filter(period__contains=today)}
    for wanted in application.sites.all():
        if (wanted.address, wanted.postal_code) not in used:
            Site.objects.create(
                principal_id=provider.principal_id,
                provider=provider,
                name=wanted.name,
                address=wanted.address,
                postal_code=wanted.postal_code,
                town=wanted.town,
                period=Period(today),
            )


def _as_line(languages: list[str]) -> str:
    """As many as the register has room for, none of them cut."""
    longest = Provider._meta.get_field("languages").max_length or 0
    line = ""
    for language in languages:
        longer = f"{line}, {language}" if line else language
        if len(longer) > longest:
            break
        line = longer
    return line


def _authorise(part: ApplicationPart, provider: Provider, decision: ProviderDecision, period: Period) -> None:
    given = Right(period, frozenset(part.levels))
    for earlier in provider.authorisations.select_for_update().filter(intervention=part.intervention):
        match fate_of(Right(earlier.period, frozenset(earlier.levels)), given):
            case Fate.REPLACED:
                earlier.delete()
            case Fate.SHORTENED:
                earlier.period = earlier.period.ending(period.start)
                earlier.save(update_fields=["period"])
    Authorisation.objects.create(
        principal_id=provider.principal_id,
        provider=provider,
        intervention=part.intervention,
        levels=part.levels,
        period=period,
        decision=decision,
        decided_by_id=decision.decided_by_id,
    )


def _invite_first_administrator(
    application: Application, provider: Provider, by: Actor, today: date
) -> tuple[Granted | None, str]:
    """A provider without anybody who administers its accounts gets one: the contact of the application. That
    no account can be opened does not stop the decision."""
    staff = Membership.objects.filter(principal_id=provider.principal_id, provider=provider)
    if staff.not_over(today).filter(duty=Duty.ADMINISTRATOR).exists():
        return None, ""
    first, _, last = application.contact_name.partition(" ")
    grant = Grant(application.contact_email, first, last, Role.PROVIDER_STAFF, provider=provider)
    try:
        invited = give(grant, by=by, today=today)
    except Refused as refused:
        return None, str(refused)
    invited.membership.duty = Duty.ADMINISTRATOR
    invited.membership.save(update_fields=["duty"])
    return invited, ""


def _conclude(application: Application, decision: ProviderDecision) -> None:
    application.state = State.DECIDED
    application.save(update_fields=["state"])
    letters.send(application.contact_email, f"Beslut om ansökan {application.number}", _told(application))


def _told(application: Application) -> list[str]:
    return [
        "Hej!",
        "",
        f"Det finns ett beslut om ansökan {application.number}. Beslutet med skäl, och hur ni överklagar,",
        "läser ni här:",
        "",
        applicants.address_for(application),
    ]
