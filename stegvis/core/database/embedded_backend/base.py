"""The name and place of this module are Django's: an engine is a package with a `base`."""

import os
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from stegvis.core.database.address import database_settings
from stegvis.core.database.embedded import ensure_running

ROLE = "STEGVIS_DATABASE_ROLE"
"""In the environment of the web server's processes: the role to work as, in place of the tables' owner."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that first sees to it that there is a server to connect to."""

    def get_connection_params(self) -> dict[str, Any]:
        where = database_settings(
            ensure_running(settings.DATA_FOLDER, durable=settings.EMBEDDED_DATABASE_IS_DURABLE)
        )
        self.settings_dict.update(HOST=where["HOST"], USER=os.environ.get(ROLE) or where["USER"])
        return super().get_connection_params()
