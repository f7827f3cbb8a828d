"""Whatever is sent, in any field of any form, is answered with a page and never with an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import transaction

from stegvis.core.actor import Role
from stegvis.core.forms import FilterForm
from tests import builders
from tests.security.addresses import DECLARED, address
from tests.security.thorough import EVERYTHING, two_of
from tests.security.world import OURS, World, a_world

FORMS_SHARE, FIELDS_SHARE = 6, 3
"""The forms share the kinds among them, unless everything is asked."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]

GARBAGE = {
    "nothing": "",
    "a NUL": "Anna\0",
    "a number too large": "9" * 5000,
    "a number as large as the database takes, and one more": str(2**63),
    "less than nothing": "-1",
    "the last day of the calendar": "9999-12-31",
    "the first day of the calendar": "0001-01-01",
    "a day that does not exist": "2023-02-29",
    "invisible and turned text": "\u200b\u202e\U0001f9ff\ufeff\u0085",
    "letters that grow when they are put together": "\u0958" * 120,
    "a long text": "å" * 60_000,
    "a formula": "=cmd|' /C calc'!A0",
    "marks of other languages": "'\";--<script>{{ 7*7 }}%s%00\\",
}


def pages(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """The name and the path of each address whose forms the role tries."""
    chain = world.chains[OURS]
    for place, (name, access) in enumerate(DECLARED.items()):
        if role in two_of(access.who - {Role.CASEWORKER} or access.who, place):
            yield name, address(name, chain, chain.rows[access.shows].pk if access.shows else None)


def forms_of(response: Any) -> list[forms.BaseForm]:
    found = response.context or {}
    return [found[name] for name in ("form", "find", "filter") if name in found and found[name] is not None]


def plausible(field: forms.Field) -> str:
    """Something that could have been meant."""
    if isinstance(field, forms.ModelChoiceField):
        return str(getattr(field.queryset.first(), "pk", ""))
    if isinstance(field, forms.ChoiceField):
        return next((str(value) for value, _ in field.choices if value), "")
    if isinstance(field, forms.DateField):
        return builders.TODAY.isoformat()
    return "1" if isinstance(field, forms.IntegerField) else "Anna"


def attempts(form: forms.BaseForm, number: int) -> Iterator[dict[str, str]]:
    """What is sent in the form that is the process's `number`th."""
    sensible = {name: plausible(field) for name, field in form.fields.items()}
    if "personal_number" in sensible:
        sensible["personal_number"] = builders.a_personal_number().formatted()
    # A field meets some kinds of rubbish and its neighbours the kinds between; the next form meets others.
    kinds = list(GARBAGE.values())
    for turn in range(
        0 if EVERYTHING else number % FORMS_SHARE, len(kinds), 1 if EVERYTHING else FORMS_SHARE
    ):
        yield {name: kinds[(turn + place) % len(kinds)] for place, name in enumerate(sensible)}
    # One field at a time reaches deeper.
    for place, name in enumerate(sensible if len(sensible) > 1 else ()):
        if EVERYTHING or (place + number) % FIELDS_SHARE == 0:
            yield {**sensible, name: kinds[(place + number) % len(kinds)]}


def send(client: Any, page: str, form: forms.BaseForm, sent: dict[str, str]) -> int:
    """The answer's status; what was changed is taken back, so that the next attempt finds the same state."""
    with transaction.atomic():
        verb = client.get if isinstance(form, FilterForm) else client.post
        status = verb(page, sent).status_code
        transaction.set_rollback(True)
    return int(status)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER}))
def test_no_field_takes_what_breaks_a_page(client, role):
    """Every role but the caseworker, whose pages the head of unit has too. A form that several roles are
    given is tried by one of them in each process."""
    world = a_world()
    client.force_login(world.seats[role].user)
    client.raise_request_exception = False
    broken = {
        (page, name, sent[name][:20])
        for address_name, page in pages(world, role)
        for form in forms_of(client.get(page))
        if is_new(address_name, form)
        for sent in attempts(form, len(_tried))
        if send(client, page, form, sent) >= 500
        for name in sent
    }
    assert not broken


_tried: set[tuple[str, str, frozenset[str]]] = set()


def is_new(address_name: str, form: forms.BaseForm) -> bool:
    """Has nobody been given this form, with these fields, at this address before?"""
    seen = (address_name, type(form).__name__, frozenset(form.fields))
    is_first = seen not in _tried
    _tried.add(seen)
    return is_first
