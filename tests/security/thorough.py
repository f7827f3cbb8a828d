"""How much is asked: a share of the questions in each run, all of them in `make soak`."""

from __future__ import annotations

import os
from collections.abc import Iterable

from stegvis.core.actor import Role

EVERYTHING = os.environ.get("EVERYTHING") == "1"


def two_of(who: Iterable[Role], place: int) -> set[Role]:
    """Two of those who may use the address at that place of the list, by turns; or all of them."""
    roles = sorted(who)
    return set(roles) if EVERYTHING else {roles[(place + step) % len(roles)] for step in range(2)}
