"""What all workers share for a while."""

from __future__ import annotations

from django.db import models


class SharedCacheEntry(models.Model):
    """A row of the cache that all workers share (`accounts.shared_cache`): counted attempts, used answers."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "delad uppgift"
        verbose_name_plural = "delade uppgifter"
