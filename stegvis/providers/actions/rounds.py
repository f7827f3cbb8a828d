"""Start a re-authorisation, remind, propose that who did not apply loses its right, end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers import letters, rounds
from stegvis.providers.actions.sanctions import propose_revocation
from stegvis.providers.deciding_permissions import may_start_round
from stegvis.providers.models import Provider, Reauthorisation, RevocationProposal, RoundReminder
from stegvis.providers.rules import rounds as rules
from stegvis.registry.models import Principal


@dataclass(frozen=True)
class Round:
    """Why all must apply anew, by which conditions, and until when."""

    title: str
    reason: str
    intervention: Intervention | None
    conditions_on: date
    deadline: date


def start_round(wanted: Round, *, by: Actor, today: date) -> Reauthorisation:
    """Every provider with the right gets a letter, but those already tried by the same conditions."""
    may_start_round(by, by.principal_id).or_refuse()
    intervention_id = wanted.intervention.pk if wanted.intervention else None
    with locked(Principal.objects.get(pk=by.principal_id)), database_refusals():
        found = rounds.touched(by.principal_id, intervention_id, today)
        running = Reauthorisation.objects.filter(
            principal_id=by.principal_id, intervention=wanted.intervention, ended_on=None
        )
        rules.may_start(
            wanted.deadline, touched=found.count(), is_running=running.exists(), today=today
        ).or_refuse()
        started = Reauthorisation.objects.create(
            principal_id=by.principal_id,
            title=wanted.title,
            reason=wanted.reason,
            intervention=wanted.intervention,
            conditions_on=wanted.conditions_on,
            started_on=today,
            deadline=wanted.deadline,
            started_by_id=by.user_id,
        )
        to_apply = rounds.left(started, today)
        rules.somebody_is_to_apply(to_apply.count(), started.conditions_on).or_refuse()
        _write_to(to_apply, started, f"Ansök på nytt om auktorisation senast {started.deadline}")
    return started


def remind(found: Reauthorisation, *, by: Actor, today: date) -> int:
    """A letter to each that has not applied, once a day. How many."""
    may_start_round(by, found.principal_id).or_refuse()
    with locked(found) as current:
        rounds.can_remind(current, by, today).or_refuse()
        return _remind(current, today, by.user_id, today)


def running(principal_id: int, today: date) -> QuerySet[Reauthorisation]:
    """The rounds that nobody has ended."""
    return Reauthorisation.objects.filter(principal_id=principal_id, ended_on=None).order_by("id")


def remind_in_time(found: Reauthorisation, *, today: date) -> int:
    """A letter goes by itself to those who have come into the round since it began, and before the deadline a
    reminder to those who have had none lately. How many letters. Run again it sends none."""
    with locked(found) as current:
        if current.ended_on is not None:
            return 0
        told = _tell(current, today)
        since = rules.reminds_itself_since(current.deadline, current.started_on, today=today)
        return told if since is None else told + _remind(current, since, None, today)


def propose_revocations(
    found: Reauthorisation, provider_ids: Iterable[int], *, by: Actor, today: date
) -> list[RevocationProposal]:
    """For the providers named, of those who have not applied in time. The chair decides on each."""
    may_start_round(by, found.principal_id).or_refuse()
    with locked(found) as current:
        rounds.can_propose(current, by, today).or_refuse()
        chosen = list(rounds.to_propose(current, today).filter(pk__in=list(provider_ids)).order_by("id"))
        if not chosen:
            raise Refused.at("providers", "Välj minst en anordnare.")
        return [_propose(current, provider, by, today) for provider in chosen]


def end_round(found: Reauthorisation, *, by: Actor, today: date) -> Reauthorisation:
    """Nobody can apply in the round any more. What has been decided and proposed stands."""
    may_start_round(by, found.principal_id).or_refuse()
    with locked(found) as current:
        rounds.can_end(current, by).or_refuse()
        current.ended_on = today
        current.save(update_fields=["ended_on"])
    return current


def _propose(found: Reauthorisation, provider: Provider, by: Actor, today: date) -> RevocationProposal:
    was_refused = getattr(provider, "standing", "") == rules.Standing.REFUSED.value
    why = "har fått avslag på sin ansökan" if was_refused else "har inte ansökt"
    reasons = (
        f"Anordnare skulle ansöka på nytt senast {found.deadline} ({found.title}). "
        f"{provider.name} {why} och har därför inte visat att de villkor som nu gäller är uppfyllda."
    )
    evidence = {"Omauktorisation": found.title, "Sista ansökningsdag": found.deadline.isoformat()}
    return propose_revocation(provider, found.intervention, reasons, evidence, by=by, today=today)


def _tell(found: Reauthorisation, today: date) -> int:
    """Who comes in late has as long as after a reminder. The caller has locked the round."""
    providers = list(rounds.to_tell(found, today).order_by("id"))
    _remember(providers, found, None, today)
    last = rules.last_day_from(found.deadline, today)
    return _write_to(providers, found, f"Ansök på nytt om auktorisation senast {last}", last)


def _remind(found: Reauthorisation, since: date, by: int | None, today: date) -> int:
    """Writes to those who have had no reminder since the day, and remembers it. The caller has locked the
    round."""
    providers = list(rounds.to_remind(found, since, today).order_by("id"))
    _remember(providers, found, by, today)
    return _write_to(providers, found, f"Påminnelse: ansök på nytt senast {found.deadline}")


def _remember(providers: Iterable[Provider], found: Reauthorisation, by: int | None, today: date) -> None:
    RoundReminder.objects.bulk_create(
        RoundReminder(
            principal_id=found.principal_id, round=found, provider=provider, sent_on=today, sent_by_id=by
        )
        for provider in providers
    )


def _write_to(
    providers: Iterable[Provider], found: Reauthorisation, subject: str, last: date | None = None
) -> int:
    written = [provider for provider in providers if provider.contact_email]
    for provider in written:
        letters.send(provider.contact_email, subject, _letter(found, last or found.deadline))
    return len(written)


def _letter(found: Reauthorisation, last: date) -> list[str]:
    site = str(settings.SITE_URL).rstrip("/")
    return [
        "Hej!",
        "",
        f"Villkoren för er auktorisation har ändrats: {found.title}.",
        "",
        found.reason,
        "",
        f"Ansök på nytt senast {last}. Den som är er administratör loggar in här:",
        "",
        f"{site}{reverse('own_applications')}",
        "",
        "Er auktorisation upphör inte av sig själv. Men den som inte ansöker i tid kan vi föreslå att",
        "auktorisationen återkallas för.",
    ]
