"""Somebody becomes protected, staff are named to know, and a case is opened in an emergency; in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def test_who_is_protected_and_who_may_know(visitor: Visitor) -> None:
    unit = builders.a_unit(builders.a_principal())
    provider = builders.a_provider(unit.principal)
    worker, colleague, head = (
        builders.a_seat(role, unit.principal, unit=unit, user=builders.a_user(name))
        for role, name in (
            (Role.CASEWORKER, "Karin Karriär"),
            (Role.CASEWORKER, "Kalle Kollega"),
            (Role.HEAD_OF_UNIT, "Chefa Chef"),
        )
    )
    case = builders.a_case(unit, caseworker=worker.user)
    assignment = builders.an_assignment(case, provider=provider)
    staff = builders.a_seat(Role.PROVIDER_STAFF, unit.principal, provider=provider)
    name = case.person.full_name

    visitor.becomes(worker.user)
    visitor.opens(case.get_absolute_url())
    visitor.follows("Ändra skyddet")
    visitor.fills(level="protected", reason="Skatteverkets beslut 2026-03-10", understood=True)
    visitor.looks("andra-skyddet")
    visitor.presses("Ändra skyddet")
    visitor.sees(name)
    visitor.looks("skyddat-arende")
    visitor.follows("Se över vad som redan lämnats ut")
    visitor.looks("utlamnat")

    visitor.becomes(colleague.user)
    visitor.opens(case.get_absolute_url())
    visitor.sees("Bara namngiven personal")
    assert name not in visitor.page.content()
    visitor.looks("dolt-arende")
    visitor.opens(f"{case.get_absolute_url()}kartlaggning/")
    visitor.sees("Bara namngiven personal kan öppna sidan")
    visitor.complaints.clear()  # the browser's own note of the refusal

    visitor.becomes(head.user)
    visitor.opens(case.get_absolute_url())
    visitor.follows("Se skyddet och vilka som är namngivna")
    visitor.follows("Namnge personal")
    visitor.fills(user=str(colleague.user.pk), reason="Vikarie för handläggaren")
    visitor.presses("Namnge")
    visitor.sees("Kalle Kollega")
    visitor.looks("namngivna")

    visitor.becomes(staff.user)
    visitor.opens(assignment.get_absolute_url())
    assert name not in visitor.page.content()
    visitor.looks("dolt-uppdrag")


def test_a_case_is_opened_in_an_emergency_and_judged(visitor: Visitor) -> None:
    unit = builders.a_unit(builders.a_principal())
    case = builders.a_case(unit)
    head = builders.a_seat(Role.HEAD_OF_UNIT, unit.principal, unit=unit)
    reader = builders.a_seat(Role.CASEWORKER, unit.principal, user=builders.a_user("Rut Läsare"))

    visitor.becomes(reader.user)
    visitor.opens("/arenden/")
    visitor.follows("Nödöppna")
    visitor.fills(number=case.number, reason="Personen är här och behöver hjälp genast.")
    visitor.looks("nodoppna")
    visitor.presses("Öppna för läsning")
    visitor.sees("Du läser i nödläge")
    visitor.looks("nodoppnat-arende")
    visitor.follows("Visa och avsluta mina nödöppningar")
    visitor.looks("mina-nodoppningar")
    visitor.presses("Sluta läsa")

    visitor.becomes(head.user)
    visitor.opens("/arenden/")
    visitor.follows("Nödöppningar")
    visitor.looks("nodoppningar")
    visitor.follows(case.number)
    visitor.fills(verdict="questioned", comment="Varför ringde du inte oss?")
    visitor.looks("bedomning")
    visitor.presses("Spara bedömningen")
    visitor.sees("Ifrågasatt")
