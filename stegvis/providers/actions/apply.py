"""Begin an application, send it in, complete it, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from stegvis.core import clock
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers import applying, letters, rounds
from stegvis.providers.actions.evidence import forget_evidence
from stegvis.providers.applicants import Applicant, hash_of, link, may_start, may_write, new_key
from stegvis.providers.models import (
    Application,
    ApplicationPart,
    ApplicationSite,
    Evidence,
    Provider,
    Reauthorisation,
)
from stegvis.providers.rules import applying as rules
from stegvis.providers.rules.applying import State
from stegvis.registry.models import Principal

DRAFT_NUMBER = "utkast-"


@dataclass(frozen=True)
class Organisation:
    """What a new applicant says about itself; the number has been checked (ten digits)."""

    organisation_number: str
    organisation_name: str
    contact_name: str
    contact_email: str


def start_by_link(principal: Principal, wanted: Organisation, *, today: date) -> None:
    """A draft that only the secret in the letter opens. Whether it is known here is not told."""
    key = new_key()
    Application.objects.create(
        principal=principal,
        number=_draft_number(key),
        organisation_number=wanted.organisation_number,
        organisation_name=wanted.organisation_name,
        contact_name=wanted.contact_name,
        contact_email=wanted.contact_email,
        conditions_on=today,
        touched_on=today,
        key_hash=hash_of(key),
        started_at=clock.now(),
    )
    letters.send(wanted.contact_email, f"Din ansökan till {principal.name}", _welcome(principal, key))


def send_link_again(principal: Principal, email: str) -> None:
    """A new link to each application of the address that is not ended; the former links cease to work.
    The page says the same whether there are any."""
    found = Application.objects.filter(
        principal=principal, contact_email__iexact=email, state__in=rules.OPEN
    ).exclude(key_hash="")
    for application in found.order_by("-id")[:5]:
        with locked(application) as current:
            key = new_key()
            current.key_hash = hash_of(key)
            current.save(update_fields=["key_hash"])
            _touch(current)
        letters.send(
            current.contact_email, f"Ny länk till din ansökan hos {principal.name}", _welcome(principal, key)
        )


def start_own(
    applicant: Applicant, provider: Provider, *, reauthorisation: Reauthorisation | None = None, today: date
) -> Application:
    """A draft filled in with what is known of the provider, or the one that has been begun."""
    may_start(applicant).or_refuse()
    with locked(provider) as current:
        begun = current.applications.filter(state=State.DRAFT, reauthorisation=reauthorisation).first()
        if begun is not None:
            return begun
        if reauthorisation is not None:
            reauthorisation.refresh_from_db(fields=["ended_on"])
            is_left = rounds.left(reauthorisation, today).filter(pk=current.pk).exists()
            rules.may_apply_in(reauthorisation.ended_on, is_left=is_left).or_refuse()
        application = Application.objects.create(
            principal_id=current.principal_id,
            provider=current,
            reauthorisation=reauthorisation,
            number=_draft_number(new_key()),
            organisation_number=current.organisation_number,
            organisation_name=current.name,
            contact_name=current.contact_name,
            contact_email=current.contact_email,
            contact_phone=current.contact_phone,
            orientation=current.orientation,
            methods=current.methods,
            languages=current.spoken,
            places=current.places,
            conditions_on=today,
            started_at=clock.now(),
        )
        _copy_known(application, current, today)
    return application


def send_in(application: Application, *, by: Applicant, today: date) -> Application:
    """Sent in for the first time, or as an answer to a completion request."""
    may_write(by, application).or_refuse()
    with locked(application) as current:
        conditions = applying.asked(current, today)
        answer = rules.may_send(applying.facts_of(current, conditions))
        if current.state == State.DRAFT and current.reauthorisation is not None:
            answer &= rules.may_apply_in(current.reauthorisation.ended_on)
        answer.or_refuse()
        if current.state == State.DRAFT:
            _forget_unasked(current, [each.version.pk for each in conditions])
            current.conditions_on = applying.day_of_conditions(current, today)
            current.submitted_on = today
            current.number = f"AUK {today.year}-{current.pk}"
        current.state = State.SUBMITTED
        with database_refusals():
            current.save(update_fields=["conditions_on", "submitted_on", "number", "state"])
        letters.send(current.contact_email, f"Vi har tagit emot ansökan {current.number}", _received(current))
    return current


def withdraw(application: Application, *, by: Applicant) -> Application:
    """The organisation does not want to be tried any more. What it has sent in stays as it is."""
    may_write(by, application).or_refuse()
    with locked(application) as current:
        rules.may_withdraw(State(current.state)).or_refuse()
        current.state = State.WITHDRAWN
        current.save(update_fields=["state"])
    return current


@contextmanager
def changing(application: Application, by: Applicant) -> Iterator[Application]:
    """The application locked, once it is known that `by` may change it now."""
    may_write(by, application).or_refuse()
    with locked(application) as current:
        rules.may_change(State(current.state)).or_refuse()
        with database_refusals():
            _touch(current)
            yield current


def _touch(application: Application) -> None:
    """Somebody has use for it: a draft is kept from today on."""
    today = clock.today()
    if application.state == State.DRAFT and (application.touched_on != today or application.told_on):
        application.touched_on, application.told_on = today, None
        application.save(update_fields=["touched_on", "told_on"])


def _copy_known(application: Application, provider: Provider, today: date) -> None:
    """The sites in use, and the interventions that the provider has a right to."""
    for site in provider.sites.filter(period__contains=today):
        ApplicationSite.objects.create(
            principal_id=application.principal_id,
            application=application,
            name=site.name,
            address=site.address,
            postal_code=site.postal_code,
            town=site.town,
        )
    rights = provider.authorisations.filter(period__contains=today)
    own = rights.filter(intervention__isnull=False).values_list("intervention", "levels").order_by("id")
    for intervention_id, named in _joined(own).items():
        ApplicationPart.objects.create(
            principal_id=application.principal_id,
            application=application,
            intervention_id=intervention_id,
            levels=named,
        )


def _joined(rights: Iterable[tuple[int, list[str]]]) -> dict[int, list[str]]:
    """The levels of each intervention, of all the rights to it. One that names none holds for all."""
    joined: dict[int, list[str]] = {}
    for intervention_id, levels in rights:
        so_far = joined.setdefault(intervention_id, levels)
        joined[intervention_id] = sorted({*so_far, *levels}) if so_far and levels else []
    return joined


def _forget_unasked(application: Application, asked: list[int]) -> None:
    """Answers to wordings that the application is not tried by, written before the choice was made."""
    unasked = application.answers.exclude(version__in=asked)
    for each in Evidence.objects.filter(answer__in=unasked.values("pk")):
        forget_evidence(each)
    unasked.delete()


def _draft_number(key: str) -> str:
    """A number of the register is given when the application is sent in."""
    return f"{DRAFT_NUMBER}{hash_of(key)[:20]}"


def _welcome(principal: Principal, key: str) -> list[str]:
    return [
        "Hej!",
        "",
        f"Här är länken till er ansökan om att bli anordnare hos {principal.name}:",
        "",
        link(principal.slug, key),
        "",
        "Länken är personlig. Alla som har den kan läsa och ändra ansökan. Spara det här brevet, så kan du",
        "fortsätta en annan dag.",
        "",
        "Har du inte bett om länken? Då kan du slänga brevet.",
    ]


def _received(application: Application) -> list[str]:
    return [
        "Hej!",
        "",
        f"Vi har tagit emot ansökan {application.number}. Nu granskar vi den, villkor för villkor.",
        "Behöver något kompletteras hör vi av oss till den här adressen.",
        "",
        "Du kan följa ansökan på samma sida som du skrev den på.",
    ]
