from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "stegvis.core"
    verbose_name = "Grunden"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from stegvis.core import checks  # noqa: F401 - registers the checks of an installation
        from stegvis.core.database import (
            beginnings,  # noqa: F401 - and the search by beginning
            migration_state,
        )
        from stegvis.core.edge import deployment  # noqa: F401 - and those of its edge
        from stegvis.core.edge.headers import remember_signing_out

        migration_state.draw_less()
        user_logged_out.connect(remember_signing_out, dispatch_uid="core.edge.signed_out")

        post_migrate.connect(close_tables, sender=self)


def close_tables(**_: Any) -> None:
    """After every migration: what tables there are now are closed to all but their principal."""
    from stegvis.core.database import row_security

    row_security.put_in_place()
