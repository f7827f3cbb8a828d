"""Puts the actor on each request: who acts, for whom, in which roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from stegvis.accounts.impersonating import take_the_others_seat
from stegvis.accounts.seats import actor_in, current_seat
from stegvis.core.database import scope


class ActorMiddleware:
    """`request.actor` is None for who is not signed in or has no seat; `request.seat` is the membership."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.seat = current_seat(request) if request.user.is_authenticated else None
        if seat := request.seat:
            scope.narrow(seat.principal_id, seat.provider_id, seat.person_id)
        request.actor = actor_in(request.seat) if request.seat else None
        request.impersonation, request.impersonation_is_over = None, False
        take_the_others_seat(request)
        return self.get_response(request)
