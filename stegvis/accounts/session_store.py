"""Sessions in the database under the hash of their key: what lies in the table opens nothing."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

LONGEST_KEY = 40  # the column's own


def kept_as(session_key: str) -> str:
    """What the table holds in place of the cookie's value. The key is random: it needs no salt."""
    return sha256(session_key.encode("utf-8", "replace")).hexdigest()[:LONGEST_KEY]


class SessionStore(db.SessionStore):
    """Django's own, with the key hashed on its way to the table and never read back from there."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key or ""
        found = self.model.objects.filter(session_key=kept_as(key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        instance = super().create_model_instance(data)
        instance.session_key = kept_as(instance.session_key)
        return instance

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(kept_as(key))
