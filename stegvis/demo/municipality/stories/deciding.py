"""What becomes of applications: one granted, one refused, one awaits the chair; and all apply anew."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.accounts.models import Membership
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.stories.applications import has_sent_in
from stegvis.demo.municipality.stories.steps import on_its_day
from stegvis.providers import applying, letters
from stegvis.providers.actions import review
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.actions.rounds import Round, start_round
from stegvis.providers.models import Application
from stegvis.providers.rules.reviewing import Outcome, Verdict

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
        all_apply_anew(cast, officer, on=today - timedelta(10))


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
def all_apply_anew(cast: Cast, officer: Actor, *, on: date) -> None:
    start_round(
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


def _somebody(cast: Cast, role: Role) -> Actor:
    """The first in the role at the municipality."""
    seats = Membership.objects.filter(principal=cast.principal, role=role).select_related("user")
    return actor_of(cast.principal, seats.order_by("id")[0].user.email)
