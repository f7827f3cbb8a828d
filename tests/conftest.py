"""What every test stands on: a database, and templates that may not name what does not exist."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis_settings.register_profile("stegvis", deadline=None)
hypothesis_settings.load_profile("stegvis")


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database in the first process: parallel workers share it, and it outlives them."""
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    from django.conf import settings

    from stegvis.core.database.embedded import ensure_running

    os.environ["DATABASE_URL"] = ensure_running(settings.DATA_FOLDER, durable=False)


LONG = ("test_garbage.py", "test_every_page.py", "test_the_road.py")
"""Files with tests that last a minute: begun first, so that none of them is left alone at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: a copy of a migrated database, instead of all migrations again."""
    from tests.database import empty, migrated_copy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty())
        with django_db_blocker.unblock(), migrated_copy(), django_db_blocker.block():
            yield


@pytest.fixture(autouse=True, scope="session")
def strict_templates() -> None:
    from tests import strict_templates

    strict_templates.be_strict()


@pytest.fixture(autouse=True)
def no_undefined_variables() -> Iterator[None]:
    """Fails a test during which a template of ours used an undefined variable, even inside `{% if %}`."""
    from tests.strict_templates import found

    found.clear()
    yield
    if found:
        pytest.fail("Undefined template variables:\n" + "\n".join(dict.fromkeys(found)), pytrace=False)


@pytest.fixture
def no_second_factor(settings: Any) -> None:
    """Who has signed in gets to work without setting up a second factor first."""
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def the_day_of_the_builders() -> Iterator[None]:
    """The clock stands on the day that the builders' rows are made for."""
    from stegvis.core import clock
    from tests.builders import TODAY

    with clock.frozen(TODAY):
        yield
