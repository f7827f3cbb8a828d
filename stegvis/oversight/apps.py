"""The log of who has read what, its control, and the history of changes."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OversightConfig(AppConfig):
    name = "stegvis.oversight"
    verbose_name = "Insyn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.oversight import wiring  # noqa: F401 - registers the writer and what the room shows

        post_migrate.connect(_make_months, sender=self)


def _make_months(**_: Any) -> None:
    """After each migration, unless the log's table was taken away by it."""
    from django.db import connection

    from stegvis.core import clock
    from stegvis.oversight.partitions import REST, make_partitions

    if REST in connection.introspection.table_names():
        make_partitions(clock.today())
