"""What becomes of applications: one granted, one refused, one awaits the chair; and all apply anew.

The provider on the login page is in the midst of it, another one has sent its application in.
"""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.accounts.models import Membership, User
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.foundation import EMPLOYED
from stegvis.demo.municipality.stories.applications import answers, has_sent_in
from stegvis.demo.municipality.stories.steps import on_its_day
from stegvis.providers import applying, letters
from stegvis.providers.actions import fill_in, review
from stegvis.providers.actions.apply import send_in, start_own
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.actions.fill_in import Facts
from stegvis.providers.actions.rounds import Round, start_round
from stegvis.providers.applicants import applicant_of
from stegvis.providers.models import Application, Provider, Reauthorisation
from stegvis.providers.rules.reviewing import Outcome, Verdict

READY_CONDITIONS = 6
"""How many conditions the provider on the login page has answered when it applies anew."""

GRANTED = "Organisationen uppfyller de allmänna villkoren och villkoren för insatsen."
REFUSED = (
    "Organisationen har inte visat att den har en ansvarsförsäkring. Den fick tillfälle att komplettera men "
    "svarade inte i tid."
)


def tell(cast: Cast, today: date) -> None:
    officer, chair = _somebody(cast, Role.QUALITY_OFFICER), _somebody(cast, Role.CHAIR)
    with letters.kept_back():
        granted = has_sent_in("Stigen Arbete AB", "5560007832", cast, on=today - timedelta(90))
        is_tried(granted, Outcome.GRANT, GRANTED, officer, on=today - timedelta(75))
        is_decided(granted, chair, on=today - timedelta(70))
        refused = has_sent_in("Snabbt Jobb Norden AB", "5560009218", cast, on=today - timedelta(80))
        is_tried(refused, Outcome.REFUSE, REFUSED, officer, on=today - timedelta(50))
        is_decided(refused, chair, on=today - timedelta(45))
        awaits = has_sent_in("Växthuset socialt företag", "5560010364", cast, on=today - timedelta(30))
        is_tried(awaits, Outcome.GRANT, GRANTED, officer, on=today - timedelta(3))
        begun = all_apply_anew(cast, officer, on=today - timedelta(10))
        own = actor_of(cast.principal, User.objects.get(pk=cast.provider_staff.user_id).email)
        applies_anew(begun, own, READY_CONDITIONS, on=today - timedelta(2))
        other = _administrator_of_another(cast)
        if other is not None:
            send_in(
                applies_anew(begun, other, None, on=today - timedelta(3)), by=applicant_of(other), today=today
            )


@on_its_day
def is_tried(application: Application, outcome: Outcome, reasons: str, officer: Actor, *, on: date) -> None:
    """Condition by condition; when it is refused the first one is what is lacking."""
    grants = outcome is Outcome.GRANT
    for place, version in enumerate(applying.versions_asked(application, on)):
        verdict = Verdict.FULFILLED if grants or place else Verdict.NOT_FULFILLED
        note = "" if verdict is Verdict.FULFILLED else "Beviset har gått ut."
        review.judge(application, version, verdict, note, "", by=officer, today=on)
    review.propose(application, outcome, reasons, Period(on + timedelta(30)), by=officer, today=on)


@on_its_day
def is_decided(application: Application, chair: Actor, *, on: date) -> None:
    decide_application(application, by=chair, today=on)


@on_its_day
def all_apply_anew(cast: Cast, officer: Actor, *, on: date) -> Reauthorisation:
    return start_round(
        Round(
            title="Nya villkor för handledning",
            reason="Nämnden har beslutat att varje deltagare ska ha en namngiven handledare.",
            intervention=Intervention.objects.get(principal=cast.principal, code="sai"),
            conditions_on=on,
            deadline=on + timedelta(60),
        ),
        by=officer,
        today=on,
    )


@on_its_day
def applies_anew(begun: Reauthorisation, who: Actor, ready: int | None, *, on: date) -> Application:
    """A provider's application in the round, with an answer to so many of the conditions, or to all."""
    by = applicant_of(who)
    assert who.provider_id is not None
    provider = Provider.objects.get(pk=who.provider_id)
    application = start_own(by, provider, reauthorisation=begun, today=on)
    facts = Facts(
        organisation_name=provider.name,
        contact_name="Robin Demosson",
        contact_email="robin@anordnare.example",
        contact_phone="",
        orientation=provider.orientation,
        methods=provider.methods,
        languages=provider.languages.split(", "),
        places=20,
        wanted_from=begun.deadline,
    )
    fill_in.save_facts(application, facts, by=by)
    if begun.intervention_id is not None:
        fill_in.choose_parts(application, {begun.intervention_id: []}, by=by)
    for each in list(applying.asked(application, on))[:ready]:
        answers(application, each, by, on)
    return application


def _administrator_of_another(cast: Cast) -> Actor | None:
    """Somebody at another provider who administers it, too."""
    key = min(cast.other_providers, default=None)
    if key is None:
        return None
    somebody = Membership.objects.select_related("user").filter(provider=key)[0]
    Membership.objects.create(
        principal=cast.principal,
        user=somebody.user,
        role=Role.PROVIDER_STAFF,
        provider_id=key,
        duty=Duty.ADMINISTRATOR,
        period=EMPLOYED,
    )
    return actor_of(cast.principal, somebody.user.email)


def _somebody(cast: Cast, role: Role) -> Actor:
    """The first in the role at the municipality."""
    seats = Membership.objects.filter(principal=cast.principal, role=role).select_related("user")
    return actor_of(cast.principal, seats.order_by("id")[0].user.email)
