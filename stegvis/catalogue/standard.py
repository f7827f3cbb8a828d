"""The catalogue that a new principal starts with: interventions with dated terms, from a text file.

Installing is idempotent: what the principal already has is left as it is, so that a change that its committee
has made is never undone by a later start of the program.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from stegvis.catalogue.contents import columns, write_levels
from stegvis.catalogue.models import ActivityRequirement, FullTime, Intervention, Tariff, Terms
from stegvis.catalogue.rules import LevelContent, TermsContent
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.registry.models import Principal

DAYS = ("from", "to")
STANDARD = Path(__file__).parent / "data" / "standard.toml"


@dataclass(frozen=True)
class Dated:
    """What holds during a period: the columns of one row that is no terms."""

    period: Period
    values: Mapping[str, Any]


@dataclass(frozen=True)
class DatedTerms:
    """What the terms of an intervention say during a period."""

    period: Period
    content: TermsContent


@dataclass(frozen=True)
class Offer:
    """An intervention as the file has it."""

    code: str
    name: str
    purpose: str = ""
    chosen_by_person: bool = True
    terms: tuple[DatedTerms, ...] = ()
    tariffs: tuple[Dated, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    offers: tuple[Offer, ...]
    full_time: Dated | None = field(default=None)
    activity_requirement: Dated | None = field(default=None)


def read_catalogue(file: Path = STANDARD) -> Catalogue:
    """The catalogue in the file. Raises KeyError, ValueError or TypeError when the file is not one."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    full_time, requirement = content.get("full_time"), content.get("activity_requirement")
    return Catalogue(
        offers=tuple(_offer(row) for row in content["intervention"]),
        full_time=_dated(full_time) if full_time else None,
        activity_requirement=_dated(requirement) if requirement else None,
    )


@transaction.atomic
def install(principal: Principal, catalogue: Catalogue) -> int:
    """Brings in what the principal lacks. Answers how many interventions were new."""
    _add_first(FullTime, principal, catalogue.full_time)
    _add_first(ActivityRequirement, principal, catalogue.activity_requirement)
    return sum(_install_offer(principal, offer) for offer in catalogue.offers)


def _add_first(
    model: type[FullTime | ActivityRequirement], principal: Principal, first: Dated | None
) -> None:
    """Only for who has none: what the principal itself has entered stands alone."""
    if first and not model._default_manager.filter(principal=principal).exists():
        model._default_manager.create(principal=principal, period=first.period, **first.values)


def _install_offer(principal: Principal, offer: Offer) -> bool:
    intervention, created = Intervention.objects.get_or_create(
        principal=principal,
        code=offer.code,
        defaults={
            "name": offer.name,
            "purpose": offer.purpose,
            "chosen_by_person": offer.chosen_by_person,
        },
    )
    if created:
        _add_terms(intervention, offer.terms)
        _add_tariffs(intervention, offer.tariffs)
    return created


def _add_terms(intervention: Intervention, versions: Iterable[DatedTerms]) -> None:
    for version in versions:
        terms = Terms.objects.create(
            principal_id=intervention.principal_id,
            intervention=intervention,
            period=version.period,
            **columns(version.content),
        )
        write_levels(terms, version.content.levels)


def _add_tariffs(intervention: Intervention, rows: Iterable[Dated]) -> None:
    for row in rows:
        Tariff.objects.create(
            principal_id=intervention.principal_id, intervention=intervention, period=row.period, **row.values
        )


def _offer(row: Mapping[str, Any]) -> Offer:
    return Offer(
        code=row["code"],
        name=row["name"],
        purpose=row.get("purpose", ""),
        chosen_by_person=row.get("chosen_by_person", True),
        terms=tuple(_terms(terms) for terms in row.get("terms", ())),
        tariffs=tuple(_dated(tariff) for tariff in row.get("tariffs", ())),
    )


def _terms(row: Mapping[str, Any]) -> DatedTerms:
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in (*DAYS, "vouchers", "levels")
    }
    content = TermsContent(
        **said,
        voucher_amounts=tuple(kr(amount) for amount in row.get("vouchers", ())),
        levels=tuple(LevelContent(**level) for level in row.get("levels", ())),
    )
    return DatedTerms(_period(row), content)


def _dated(row: Mapping[str, Any]) -> Dated:
    """Amounts stand in kronor in the file and as öre in the database."""
    values = {
        key: kr(value) if key in ("monthly_base", "bonus") else value
        for key, value in row.items()
        if key not in DAYS
    }
    return Dated(_period(row), values)


def _period(row: Mapping[str, Any]) -> Period:
    return Period.inclusive(row["from"], row.get("to"))
