"""Keep what the register says about a provider: facts, places, and who owns it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import OwnershipChange, Provider, Site
from stegvis.providers.permissions import may_keep, may_keep_facts
from stegvis.providers.rules.register import Identity, is_whole_position, may_change_owner, may_close_site

FACTS = (
    "address",
    "languages",
    "orientation",
    "methods",
    "places",
    "waiting_days",
    "website",
    "contact_name",
    "contact_email",
    "contact_phone",
)
"""What the provider itself may change. Who it is, and what it may do, is decided by others."""
PLACE = ("name", "address", "postal_code", "town", "latitude", "longitude")


def change_facts(provider: Provider, facts: Mapping[str, Any], *, by: Actor) -> Provider:
    """Writes what is known now. The row as it was is kept in the history."""
    may_keep_facts(by, provider).or_refuse()
    with locked(provider) as current:
        for name in FACTS:
            setattr(current, name, facts[name])
        with database_refusals():
            current.save(update_fields=FACTS)
    return current


def add_site(provider: Provider, place: Mapping[str, Any], start: date, *, by: Actor) -> Site:
    """A place where the provider works from `start`."""
    may_keep_facts(by, provider).or_refuse()
    is_whole_position(place["latitude"], place["longitude"]).or_refuse()
    with locked(provider) as current, database_refusals():
        return Site.objects.create(
            principal_id=current.principal_id,
            provider=current,
            period=Period(start),
            **{name: place[name] for name in PLACE},
        )


def change_site(site: Site, place: Mapping[str, Any], *, by: Actor) -> Site:
    """Corrects what is said of a place."""
    may_keep_facts(by, site.provider).or_refuse()
    is_whole_position(place["latitude"], place["longitude"]).or_refuse()
    with locked(site) as current:
        for name in PLACE:
            setattr(current, name, place[name])
        with database_refusals():
            current.save(update_fields=PLACE)
    return current


def close_site(site: Site, last_day: date, *, by: Actor) -> Site:
    """The provider leaves the place after `last_day`."""
    may_keep_facts(by, site.provider).or_refuse()
    with locked(site) as current:
        may_close_site(current.period, last_day).or_refuse()
        current.period = current.period.ending(last_day + ONE_DAY)
        with database_refusals():
            current.save(update_fields=["period"])
    return current


def change_owner(
    provider: Provider,
    new_name: str,
    new_organisation_number: str,
    changed_on: date,
    description: str,
    *,
    by: Actor,
    today: date,
) -> OwnershipChange:
    """Writes down who the organisation is from now on, and who it was.

    The right to take customers goes on until somebody decides otherwise: what the change means is examined by
    a human.
    """
    may_keep(by, provider).or_refuse()
    with locked(provider) as current:
        old, new = _identity(current), Identity(new_name, new_organisation_number)
        latest = current.ownership_changes.first()
        may_change_owner(
            old, new, changed_on, latest_change=latest.changed_on if latest else None, today=today
        ).or_refuse()
        with database_refusals():
            current.name, current.organisation_number = new.name, new.organisation_number
            current.save(update_fields=["name", "organisation_number"])
            return OwnershipChange.objects.create(
                principal_id=current.principal_id,
                provider=current,
                changed_on=changed_on,
                old_name=old.name,
                old_organisation_number=old.organisation_number,
                new_name=new.name,
                new_organisation_number=new.organisation_number,
                description=description,
                recorded_on=today,
                recorded_by_id=by.user_id,
            )


def _identity(provider: Provider) -> Identity:
    return Identity(provider.name, provider.organisation_number)
