"""Somebody without a number comes twice; the head makes the two records one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from stegvis.core import clock
from stegvis.registry.models import Person
from tests import builders
from tests.browser.visitor import Visitor
from tests.casework.conftest import build_town


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.mark.narrow
def test_somebody_comes_twice_and_is_made_one(visitor: Visitor) -> None:
    town = build_town()
    known = builders.a_person(
        town.principal, born=date(1991, 2, 3), first_name="Amina", last_name="Noor", sex="K"
    )
    builders.a_case(town.unit, person=known, closed_on=date(2026, 2, 2))
    visitor.becomes(town.worker.user)
    visitor.opens("/arenden/inflode/ny/")
    visitor.page.locator("summary", has_text="inget personnummer").click()
    visitor.looks("find-without-number")
    visitor.presses("Gå vidare utan personnummer")
    visitor.fills(
        first_name="Noor", last_name="Amina", birth_date="1991-03-02", sex="K",
        source="ekonomiskt_bistand", asks_for="Vägen till arbete.",
    )  # fmt: skip
    visitor.presses("Registrera hänvisningen")
    visitor.sees("Samma person eller en annan")
    visitor.looks("somebody-alike")
    visitor.fills(match="annan")
    visitor.presses("Registrera hänvisningen")
    visitor.sees("Hänvisning från Enheten för ekonomiskt bistånd")
    visitor.looks("referral")
    visitor.follows("Öppna ärende")
    visitor.looks("open-from-referral")
    visitor.fills(target_group="sprak")
    visitor.presses("Öppna ärendet")
    visitor.sees("Hänvisning från")

    other = Person.objects.get(first_name="Noor")
    visitor.becomes(town.head.user)
    visitor.opens(f"/personer/{known.pk}/jamfor/{other.pk}/")
    visitor.looks("compare-people")
    visitor.fills(reason="Födelsedagen var fel antecknad.")
    visitor.presses("Slå ihop")
    visitor.sees("Två registreringar slogs ihop")
    visitor.follows("Två registreringar slogs ihop")
    visitor.looks("merge")
    visitor.fills(reason="De hade bara samma namn.")
    visitor.presses("Gör dem till två personer igen")
    visitor.sees("Återställd")
