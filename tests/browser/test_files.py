"""Papers and exports in a real browser; and what is left in it when one has signed out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.files.kinds import FileKind
from stegvis.registry import exports
from tests import builders, samples
from tests.browser.visitor import Visitor


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def test_a_paper_is_put_in_fetched_and_gone_from_the_browser_after_signing_out(visitor: Visitor) -> None:
    unit = builders.a_unit(builders.a_principal())
    case = builders.a_case(unit)
    visitor.becomes(builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit).user)
    visitor.opens(case.get_absolute_url())
    visitor.follows("Lägg till en bilaga")
    visitor.fills(kind="lakarintyg", title="Läkarintyg mars 2026")
    page = visitor.page
    page.locator("[name=file]").set_input_files(
        {"name": "bild.png", "mimeType": "image/png", "buffer": samples.a_huge_picture()}
    )
    visitor.presses("Spara bilagan")
    visitor.sees("miljoner bildpunkter")
    visitor.looks("bilaga-fel")
    page.locator("[name=file]").set_input_files(
        {"name": "intyg.pdf", "mimeType": "application/pdf", "buffer": samples.a_pdf()}
    )
    visitor.presses("Spara bilagan")
    visitor.sees("Bilagan är sparad i ärendet.")
    visitor.looks("bilagor")
    with page.expect_download() as fetched:
        visitor.follows("Läkarintyg mars 2026")
    assert fetched.value.suggested_filename == "intyg.pdf"
    page.get_by_role("button", name="Mitt konto").click()
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_load_state()
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text(case.person.last_name)


def test_an_export_is_found_under_ones_name_and_fetched(visitor: Visitor) -> None:
    principal = builders.a_principal()
    maker = builders.a_seat(Role.CONTROLLER, principal)
    for name, days in (("Avräkning 2026-02 omgång 1", 0), ("Avräkning 2026-01 omgång 1", 2)):
        at = clock.now() - days * exports.LASTS
        exports.offer(maker.actor, name, b"a", FileKind.EXCEL, what="settlement_export", rows=1234, at=at)
    visitor.becomes(maker.user)
    visitor.opens("/")
    visitor.page.get_by_role("button", name="Mitt konto").click()
    visitor.page.get_by_role("link", name="Mina exporter").click()
    visitor.sees("Borttagen")
    visitor.looks("mina-exporter")
    with visitor.page.expect_download() as fetched:
        visitor.page.get_by_role("button", name="Hämta").click()
    assert fetched.value.suggested_filename == "Avräkning 2026-02 omgång 1.xlsx"
