"""How a view says who may use it, whose record it shows, and how it gets its object.

Every view in the house is declared by `@page` or `@public`; a test walks all URLs and fails on any other.
Objects are only reached through `.visible_to(actor)`: what the actor may not see does not exist (404).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from stegvis.core import readings
from stegvis.core.actor import Actor, Roles

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request that the actor middleware has passed."""

    actor: Actor


class StepUp(Enum):
    """When a view asks the user to prove anew that he is who he signed in as."""

    NEVER = False
    ALWAYS = True
    TO_SEND = "to send"
    """The page may be read; sending its form needs a fresh proof."""


@dataclass(frozen=True)
class Access:
    """Who may use a view, which kind of object it shows, and whether it needs a fresh proof of the user."""

    who: Roles
    shows: type[models.Model] | None = None
    public: bool = False
    step_up: StepUp = StepUp.NEVER
    hides_names: bool = False
    """The view itself hides who is protected. Any other page about such a person is closed to the unnamed."""


Guard = Callable[["ActorRequest", models.Model], HttpResponse | None]
"""Answers in place of the view, or None to let it answer."""
_guards: list[Guard] = []


def register_guard(guard: Guard) -> Guard:
    """A room says for which of the objects that the actor may see a page is closed all the same."""
    _guards.append(guard)
    return guard


def public(view: View) -> View:
    """Declares a view that anybody may open without signing in."""
    view.access = Access(who=frozenset(), public=True)  # type: ignore[attr-defined]
    return view


def page(
    *,
    who: Roles,
    shows: type[models.Model] | None = None,
    step_up: bool | StepUp = False,
    hides_names: bool = False,
    seen_through: str = "visible_to",
) -> Callable[[View], View]:
    """Declares who may use a view and, with `shows`, which object its `pk` names.

    The view is called with the object in place of `pk`. A function that the actor's roles do not allow
    gives 403; an object that the actor may not see gives 404, so that nobody learns that it exists.
    Showing an object with a `person` is logged as a reading of that person's record.
    With `step_up` the user must have proved lately who he is; the accounts room asks.
    A page about a protected person is closed to the unnamed, unless it `hides_names` itself.
    A page for one of the roles that somebody can have at once names by `seen_through` the query that says
    what that role alone sees.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                if request.user.is_authenticated:
                    raise PermissionDenied
                return redirect_to_login(request.get_full_path())
            if not actor.has(who):
                if shows is None:
                    raise PermissionDenied
                raise Http404
            if shows is None:
                return view(request, *args, **kwargs)
            record = visible(shows, actor, kwargs.pop("pk"), seen_through)
            if not hides_names and (closed := _closed(request, record)) is not None:
                return closed
            readings.note(actor, readings.Kind.SHOWN, what=_name_of(request, view), record=record)
            return view(request, record, *args, **kwargs)

        guarded.access = Access(who, shows, step_up=StepUp(step_up), hides_names=hides_names)  # type: ignore[attr-defined]
        return guarded

    return declare


def _closed(request: ActorRequest, record: models.Model) -> HttpResponse | None:
    answers = (guard(request, record) for guard in _guards)
    return next((answer for answer in answers if answer is not None), None)


def _name_of(request: HttpRequest, view: View) -> str:
    """The page's name among the addresses."""
    match = request.resolver_match
    return (match.url_name if match else None) or view.__name__


def visible(
    model: type[models.Model], actor: Actor, pk: int, seen_through: str = "visible_to"
) -> models.Model:
    """The object, or 404 when the actor may not see it."""
    manager: Any = model._default_manager
    found: models.Model = get_object_or_404(getattr(manager, seen_through)(actor), pk=pk)
    return found
