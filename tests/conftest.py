"""What every test stands on: a database, and templates that may not name what does not exist."""

import os
from collections.abc import Iterator

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database in the first process: parallel workers share it, and it outlives them."""
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    from django.conf import settings

    from stegvis.core.database.embedded import ensure_running

    os.environ["DATABASE_URL"] = ensure_running(settings.DATA_FOLDER, durable=False)


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
