"""The order of locks: the providers of a case before the case, and the case before all that is in it.

A decision about a provider's right locks the provider, and then the case of each of its customers. Who works
in a case and needs a provider held still goes the same way, so that the two wait for each other at most once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from stegvis.casework.models import Case, Choice
from stegvis.core.locking import locked
from stegvis.providers.models import Provider

Holders = Callable[[Case], Iterable[int]]
"""The keys of providers that a room above knows to be at work in the case."""

_holders: list[Holders] = []


def register(holders: Holders) -> None:
    _holders.append(holders)


@contextmanager
def locked_with_providers(case: Case) -> Iterator[Case]:
    """As `locked`, with the providers of the case locked first: for what follows an agreement with one of
    them, whose right may be taken at the same moment."""
    with transaction.atomic():
        list(
            Provider.objects.filter(pk__in=_providers_of(case)).order_by("pk").select_for_update(of=("self",))
        )
        with locked(case) as current:
            yield current


def _providers_of(case: Case) -> set[int]:
    chosen = Choice.objects.filter(case=case).values_list("provider_id", flat=True)
    return {*chosen, *(pk for holders in _holders for pk in holders(case))}
