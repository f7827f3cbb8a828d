"""Who a protected person is stands nowhere but on the pages of those who are named to know.

Every address × two roles without a grant (`make soak`: every role): neither body, headers, files nor logs
hold the name, the number or the birth date, or what somebody has written about the person.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote_plus

import pypdf
import pytest
from django.contrib.messages import get_messages

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.logs import JsonLines
from stegvis.core.waiting import _kinds as waiting_kinds
from stegvis.registry.models import Export, Person, PersonIdentifier
from stegvis.statistics.measures import MEASURES
from tests import builders
from tests.security.addresses import DECLARED, address
from tests.security.fuzz.marked import ASSIGNMENT, CASE, PERSON, PROTECTED, a_marked_world, mark
from tests.security.thorough import two_of
from tests.security.world import OURS

pytestmark = pytest.mark.django_db

BORN = date(1961, 9, 23)
NUMBER = "196109234567"
FORMS_OF_NUMBER = (NUMBER, NUMBER[2:], f"{NUMBER[:8]}-{NUMBER[8:]}", f"{NUMBER[2:8]}-{NUMBER[8:]}")
FORMS_OF_BIRTH = ("1961-09-23", "19610923", "610923", "23 september 1961")
NAME = mark(PERSON, PROTECTED)
WRITTEN = (mark(CASE, PROTECTED), mark(ASSIGNMENT, PROTECTED))
WHO_IT_IS = (NAME, *FORMS_OF_NUMBER, *FORMS_OF_BIRTH)
WORDS = (*WHO_IT_IS, *WRITTEN)

LISTS = ("cases", "assignments", "bonuses", "settlements", "my_remuneration", "openings")
SEE_ROWS = (Role.HEAD_OF_UNIT, Role.ANALYST)
"""One who sees some of the people behind a number, and one who sees none."""
SEARCHES = (
    *(f"?q={text}&visa=alla&status=alla" for text in (NAME, NUMBER, FORMS_OF_NUMBER[3])),
    "?sortera=namn&visa=alla&status=alla",
)
TAKES_OUT = ("export", "extract", "memo", "tables")
"""Names of addresses that answer a sent form with a file, or make one to fetch."""


@pytest.fixture(autouse=True)
def quiet(settings) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    settings.RATE_LIMITS = {}
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def world() -> Any:
    """The marked world, whose protected person has a birth date and a number like nobody else's."""
    found = a_marked_world()
    person = found.chains[PROTECTED].rows[Case].person
    Person.objects.filter(pk=person.pk).update(birth_date=BORN)
    PersonIdentifier.objects.filter(person=person).update(value=NUMBER)
    return found


def pages_of(world: Any, role: Role) -> Iterator[tuple[str, bool]]:
    """Everything that the role may ask for, about the protected person where it is about somebody; and
    whether its form is sent too: where the view itself hides the name, and where it makes a file."""
    chain = world.chains[PROTECTED]
    for place, (name, access) in enumerate(sorted(DECLARED.items())):
        if role in two_of(access.who, place):
            row = chain.rows[access.shows] if access.shows else None
            sends = access.hides_names or name.endswith(TAKES_OUT)
            yield address(name, chain, row.pk if row else None), sends
    yield from ((f"/vantar/{kind.key}/", False) for kind in waiting_kinds.values() if role in kind.who)
    if role in SEE_ROWS:
        for key in list(MEASURES)[:3]:  # all rows are drawn by the same view
            yield f"/statistik/rader/{key}/?fran=2025-01-01&till=2026-12-31", False
    for name in LISTS:
        if role in DECLARED[name].who:
            yield from ((address(name, chain) + search, False) for search in SEARCHES)


def contents(response: Any) -> str:
    """All that reaches the reader: body, headers, messages, and the text inside of files."""
    body = response.getvalue() if response.streaming else response.content
    said = [body.decode("utf-8", "replace"), unquote_plus(str(response.headers))]
    said += [str(message) for message in get_messages(response.wsgi_request)]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            said += [parts.read(part).decode("utf-8", "replace") for part in parts.namelist()]
            said += parts.namelist()
    if body[:4] == b"%PDF":
        said += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages]
    return "\n".join(said)


def leaks(text: str, words: tuple[str, ...], *, typed: str = "") -> set[str]:
    """Which of the words stand in the text, apart from what the reader has typed himself."""
    shown = text.replace(typed, "") if typed else text
    return {word for word in words if word.casefold() in shown.casefold()}


def visited(client: Any, world: Any, role: Role) -> dict[str, set[str]]:
    """What the role meets of who it is and of what is written, page by page."""
    client.force_login(world.seats[role].user)
    found: dict[str, set[str]] = {}
    for path, sends in pages_of(world, role):
        typed = path.partition("?q=")[2].partition("&")[0]
        responses = [client.get(path), *([client.post(path, {})] if sends else [])]
        found[path] = set().union(*(leaks(contents(each), WORDS, typed=typed) for each in responses))
    for export in Export.objects.filter(creator=world.seats[role].user):
        response = client.post(address("take_export", world.chains[OURS], export.pk))
        found[f"export {export.kind}"] = leaks(contents(response), WORDS)
    return {path: met for path, met in found.items() if met}


def test_nobody_without_a_grant_meets_who_a_protected_person_is_or_what_is_written(client, world, caplog):
    caplog.set_level(logging.INFO)
    for role in Role:
        met = visited(client, world, role)
        assert not met, f"{role}: {met}"
    logged = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "request" in logged
    assert not leaks(logged, WORDS)


def test_the_control_the_same_visits_meet_who_is_not_protected(client, world):
    builders.protect(world.chains[PROTECTED].rows[Case].person, Person.Protection.NONE)
    met = visited(client, world, Role.CASEWORKER)
    assert len(met) > 10
    assert {word for words in met.values() for word in words} >= {NAME, FORMS_OF_NUMBER[2], *WRITTEN}


def test_named_staff_find_the_number_see_the_name_on_the_own_pages_and_the_pseudonym_in_lists(client, world):
    case, assignment = (world.chains[PROTECTED].rows[model] for model in (Case, Assignment))
    unit, provider = world.chains[OURS].unit, world.chains[OURS].provider
    worker = builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit)
    search = f"/arenden/?status=alla&q={FORMS_OF_NUMBER[2]}"
    client.force_login(worker.user)
    assert client.get(search).context["page"].count == 0
    Case.objects.filter(pk=case.pk).update(caseworker=worker.user)
    assert client.get(search).context["page"].count == 1
    staff = world.seats[Role.PROVIDER_STAFF]
    builders.name_staff(case.person, staff.user, provider=provider)
    person = Person.objects.get(pk=case.person_id)
    for seat, own_page, listed in (
        (worker, case.get_absolute_url(), "/arenden/?status=alla"),
        (staff, assignment.get_absolute_url(), "/uppdrag/?visa=alla"),
    ):
        client.force_login(seat.user)
        page = client.get(own_page).content.decode()
        assert NAME in page and FORMS_OF_NUMBER[2] in page
        assert NAME not in page[: page.index("<h1")]
        rows = client.get(listed).content.decode()
        assert person.pseudonym in rows
        assert not leaks(rows, WHO_IT_IS)
