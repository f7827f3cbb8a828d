"""A user has lost the phone: an administrator takes the second factor away, the user sets up a new one."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.db import transaction

from stegvis.accounts.actions.giving import locked_user
from stegvis.accounts.facts import works_elsewhere
from stegvis.accounts.models import Ending, FactorReset, Membership
from stegvis.accounts.permissions import may_change
from stegvis.accounts.registering import end_sign_ins
from stegvis.accounts.rules import may_reset_factor
from stegvis.core.actor import Actor
from stegvis.core.refusals import database_refusals


def reset_second_factor(membership: Membership, reason: str, *, by: Actor, today: date) -> FactorReset:
    """Takes away every factor of the membership's user and signs the user out everywhere.

    The user's row is locked, as it is when a sign-in begins: whichever comes first, no session stands on a
    factor that is gone. The password stays, and at the next sign-in a new factor must be set up.
    """
    may_change(by, membership).or_refuse()
    user = membership.user
    with transaction.atomic():
        locked_user(user.email)
        factors = Authenticator.objects.filter(user=user)
        may_reset_factor(
            own=user.pk == by.user_id,
            has_factor=factors.exists(),
            works_elsewhere=works_elsewhere(user, by.principal_id, today),
            reason=reason,
        ).or_refuse()
        factors.delete()
        end_sign_ins(user.pk, Ending.FACTOR_CHANGED)
        with database_refusals():
            return FactorReset.objects.create(
                principal_id=by.principal_id, user=user, reason=reason.strip(), reset_by_id=by.user_id
            )
