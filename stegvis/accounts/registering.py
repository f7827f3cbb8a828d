"""Writes down each sign-in when it begins, and ends the others when something about the account changes."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from stegvis.accounts.models import Ending, SignIn, User
from stegvis.accounts.models.sign_ins import device_of
from stegvis.core.readings import keyed_hash

logger = logging.getLogger(__name__)

SIGN_IN = "sign_in"
"""The key in the session of the sign-in's key."""


def listen() -> None:
    user_logged_in.connect(_begin, dispatch_uid="accounts.sign_in.begin")
    user_login_failed.connect(_refused, dispatch_uid="accounts.sign_in.refused")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.sign_in.signed_out")
    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(_password_changed, dispatch_uid="accounts.sign_in.password")
    for signal in (factors.authenticator_added, factors.authenticator_removed, factors.authenticator_reset):
        signal.connect(_factor_changed, dispatch_uid="accounts.sign_in.factor")


def end_sign_ins(user_id: int, why: Ending, *, but: str | None = None) -> int:
    """Ends all of the user's sign-ins, or all but one. Returns how many."""
    others = SignIn.objects.of(user_id)
    return (others.exclude(pk=but) if but else others).end(why)


def _begin(sender: Any, request: Any, user: User, **_: Any) -> None:
    """Opens the sign-in of a session.

    The user's row is locked, as it is when an administrator takes away the second factor: whichever comes
    first, no session stands on a factor that is gone. Without a row the session ends at its next request.
    """
    with transaction.atomic():
        _lock(user)
        if _stands_on_a_lost_factor(request, user):
            request.session.pop(SIGN_IN, None)
            return
        if _goes_on(request, user):
            return
        now = timezone.now()
        opened = SignIn.objects.create(
            user=user, started_at=now, last_used_at=now, address=_address(request), device=device_of(request)
        )
    request.session[SIGN_IN] = str(opened.pk)


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _stands_on_a_lost_factor(request: Any, user: User) -> bool:
    used = {
        record["id"]
        for record in get_authentication_records(request, user)
        if record["method"] == "mfa" and "id" in record
    }
    return Authenticator.objects.filter(user=user, pk__in=used).count() < len(used) if used else False


def _goes_on(request: Any, user: User) -> bool:
    """The same user has proved himself anew in a session that is open already."""
    return SignIn.objects.of(user.pk).open().filter(pk=request.session.get(SIGN_IN)).exists()


def _refused(sender: Any, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """The log tells attempts against one account, or from one address, from others, but not whose it is."""
    account = str(credentials.get("email") or credentials.get("username") or "")
    logger.warning(
        "A password was refused.",
        extra={
            "account": keyed_hash(account.lower()),
            "from": keyed_hash(str(request and _address(request))),
        },
    )


def _signed_out(sender: Any, request: Any, user: User | None, **_: Any) -> None:
    if user is not None:
        SignIn.objects.of(user.pk).filter(pk=request.session.get(SIGN_IN)).end(Ending.SIGNED_OUT)


def _password_changed(sender: Any, request: Any, user: User, **_: Any) -> None:
    end_sign_ins(user.pk, Ending.PASSWORD_CHANGED, but=request.session.get(SIGN_IN))


def _factor_changed(sender: Any, request: Any, user: User, **_: Any) -> None:
    end_sign_ins(user.pk, Ending.FACTOR_CHANGED, but=request.session.get(SIGN_IN))


def _address(request: Any) -> str | None:
    try:
        return str(ip_address(get_adapter().get_client_ip(request)))
    except (PermissionDenied, ValueError):  # the server does not say, as on a socket
        return None
