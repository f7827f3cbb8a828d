"""Who and what the synthetic municipality consists of, read from `data/municipality.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from stegvis.core.actor import Role
from stegvis.core.money import Ore, kr

DATA = Path(__file__).parent.parent / "data"
REGISTER = DATA / "register"


@dataclass(frozen=True)
class Employee:
    """A user of the principal; `login` is a note for the login page, empty for who is not shown there."""

    email: str
    name: str
    role: Role
    unit: str = ""
    login: str = ""


@dataclass(frozen=True)
class ProviderEmployee:
    """A user at a provider. `register_as` names a provider that no extract brings in."""

    email: str
    name: str
    organisation_number: str
    login: str = ""
    register_as: str = ""


@dataclass(frozen=True)
class Authority:
    """One principal with its units and people."""

    slug: str
    name: str
    committee: str
    organisation_number: str
    units: tuple[str, ...]
    staff: tuple[Employee, ...]
    providers: tuple[ProviderEmployee, ...]
    caseworker_title: str = "handläggare"
    person_word: str = "deltagare"


@dataclass(frozen=True)
class Municipality:
    """The demo's own authority, its neighbour, and what differs from the standard catalogue."""

    today: date
    main: Authority
    neighbour: Authority
    bonus: Mapping[str, Ore]
    bonus_source: str


@cache
def municipality() -> Municipality:
    content = tomllib.loads((DATA / "municipality.toml").read_text(encoding="utf-8"))
    main, neighbour = (_authority(row) for row in content["principal"])
    amounts = dict(content["bonus"])
    source = amounts.pop("source")
    return Municipality(
        today=content["today"],
        main=main,
        neighbour=neighbour,
        bonus={code: kr(amount) for code, amount in amounts.items()},
        bonus_source=source,
    )


def _authority(row: Mapping[str, Any]) -> Authority:
    fields = {key: value for key, value in row.items() if key not in ("units", "staff", "providers")}
    return Authority(
        **fields,
        units=tuple(row["units"]),
        staff=tuple(Employee(**{**person, "role": Role(person["role"])}) for person in row["staff"]),
        providers=tuple(ProviderEmployee(**person) for person in row["providers"]),
    )
