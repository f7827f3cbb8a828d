"""Sitting down after having arrived: the session gets its user and its seat."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.http import HttpResponse

from stegvis.accounts.models import Membership, User
from stegvis.accounts.seats import SEAT_KEY, VOUCHED_AT
from stegvis.accounts.second_factor import vouched_for


def sit_down(
    request: Any, user: User, seat: Membership, *, vouched: bool, next_url: str = ""
) -> HttpResponse:
    """Signs in the user in the seat, at its principal and no other.

    The second step is left out when `vouched`: whoever the user comes from has taken it.
    """
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    request.session[SEAT_KEY] = seat.pk
    request.session[VOUCHED_AT] = seat.principal_id
    with vouched_for(request, vouched=vouched):
        response: HttpResponse = perform_login(request, user, redirect_url=next_url or None)
    return response
