"""The rules of entry in a real browser: weighed for one person, and changed by two administrators at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from stegvis.casework.models import CaseActivity
from stegvis.catalogue.actions import rename_intervention
from stegvis.catalogue.contents import mark_of
from stegvis.catalogue.models import Intervention
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Principal
from tests import builders
from tests.browser.visitor import Visitor


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def principal(transactional_db: None) -> Principal:
    principal = builders.a_principal()
    install(principal, read_catalogue())
    return principal


@pytest.mark.narrow
def test_a_caseworker_sees_what_suits_what_does_not_and_why(visitor: Visitor, principal: Principal) -> None:
    unit = builders.a_unit(principal, "Vuxenenheten")
    worker = builders.a_seat(Role.CASEWORKER, principal, unit=unit)
    person = builders.a_person(principal, born=date(1962, 5, 17))
    case = builders.a_case(unit, person=person, caseworker=worker.user)
    builders.an_assessment(case, capacity_percent=20)
    CaseActivity.objects.create(
        principal=principal,
        case=case,
        kind=CaseActivity.Kind.SFI,
        hours_per_week=15,
        period=Period(date(2026, 1, 12)),
        recorded_by=worker.user,
    )
    visitor.becomes(worker.user)
    visitor.opens(f"{case.get_absolute_url()}beslut/")
    visitor.sees("Personens aktivitetsförmåga är 20 %.")
    visitor.looks("weighed-all")
    visitor.fills(passar="undantag")
    visitor.presses("Visa")
    visitor.sees("FAI 1")
    visitor.looks("weighed-by-exception")
    visitor.follows("Bevilja FAI 1")
    visitor.looks("grant-by-exception")


@pytest.mark.narrow
def test_an_administrator_changes_terms_while_another_renames(visitor: Visitor, principal: Principal) -> None:
    unit = builders.a_unit(principal, "Vuxenenheten")
    for year in (1955, 1961, 1990):
        case = builders.a_case(unit, person=builders.a_person(principal, born=date(year, 1, 1)))
        builders.an_assessment(case, capacity_percent=60)
    administrator, other = (builders.a_seat(Role.ADMINISTRATOR, principal) for _ in range(2))
    sai = Intervention.objects.get(principal=principal, code="sai")
    visitor.becomes(administrator.user)
    visitor.opens("/insatser/")
    visitor.looks("catalogue")
    visitor.opens(sai.get_absolute_url())
    visitor.follows("Nya villkor från en dag")
    visitor.looks("catalogue-new-terms")
    visitor.fills(first_day="2026-05-01", max_age=65, min_capacity=70, level_1_name="Nivå 1")
    visitor.fills(decided_in="Nämnden 2026-03-02 § 18")
    rename_intervention(sai, "SAI", sai.purpose, True, seen=mark_of(sai), by=other.actor)
    visitor.presses("Granska innan du inför")
    visitor.sees("Så är villkoren nu, och så skrev du")
    visitor.looks("catalogue-stale")
    visitor.presses("Granska innan du inför")
    visitor.sees("Vad ändringen skulle betyda")
    visitor.looks("catalogue-preview")
    visitor.presses("Inför villkoren")
    visitor.sees("Kommande")
    visitor.looks("catalogue-coming-terms")
    visitor.follows("Ta tillbaka villkoren från 2026-05-01")
    visitor.looks("catalogue-withdraw")
    visitor.opens(sai.get_absolute_url())
    visitor.follows("Avveckla insatsen")
    visitor.fills(last_day="2026-12-31")
    visitor.presses("Visa vad det skulle betyda")
    visitor.looks("catalogue-phase-out")
    visitor.becomes(builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit).user)
    visitor.opens(sai.get_absolute_url())
    visitor.follows("Dina enheters ärenden och villkoren från 2026-05-01")
    visitor.sees("Kräver skäl för undantag")
    visitor.looks("catalogue-touched-cases")
