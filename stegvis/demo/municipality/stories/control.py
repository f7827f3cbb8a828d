"""How the municipality controls its providers: a year of controls, deficiencies on their way, a proposal.

One provider is warned because a deficiency was not mended, and another nobody has come to for a year. What is
proposed awaits the chair.
"""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.accounts.models import Membership
from stegvis.core import clock
from stegvis.core.actor import Actor, Role
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.providers import letters
from stegvis.providers.actions.controls import do_control, plan_controls
from stegvis.providers.actions.deficiencies import (
    Found,
    answer_remedy,
    close_remedy,
    order_remedy,
    record_deficiency,
)
from stegvis.providers.actions.idling import propose_the_idle
from stegvis.providers.actions.sanctions import propose_revocation, warn
from stegvis.providers.control_panels import evidence_of
from stegvis.providers.models import ConditionVersion, ControlTask, Deficiency, Provider, Remedy

Severity, Source = Deficiency.Severity, Deficiency.Source
A_YEAR = timedelta(days=365)
STEP = 37
"""How many days lie between two controls; it has nothing in common with the intervals, which spreads them."""


@letters.kept_back()
def tell(cast: Cast, today: date) -> None:
    officer = _officer(cast)
    _have_been_done(cast, officer, today)
    _some_are_done(cast, officer, today)
    plan_controls(cast.principal.pk, today=today)
    _is_mended(cast, officer, today)
    troubled = Provider.objects.filter(pk__in=cast.other_providers).order_by("name", "pk").first()
    if troubled is not None:
        _is_warned(troubled, officer, today)
    propose_the_idle(cast.principal.pk, today=today)


def _have_been_done(cast: Cast, officer: Actor, today: date) -> None:
    """Every condition of every provider has been looked at, each on its day, so that the next are spread."""
    plan_controls(cast.principal.pk, today=today - A_YEAR)
    months = dict(
        ConditionVersion.objects.filter(principal=cast.principal)
        .in_force(today)
        .values_list("condition_id", "control_months")
    )
    tasks = list(ControlTask.objects.filter(principal=cast.principal).open().order_by("id"))
    for place, task in enumerate(tasks):
        interval = 30 * (months.get(task.condition_id) or 12)
        task.done_on = today - timedelta(days=1 + place * STEP % interval)
        task.fulfilled, task.note, task.done_by_id = True, "Underlaget stämmer.", officer.user_id
    ControlTask.objects.bulk_update(tasks, ["done_on", "fulfilled", "note", "done_by"])
    plan_controls(cast.principal.pk, today=today - timedelta(days=4))


def _some_are_done(cast: Cast, officer: Actor, day: date) -> None:
    tasks = ControlTask.objects.filter(provider=cast.provider).open().select_related("provider", "condition")
    for task in tasks.order_by("due_on", "id")[:3]:
        do_control(task, fulfilled=True, note="Underlaget stämmer.", by=officer, today=day)


def _is_mended(cast: Cast, officer: Actor, today: date) -> None:
    """One deficiency is mended, one awaits the provider's answer."""
    ordered = today - timedelta(days=60)
    found = Found("Två planer saknade delmål.", Severity.MINOR, Source.PERSON, ordered)
    remedy = _ordered(cast.provider, found, "Gå igenom alla planer och skriv delmål.", officer, ordered)
    done_on = ordered + timedelta(days=20)
    remedy = answer_remedy(remedy, "Alla planer har nu delmål.", by=cast.provider_staff, today=done_on)
    close_remedy(remedy, is_met=True, note="Vi har läst fem planer.", by=officer, today=done_on)
    found = Found("Månadsrapporterna kommer sent.", Severity.MINOR, Source.REVIEW, today - timedelta(days=6))
    _ordered(
        cast.provider, found, "Skriv hur ni hinner lämna rapporterna i tid.", officer, today - timedelta(5)
    )


def _is_warned(provider: Provider, officer: Actor, today: date) -> None:
    ordered = today - timedelta(days=90)
    found = Found("Handledarna saknar utbildning i arbetsmiljö.", Severity.SERIOUS, Source.OTHER, ordered)
    remedy = _ordered(provider, found, "Lämna intyg om utbildningen.", officer, ordered)
    closed_on = today - timedelta(days=55)
    close_remedy(remedy, is_met=False, note="Inga intyg har kommit.", by=officer, today=closed_on)
    with clock.frozen(closed_on):
        warn(provider, None, "Bristen är inte åtgärdad i tid.", by=officer, today=closed_on)
    proposed_on = today - timedelta(days=3)
    propose_revocation(
        provider,
        None,
        "Anordnaren har varnats och fortfarande inte lämnat några intyg.",
        evidence_of(provider),
        by=officer,
        today=proposed_on,
    )


def _ordered(provider: Provider, found: Found, what: str, officer: Actor, day: date) -> Remedy:
    deficiency = record_deficiency(provider, found, by=officer, today=day)
    return order_remedy(deficiency, what, day + timedelta(days=30), by=officer, today=day)


def _officer(cast: Cast) -> Actor:
    seat = Membership.objects.filter(principal=cast.principal, role=Role.QUALITY_OFFICER)
    return actor_of(cast.principal, seat.select_related("user").order_by("pk")[0].user.email)
