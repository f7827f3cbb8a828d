"""The accounts of a provider's staff, kept by the provider's own administrator.

A person holds one membership for each duty. Whoever has no membership left at the provider has left it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.accounts.actions.giving import Grant, give, locked_user
from stegvis.accounts.models import Ending, Membership, User
from stegvis.accounts.registering import end_sign_ins
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.database import scope
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers import leaving
from stegvis.providers.models import Provider
from stegvis.providers.permissions import may_keep_staff
from stegvis.providers.rules.staff import (
    may_change_duties,
    may_end_account,
    may_open_account,
    still_administers,
    still_works_here,
)


@dataclass(frozen=True)
class NewStaff:
    """Whom to open an account for. The name counts only when there is no account yet."""

    email: str
    first_name: str
    last_name: str
    duties: frozenset[Duty]
    last_day: date | None = None


@dataclass(frozen=True)
class Opened:
    user: User
    is_new_account: bool
    """Then a first password is needed."""


def open_account(provider: Provider, staff: NewStaff, *, by: Actor, today: date) -> Opened:
    """Lets somebody work for the provider, with an account of his own."""
    may_keep_staff(by, provider).or_refuse()
    # What the person is elsewhere at the principal decides, and a provider's own rows do not tell.
    with scope.principal(provider.principal_id), locked(provider) as current:
        still_administers(_administrators(current, today), by.user_id).or_refuse()
        held = _held_by_address(staff.email, current.principal_id, today)
        may_open_account(
            staff.duties,
            staff.last_day,
            is_of_the_principal=any(m.role != Role.PROVIDER_STAFF for m in held),
            is_here=any(m.provider_id == current.pk for m in held),
            today=today,
        ).or_refuse()
        given = [
            give(_grant(current, staff, duty), by=by, today=today)
            for duty in sorted(staff.duties, key=list(Duty).index)
        ]
        return Opened(given[0].membership.user, given[0].is_new_account)


def change_duties(membership: Membership, wanted: Collection[Duty], *, by: Actor, today: date) -> None:
    """What the person does at the provider from today on."""
    provider = _provider_of(membership)
    may_keep_staff(by, provider).or_refuse()
    with locked(provider) as current:
        still_administers(_administrators(current, today), by.user_id).or_refuse()
        held = _held_here(current, membership.user_id, today)
        still_works_here(is_here=bool(held)).or_refuse()
        may_change_duties(
            wanted,
            other_administrators=len(_administrators(current, today + STAYS) - {membership.user_id}),
            of_login_service=_of_login_service(held),
        ).or_refuse()
        kept = {m.held_duty for m in held} & set(wanted)
        last = max((m.period for m in held), key=lambda period: period.end or date.max)
        for each in held:
            if each.held_duty not in kept:
                _end(each, today)
        with database_refusals():
            for duty in sorted(set(wanted) - kept):
                Membership.objects.create(
                    principal_id=current.principal_id,
                    user_id=membership.user_id,
                    role=Role.PROVIDER_STAFF,
                    provider_id=current.pk,
                    duty=duty,
                    period=Period(today, last.end),
                )
        if Duty.SUPERVISOR not in wanted:
            leaving.tell(current, membership.user_id, today)


def end_account(membership: Membership, *, by: Actor, today: date) -> None:
    """The person works there no longer: out at once, and signed out everywhere."""
    provider = _provider_of(membership)
    may_keep_staff(by, provider).or_refuse()
    with locked(provider) as current:
        still_administers(_administrators(current, today), by.user_id).or_refuse()
        held = _held_here(current, membership.user_id, today)
        still_works_here(is_here=bool(held)).or_refuse()
        may_end_account(
            own=membership.user_id == by.user_id,
            other_administrators=len(_administrators(current, today + STAYS) - {membership.user_id}),
            of_login_service=_of_login_service(held),
        ).or_refuse()
        locked_user(membership.user.email)
        for each in held:
            _end(each, today)
        end_sign_ins(membership.user_id, Ending.ROLE_ENDED)
        leaving.tell(current, membership.user_id, today)


def _grant(provider: Provider, staff: NewStaff, duty: Duty) -> Grant:
    return Grant(
        staff.email,
        staff.first_name,
        staff.last_name,
        Role.PROVIDER_STAFF,
        provider=provider,
        last_day=staff.last_day,
        duty=duty,
    )


def _provider_of(membership: Membership) -> Provider:
    provider: Provider | None = membership.provider
    assert provider is not None, "Only a provider's staff is asked about"
    return provider


def _held_by_address(email: str, principal_id: int, today: date) -> list[Membership]:
    user = locked_user(email)
    return [] if user is None else list(Membership.objects.of(user.pk, principal_id).not_over(today))


def _held_here(provider: Provider, user_id: int, today: date) -> list[Membership]:
    return list(Membership.objects.filter(provider_id=provider.pk, user_id=user_id).not_over(today))


STAYS = timedelta(days=30)
"""Who ends sooner is not counted on to administer the accounts when the others have gone."""


def _administrators(provider: Provider, today: date) -> set[int]:
    found = Membership.objects.filter(provider_id=provider.pk, duty=Duty.ADMINISTRATOR).on(today)
    return set(found.values_list("user_id", flat=True))


def _of_login_service(held: list[Membership]) -> bool:
    return any(m.identity_provider_id is not None for m in held)


def _end(membership: Membership, today: date) -> None:
    """Yesterday was the last day; what was given today, or was to come, has never been."""
    if membership.period.start < today:
        membership.period = membership.period.ending(today)
        membership.save(update_fields=["period"])
    else:
        membership.delete()
