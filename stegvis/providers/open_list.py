"""The open list of authorised providers: what anybody may know, whoever asks.

No person is named in it, and no figure about customers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from stegvis.catalogue.models import Intervention, Level
from stegvis.core.csv_files import open_csv_file
from stegvis.providers.models import Authorisation, IntakePause, Provider, ProviderQuerySet, Site
from stegvis.registry.models import Principal

COLUMNS = (
    "Anordnare",
    "Organisationsnummer",
    "Insats",
    "Nivåer",
    "Auktoriserad från",
    "Auktoriserad till",
    "Intag",
    "Adresser",
    "Språk",
    "Väntetid i dagar",
    "Webbplats",
)


@dataclass(frozen=True)
class OpenPlace:
    name: str
    address: str
    postal_code: str
    town: str
    latitude: float | None
    longitude: float | None
    map_url: str


@dataclass(frozen=True)
class OpenRight:
    """One intervention that the provider may carry out. No levels named = all."""

    intervention: str
    levels: list[str]
    from_day: str
    last_day: str | None
    takes_new: bool


@dataclass(frozen=True)
class OpenProvider:
    name: str
    organisation_number: str
    website: str
    languages: list[str]
    orientation: str
    methods: str
    waiting_days: int | None
    does_everything: bool
    """Every intervention that can be chosen, at all levels and without a pause."""
    rights: list[OpenRight]
    places: list[OpenPlace]


def open_list(principal: Principal, today: date, intervention: str = "") -> list[OpenProvider]:
    """All who may take customers today, by name; of one intervention when its code is given."""
    found = listed_providers(principal, today, intervention).order_by("name", "id")
    return in_words(principal, found, intervention)


def listed_providers(principal: Principal, today: date, intervention: str = "") -> ProviderQuerySet:
    """Those with a right to what can be chosen, or to the intervention asked for."""
    to_tell = to_choose(principal)
    asked = to_tell.filter(code=intervention) if intervention else to_tell
    current = Authorisation.objects.filter(period__contains=today)
    of_these = Q(intervention__in=asked) | Q(Exists(asked), intervention=None)
    paused = IntakePause.objects.filter(period__contains=today)
    return Provider.objects.filter(
        Exists(current.filter(of_these, provider=OuterRef("pk"))), principal_id=principal.pk
    ).prefetch_related(
        Prefetch("authorisations", current.order_by("period", "id"), to_attr="open_rights"),
        Prefetch("pauses", paused.defer("period"), to_attr="open_pauses"),
        Prefetch("sites", Site.objects.used_on(today).defer("period"), to_attr="open_sites"),
    )


def in_words(
    principal: Principal, providers: Iterable[Provider], intervention: str = ""
) -> list[OpenProvider]:
    """What the list tells of providers that come from `listed_providers`, in their order."""
    catalogue = {each.pk: each for each in to_choose(principal)}
    asked = {each.pk for each in catalogue.values() if each.code == intervention}
    levels = _level_names(principal.pk)
    return [_shown(provider, catalogue, levels, asked if intervention else None) for provider in providers]


def to_choose(principal: Principal) -> QuerySet[Intervention]:
    """The interventions that residents choose a provider for."""
    return Intervention.objects.filter(principal=principal, chosen_by_person=True).order_by("name", "id")


def as_json(principal: Principal, listed: Iterable[OpenProvider], today: date) -> dict[str, Any]:
    return {
        "principal": principal.name,
        "day": today.isoformat(),
        "providers": [_plain(each) for each in listed],
    }


def as_csv(listed: Iterable[OpenProvider]) -> bytes:
    """One row for each provider and intervention."""
    return open_csv_file(COLUMNS, [row for each in listed for row in _rows(each)])


def _plain(each: OpenProvider) -> dict[str, Any]:
    """As `dataclasses.asdict`, which copies every text and took half a second of a national list."""
    return vars(each) | {
        "rights": [vars(right) for right in each.rights],
        "places": [vars(place) for place in each.places],
    }


def _rows(each: OpenProvider) -> list[list[str | int]]:
    addresses = " | ".join(f"{place.address}, {place.postal_code} {place.town}" for place in each.places)
    return [_row(each, right, addresses) for right in each.rights]


def _row(each: OpenProvider, right: OpenRight, addresses: str) -> list[str | int]:
    return [
        each.name,
        each.organisation_number,
        right.intervention,
        ", ".join(right.levels),
        right.from_day,
        right.last_day or "",
        "öppet" if right.takes_new else "pausat",
        addresses,
        ", ".join(each.languages),
        "" if each.waiting_days is None else each.waiting_days,
        each.website,
    ]


def _shown(
    provider: Provider,
    catalogue: dict[int, Intervention],
    levels: dict[tuple[int, str], str],
    asked: set[int] | None,
) -> OpenProvider:
    paused = {pause.intervention_id for pause in provider.open_pauses}  # type: ignore[attr-defined]
    rights = [
        (
            pk,
            OpenRight(
                catalogue[pk].name,
                [levels.get((pk, code), code) for code in right.levels],
                right.period.start.isoformat(),
                right.period.last_day.isoformat() if right.period.last_day else None,
                takes_new=not paused & {None, pk},
            ),
        )
        for pk, right in _rights(provider.open_rights, catalogue)  # type: ignore[attr-defined]
    ]
    whole = {pk for pk, right in rights if right.takes_new and not right.levels}
    return OpenProvider(
        name=provider.name,
        organisation_number=provider.shown_number,
        website=provider.website,
        languages=provider.spoken,
        orientation=provider.orientation,
        methods=provider.methods,
        waiting_days=provider.waiting_days,
        does_everything=whole == catalogue.keys(),
        rights=[right for pk, right in rights if asked is None or pk in asked],
        places=[_place(site) for site in provider.open_sites],  # type: ignore[attr-defined]
    )


def _rights(rows: list[Authorisation], catalogue: dict[int, Intervention]) -> list[tuple[int, Authorisation]]:
    """By intervention, in the catalogue's order, each right by itself: they may be of other levels or longer.
    One for all interventions stands for each that has none of its own to every level."""
    own = defaultdict(list)
    for row in rows:
        own[row.intervention_id].append(row)
    return [(pk, row) for pk in catalogue for row in [*own[pk], *_of_all(own[pk], own[None])]]


def _of_all(own: list[Authorisation], of_all: list[Authorisation]) -> list[Authorisation]:
    return [] if any(not each.levels for each in own) else of_all


def _place(site: Site) -> OpenPlace:
    return OpenPlace(
        name=site.name,
        address=site.address,
        postal_code=site.shown_postal_code,
        town=site.town,
        latitude=None if site.latitude is None else float(site.latitude),
        longitude=None if site.longitude is None else float(site.longitude),
        map_url=site.map_url,
    )


def _level_names(principal_id: int) -> dict[tuple[int, str], str]:
    """The levels' names as the latest terms have them."""
    found = Level.objects.filter(principal_id=principal_id).select_related("terms").order_by("terms__period")
    return {(level.terms.intervention_id, level.code): level.name for level in found}
