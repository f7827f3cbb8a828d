"""A real Chromium of the system, and somebody to use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visitor import HEIGHT, Visitor

HERE = Path(__file__).parent
NAMES = (
    "chromium-headless-shell",  # the same engine without a browser's own windows: an eighth less work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


EVERY_WIDTH = os.environ.get("WIDTHS") == "all"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests of this folder drive a browser. The hook is given the tests of all folders."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    left_out = [] if EVERY_WIDTH else [item for item in items if _is_wide_walk(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_wide_walk(item: pytest.Item) -> bool:
    """A long walk on a wide screen. Each page by itself is looked at in both widths all the same."""
    callspec = getattr(item, "callspec", None)
    wide = callspec is not None and callspec.params.get("width") == WIDE
    return wide and item.get_closest_marker("narrow") is not None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "Chromium is missing: install Debian's package chromium-headless-shell or chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


WIDE, NARROW = 1280, 390


@pytest.fixture(params=[WIDE, NARROW])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def visitor(
    chromium: Browser, live_server: Any, width: int, settings: Any, transactional_db: None
) -> Iterator[Visitor]:
    settings.REQUIRE_SECOND_FACTOR = False

    def sign_in(context: BrowserContext, user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    context = chromium.new_context(viewport={"width": width, "height": HEIGHT}, locale="sv-SE")
    context.set_default_timeout(10_000)
    yield Visitor(context.new_page(), live_server.url, sign_in, width)
    context.close()
