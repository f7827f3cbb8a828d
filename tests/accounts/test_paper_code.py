"""Residents' login codes on paper: handed out by who works in the case, used once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from stegvis.accounts import paper_codes
from stegvis.accounts.actions import paper_codes as actions
from stegvis.accounts.actions.paper_codes import issue_paper_code, use_paper_code
from stegvis.accounts.models import Membership, PaperCode
from stegvis.core import clock, locking
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.portal.paper_codes import give_code
from tests import builders
from tests.racing import race

TODAY = builders.TODAY
WRONG = "Koden stämmer inte ihop med uppgifterna"


@pytest.fixture(autouse=True)
def a_day_without_second_factor(settings: Any) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    cache.clear()
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def case(db: None) -> Any:
    return builders.a_case(builders.a_unit(builders.a_principal()))


@pytest.fixture
def caseworker(case: Any) -> Any:
    return builders.a_seat(Role.CASEWORKER, case.principal, unit=case.unit)


@pytest.fixture
def code(case: Any, caseworker: Any) -> str:
    return issue_paper_code(case, by=caseworker.actor, today=TODAY)


def typed(client: Client, who: str, code: str) -> Any:
    return client.post("/kod/", {"who": who, "code": code})


# --- The code ---------------------------------------------------------------------------------------------


def test_a_code_has_sixty_bits_and_no_sign_that_is_mixed_up() -> None:
    codes = {paper_codes.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}", code) for code in codes)
    assert len(set(paper_codes.ALPHABET)) ** paper_codes.LENGTH == 2**60


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert paper_codes.digest("ABCD-EFGH-JKLM") == paper_codes.digest(" abcd efghjklm ")
    assert paper_codes.digest("ABCD-EFGH-JKLM") != paper_codes.digest("ABCD-EFGH-JKLN")


# --- Handing out ------------------------------------------------------------------------------------------


def test_the_caseworker_hands_out_a_code_that_is_shown_once(
    client: Client, case: Any, caseworker: Any
) -> None:
    client.force_login(caseworker.user)
    address = f"/arenden/{case.pk}/inloggningskod/"
    assert address in client.get(f"/arenden/{case.pk}/").content.decode()
    assert not PaperCode.objects.exists()
    page = client.post(address).content.decode()
    code = re.findall(r"([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})", page)[0]
    kept = PaperCode.objects.get()
    assert code not in str(kept.__dict__)
    assert (kept.last_day, kept.issued_by) == (TODAY + timedelta(days=14), caseworker.user)
    assert f"till och med {kept.last_day}" in page
    for later in (address, f"/arenden/{case.pk}/"):
        assert code not in client.get(later).content.decode()
    assert "Inloggningskod på papper lämnades ut" in client.get(f"/arenden/{case.pk}/").content.decode()
    assert typed(Client(), case.number, code).status_code == 302


def test_a_new_code_makes_the_earlier_ones_worthless(
    client: Client, case: Any, caseworker: Any, code: str
) -> None:
    later = issue_paper_code(case, by=caseworker.actor, today=TODAY)
    assert WRONG in typed(client, case.number, code).content.decode()
    assert typed(client, case.number, later).status_code == 302


def test_nobody_but_the_units_caseworkers_hands_out_codes(case: Any) -> None:
    stranger = builders.a_seat(Role.CASEWORKER, case.principal).actor
    abroad = builders.a_seat(Role.CASEWORKER, builders.a_principal()).actor
    controller = builders.a_seat(Role.CONTROLLER, case.principal).actor
    for actor in (stranger, abroad, controller):
        with pytest.raises(Forbidden):
            give_code(case, by=actor, today=TODAY)
    assert not PaperCode.objects.exists()


def test_no_code_is_handed_out_in_a_closed_case(caseworker: Any, case: Any) -> None:
    case.closed_on, case.closure_reason = TODAY, "work"
    case.save()
    with pytest.raises(Refused, match="Ärendet är avslutat"):
        give_code(case, by=caseworker.actor, today=TODAY)


def test_handing_out_a_code_needs_a_fresh_proof(client: Client, case: Any, caseworker: Any) -> None:
    client.force_login(caseworker.user)
    session = client.session
    session["proved_at"] = 0
    session.save()
    answer = client.post(f"/arenden/{case.pk}/inloggningskod/")
    assert answer.headers["Location"].startswith("/bekrafta/")
    assert not PaperCode.objects.exists()


# --- Signing in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["number", "birth", "birth without dashes"])
def test_the_resident_comes_to_his_own_pages_and_to_no_others(
    client: Client, case: Any, code: str, how: str
) -> None:
    born = case.person.birth_date
    who = {"number": case.number.lower(), "birth": str(born), "birth without dashes": f"{born:%Y%m%d}"}[how]
    assert typed(client, who, code.lower()).headers["Location"] == "/"
    assert case.number in client.get("/mina-sidor/").content.decode()
    assert client.get(f"/arenden/{case.pk}/").status_code == 404
    assert client.get("/arenden/").status_code == 403
    assert "Du har inget lösenord här" in client.get("/konto/password/change/").content.decode()


def test_a_code_is_used_once(client: Client, case: Any, code: str) -> None:
    typed(client, case.number, code)
    client.post("/konto/logout/")
    assert WRONG in typed(client, case.number, code).content.decode()
    assert client.get("/").headers["Location"].startswith("/konto/login/")


def test_a_code_has_a_last_day(client: Client, case: Any, code: str) -> None:
    with clock.frozen(TODAY + timedelta(days=15)):
        assert WRONG in typed(client, case.number, code).content.decode()
    with clock.frozen(TODAY + timedelta(days=14)):
        assert typed(client, case.number, code).status_code == 302


def test_the_code_alone_opens_nothing_and_every_mistake_gets_the_same_answer(
    client: Client, case: Any, caseworker: Any, code: str
) -> None:
    another = builders.a_case(
        case.unit, person=builders.a_person(case.principal, born=TODAY.replace(year=1970))
    )
    issue_paper_code(another, by=caseworker.actor, today=TODAY)
    for who, typed_code in (
        (another.number, code),
        (str(another.person.birth_date), code),
        (case.number, "ABCD-EFGH-JKLM"),
        ("T99999", code),
        ("1990-13-45", code),
    ):
        page = typed(client, who, typed_code).content.decode()
        assert WRONG in page
    assert not Membership.objects.filter(role=Role.RESIDENT).exists()


def test_a_code_of_one_principal_is_none_at_another(client: Client, case: Any, code: str) -> None:
    elsewhere = builders.a_principal()
    sent = {"who": case.number, "code": code, "principal": elsewhere.slug}
    assert WRONG in client.post("/kod/", sent).content.decode()
    page = client.get("/kod/", {"kommun": case.principal.slug}).content.decode()
    assert f'<option value="{case.principal.slug}" selected' in page
    assert client.post("/kod/", {**sent, "principal": case.principal.slug}).status_code == 302


def test_the_same_resident_account_is_used_the_next_time(client: Client, case: Any, caseworker: Any) -> None:
    for _ in range(2):
        typed(client, case.number, issue_paper_code(case, by=caseworker.actor, today=TODAY))
        client.post("/konto/logout/")
    seat = Membership.objects.get(role=Role.RESIDENT)
    assert (seat.person, seat.user.has_usable_password()) == (case.person, False)
    assert case.person.last_name not in seat.user.display_name


def test_a_caseworker_who_tries_a_code_leaves_his_own_seat(
    client: Client, case: Any, caseworker: Any, code: str
) -> None:
    client.force_login(caseworker.user)
    typed(client, case.number, code)
    assert client.get("/arenden/").status_code == 403


def test_guessing_is_counted_per_person_and_per_address(
    client: Client, case: Any, code: str, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"paper_code": "5/15m/ip,2/15m/key"}
    for _ in range(2):
        assert WRONG in typed(client, case.number, "ABCD-EFGH-JKLM").content.decode()
    assert "För många försök." in typed(client, case.number, code).content.decode()
    for number in range(3):
        typed(client, f"T{number}", "ABCD-EFGH-JKLM")
    assert "För många försök." in typed(client, str(case.person.birth_date), code).content.decode()
    assert PaperCode.objects.get().used_at is None


# --- Races ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_type_the_code_at_once_one_gets_in(case: Any, code: str) -> None:
    assert race(*[lambda: _use(case, code)] * 2) == ["done", "refused"]
    assert Membership.objects.filter(role=Role.RESIDENT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_get_in(case: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_looked = Barrier(2, timeout=20)
    look = actions.may_use

    def look_and_wait(**facts: Any) -> Any:
        answer = look(**facts)
        both_have_looked.wait()
        return answer

    monkeypatch.setattr(locking, "_locked_row", lambda row: type(row)._default_manager.get(pk=row.pk))
    monkeypatch.setattr(actions, "may_use", look_and_wait)
    assert race(*[lambda: _use(case, code)] * 2) == ["done", "done"]


def _use(case: Any, code: str) -> Any:
    return use_paper_code(case.principal_id, case.number, None, code, TODAY)
