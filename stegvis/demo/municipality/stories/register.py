"""What the register knows of the providers: places, languages, a coming pause, and who works there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from stegvis.accounts.models import Membership, User
from stegvis.assignments.actions.supervise import name_supervisor
from stegvis.assignments.models import Assignment
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.foundation import EMPLOYED, user_named
from stegvis.demo.municipality.logins import SUPERVISOR_EMAIL, SUPERVISOR_NAME
from stegvis.providers.actions import facts, pause_intake
from stegvis.providers.actions.ask_to_end import ask_to_end, own_rights
from stegvis.providers.models import Provider
from stegvis.providers.postal_areas import Place, replace_all

SITES = (
    ("Järla torg 2", "13161", "Nacka", "59.30630", "18.14880"),
    ("Sickla industriväg 6", "13134", "Nacka", "59.30410", "18.12440"),
    ("Kanholmsvägen 1", "13242", "Saltsjö-Boo", "59.32250", "18.25960"),
    ("Torggatan 4", "13337", "Saltsjöbaden", "59.28030", "18.30590"),
)
POSTAL_CODES = (
    ("13140", "59.30900", "18.16380"),
    *((code, latitude, longitude) for _, code, _, latitude, longitude in SITES),
)
LANGUAGES = ("svenska, engelska", "svenska, arabiska, dari", "svenska, somaliska", "svenska, ukrainska")
METHODS = (
    "Du träffar samma handledare varje vecka. Ni övar på arbetsplatsen och skriver ansökningar tillsammans.",
    "Små grupper, svenska varje dag och praktik efter fyra veckor.",
)
SUPERVISED = 3


def tell(cast: Cast, today: date) -> None:
    keeper = _keeper(cast)
    for provider, place, languages, methods in zip(
        Provider.objects.filter(principal=cast.principal).order_by("name"),
        cycle(SITES),
        cycle(LANGUAGES),
        cycle(METHODS),
        strict=False,
    ):
        _is_described(provider, languages, methods, keeper)
        _works_at(provider, place, keeper)
    replace_all(cast.principal, [Place(code, Decimal(n), Decimal(e)) for code, n, e in POSTAL_CODES])
    _will_pause(cast, today)
    _has_staff(cast, today)
    _wants_to_end(cast, today)


def _keeper(cast: Cast) -> Actor:
    officer = Membership.objects.filter(principal=cast.principal, role=Role.QUALITY_OFFICER).order_by("id")[0]
    return actor_of(cast.principal, officer.user.email)


def _is_described(provider: Provider, languages: str, methods: str, keeper: Actor) -> None:
    known = {name: getattr(provider, name) for name in facts.FACTS}
    facts.change_facts(provider, {**known, "languages": languages, "methods": methods}, by=keeper)


def _works_at(provider: Provider, place: tuple[str, str, str, str, str], keeper: Actor) -> None:
    address, postal_code, town, latitude, longitude = place
    site = {
        "name": "",
        "address": address,
        "postal_code": postal_code,
        "town": town,
        "latitude": Decimal(latitude),
        "longitude": Decimal(longitude),
    }
    facts.add_site(provider, site, EMPLOYED.start, by=keeper)


def _will_pause(cast: Cast, today: date) -> None:
    """In a month, so that there is somebody to choose until then."""
    days = Period(today + timedelta(days=30), today + timedelta(days=51))
    pause_intake(cast.provider, None, days, "Vi byter lokal.", by=cast.provider_staff, today=today)


def _has_staff(cast: Cast, today: date) -> None:
    """The one who signs in administers too, and somebody works with a few of the assignments."""
    _at_work(cast, cast.provider_staff.user_id, Duty.ADMINISTRATOR)
    supervisor = user_named(SUPERVISOR_EMAIL, SUPERVISOR_NAME)
    _at_work(cast, supervisor.pk, Duty.SUPERVISOR)
    running = Assignment.objects.filter(provider=cast.provider).running_on(today).order_by("id")
    for assignment in running[:SUPERVISED]:
        name_supervisor(assignment, supervisor, by=cast.provider_staff, today=today)


def _wants_to_end(cast: Cast, today: date) -> None:
    """One of the interventions, in half a year; the wish awaits those who keep the register."""
    email = User.objects.get(pk=cast.provider_staff.user_id).email
    administrator = actor_of(cast.principal, email)
    intervention = own_rights(cast.provider, today)[-1]
    last_day = today + timedelta(days=180)
    ask_to_end(
        cast.provider,
        intervention,
        last_day,
        "Vi vill samla oss på våra andra insatser.",
        by=administrator,
        today=today,
    )


def _at_work(cast: Cast, user_id: int, duty: Duty) -> None:
    Membership.objects.create(
        principal=cast.principal,
        user_id=user_id,
        role=Role.PROVIDER_STAFF,
        provider=cast.provider,
        duty=duty,
        period=EMPLOYED,
    )
