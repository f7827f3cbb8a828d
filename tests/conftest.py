"""What every test stands on: a database, and templates that may not name what does not exist."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded database in the first process, so that parallel workers share it and it outlives them."""
    if "DATABASE_URL" in os.environ or hasattr(config, "workerinput"):
        return
    from django.conf import settings

    from stegvis.core.database.embedded import ensure_running

    os.environ["DATABASE_URL"] = ensure_running(settings.DATA_FOLDER, durable=False)
