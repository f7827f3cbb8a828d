"""Every part of the page language in a real browser: light and dark, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.fixture
def caseworker(transactional_db: None) -> Any:
    return builders.a_seat(Role.CASEWORKER, builders.a_principal()).user


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_can_be_read_by_everybody(visitor: Visitor, caseworker: Any, scheme: Any) -> None:
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.becomes(caseworker)
    visitor.opens("/stil")
    visitor.looks(f"style-{scheme}")
    visitor.presses("Spara beslutet")
    visitor.looks(f"style-refused-{scheme}")


def test_statements_and_errors_can_be_read_by_everybody(visitor: Visitor) -> None:
    visitor.opens("/tillganglighet")
    visitor.looks("accessibility")
    visitor.opens("/finns-inte/")
    assert visitor.violations() == []
    assert visitor.overflow() <= 0


def test_a_refused_form_puts_the_reader_at_the_summary_and_leads_to_the_field(
    visitor: Visitor, caseworker: Any
) -> None:
    visitor.becomes(caseworker)
    visitor.opens("/stil")
    visitor.presses("Spara beslutet")
    expect(visitor.page.get_by_role("alert")).to_be_focused()
    visitor.page.get_by_role("alert").get_by_role("link", name="Skäl").click()
    expect(visitor.page.get_by_label("Skäl")).to_be_focused()


def test_a_form_pressed_twice_is_sent_once(visitor: Visitor, caseworker: Any) -> None:
    visitor.becomes(caseworker)
    visitor.opens("/stil")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.method))
    visitor.page.get_by_role("button", name="Spara beslutet").dblclick()
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    assert sent.count("POST") == 1


@pytest.fixture
def narrow_page_without_script(
    chromium: Browser, live_server: Any, visitor: Visitor, caseworker: Any
) -> Iterator[Page]:
    visitor.becomes(caseworker)
    context = chromium.new_context(
        viewport={"width": 390, "height": 800},
        java_script_enabled=False,
        storage_state=visitor.page.context.storage_state(),
    )
    page = context.new_page()
    page.goto(live_server.url + "/stil")
    yield page
    context.close()


@pytest.mark.parametrize("width", [390], indirect=True)
def test_the_menus_open_and_close_without_script(narrow_page_without_script: Page) -> None:
    page = narrow_page_without_script
    menu = page.get_by_role("navigation", name="Huvudmeny")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Meny").click()
    expect(menu.get_by_role("link", name="Start")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Mitt konto").click()
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
