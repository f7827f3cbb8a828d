"""Lock first, then check, then write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


@contextmanager
def locked(row: M) -> Iterator[M]:
    """Opens a transaction and yields `row` as it is now, locked until the transaction ends.

    Rules are checked on what is yielded, never on the row that the page was drawn from.
    """
    manager: Any = type(row)._default_manager
    with transaction.atomic():
        yield manager.select_for_update(of=("self",)).get(pk=row.pk)
