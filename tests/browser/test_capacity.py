"""A grade is recorded, the medical adviser is asked and answers, and the ladder rises; in a browser."""

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


@pytest.mark.narrow
def test_from_the_first_grade_to_the_advisers_and_up_the_ladder(visitor: Visitor) -> None:
    unit = builders.a_unit(builders.a_principal())
    builders.full_time(unit.principal)
    worker = builders.a_seat(
        Role.CASEWORKER, unit.principal, unit=unit, user=builders.a_user("Karin Karriär")
    )
    adviser = builders.a_seat(Role.MEDICAL_ADVISER, unit.principal, user=builders.a_user("Maj Läkare"))
    case = builders.a_case(unit, caseworker=worker.user)
    assignment = builders.an_assignment(case, hours=20)
    builders.a_report(assignment, builders.TODAY.replace(month=2, day=1), attended=60)

    visitor.becomes(worker.user)
    visitor.opens(case.get_absolute_url())
    visitor.follows("Registrera grad av förmåga")
    visitor.fills(percent="15", first_day="2026-01-20", source="caseworker", note="Enligt samtal.")
    visitor.looks("registrera-grad")
    visitor.presses("Registrera graden")
    visitor.sees("Aktivitetsförmåga 15")
    visitor.follows("Begär utlåtande")
    visitor.fills(question="Klarar personen halva dagar?", due_on="2026-04-01")
    visitor.presses("Skicka begäran")
    visitor.sees("Väntar på svar")
    visitor.looks("begart-utlatande")

    visitor.becomes(adviser.user)
    visitor.opens("/")
    visitor.sees("Utlåtanden att lämna")
    visitor.opens("/utlatanden/")
    visitor.looks("forfragningar")
    visitor.follows(case.person.full_name)
    visitor.fills(percent="50", first_day="2026-03-02", text="Klarar halva dagar.")
    visitor.looks("lamna-utlatande")
    visitor.presses("Lämna utlåtandet")
    visitor.sees("Inga utlåtanden väntar på svar.")

    visitor.becomes(worker.user)
    visitor.opens(case.get_absolute_url())
    visitor.follows("Ta ställning till utlåtandet")
    visitor.looks("ta-stallning")
    visitor.presses("Godta som grad")
    visitor.sees("Steg upp från aktivitetsförmåga 15")
    visitor.looks("formaga")
    visitor.follows("Visa stegen")
    visitor.looks("stegen")
