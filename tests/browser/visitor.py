"""Somebody who uses the pages in a real browser and notices what is wrong on each."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stegvis.accounts.models import User

HEIGHT = 900
PICTURES = Path("artefacts/pages")
EVERY_PICTURE = bool(os.environ.get("PICTURES"))
Rules = dict[str, list[str]]
RULES: Rules = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RULES_OF_WIDTH: Rules = {
    "runOnly": [
        "aria-hidden-focus",
        "bypass",
        "landmark-unique",
        "link-in-text-block",
        "region",
        "scrollable-region-focusable",
        "target-size",
    ],
    "resultTypes": ["violations"],
}
"""What a page that keeps all the rules in a narrow window can break in a wide one: what shows, and where."""


class Visitor:
    """Drives one browser page. Every page looked at is checked by axe, for script errors and for width."""

    def __init__(self, page: Page, address: str, sign_in: Any, width: int) -> None:
        self.page = page
        self.address = address
        self.width = width
        self._sign_in = sign_in
        self._number = count(1)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", lambda said: self._heard(said.type, f"{said.text} {said.location.get('url', '')}"))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"console: {text}")

    def becomes(self, user: User) -> None:
        """Signs in as somebody else, as a new session."""
        self.page.context.clear_cookies()
        self._sign_in(self.page.context, user)

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)

    def follows(self, name: str | re.Pattern[str]) -> None:
        """Clicks the link with this name in the page's own content."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def presses(self, name: str | re.Pattern[str]) -> None:
        """Presses the button with this name and waits for the page that comes."""
        self.page.locator("main").get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def fills(self, **values: Any) -> None:
        """Fills fields by name: text, numbers, ISO dates; True and False for boxes; choices by value."""
        for name, value in values.items():
            self._fill(name, value)

    def _fill(self, name: str, value: Any) -> None:
        field = self.page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("e => e.tagName + ':' + (e.type || '')")
        if kind.startswith("SELECT"):
            field.select_option(str(value))
        elif kind == "INPUT:radio":
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "INPUT:checkbox":
            field.first.set_checked(bool(value))
        else:
            field.first.fill(str(value))

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def looks(self, name: str, rules: Rules = RULES) -> None:
        """Holds the page to the rules of every page; keeps a picture when it breaks one, or when asked to."""
        found = [*self.violations(rules), *self.complaints]
        if self.overflow() > 0:
            found.append("the page is wider than the window")
        number = next(self._number)
        if found or EVERY_PICTURE:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{self.width}-{number:02}-{name}.png", full_page=True)
        assert not found, f"{name}: {found}"

    def turns_to(self, width: int) -> None:
        """Makes the window as wide as that; the page stays open."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def violations(self, rules: Rules = RULES) -> list[str]:
        """What axe has against the page, as one line for each element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found = self.page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
        return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
