"""Lock first, then check, then write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from stegvis.core.answers import Stale
from stegvis.core.refusals import SOMEBODY_WAS_FIRST

M = TypeVar("M", bound=models.Model)


@contextmanager
def locked(row: M) -> Iterator[M]:
    """Opens a transaction and yields `row` as it is now, locked until the transaction ends.

    Rules are checked on what is yielded, never on the row that the page was drawn from. Raises Stale when
    the row has been taken away since.
    """
    with transaction.atomic():
        yield _locked_row(row)


def _locked_row(row: M) -> M:
    manager: Any = type(row)._default_manager
    try:
        current: M = manager.select_for_update(of=("self",)).get(pk=row.pk)
    except ObjectDoesNotExist:
        raise Stale(SOMEBODY_WAS_FIRST) from None
    return current
