"""What target groups are called. The room that keeps the cases fills them in; here they are codes."""

from __future__ import annotations

from collections.abc import Iterable

_groups: dict[str, str] = {}


def register(groups: Iterable[tuple[str, str]]) -> None:
    """Adds target groups: code and name."""
    _groups.update(groups)


def choices() -> list[tuple[str, str]]:
    return list(_groups.items())


def name_of(code: str) -> str:
    return _groups.get(code, code)
