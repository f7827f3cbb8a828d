"""A world whose every text carries a mark: whose it is, and which kind of knowledge it is.

A mark is one word that occurs nowhere else, such as `markpersonourszq`. Rows that a chain of
`tests.security.world` makes are marked without being named here: a new table is marked from its first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from stegvis.accounts.models import Membership
from stegvis.casework.models import Case
from stegvis.core.actor import Role
from stegvis.providers.models import Authorisation, IntakePause
from stegvis.registry.models import PersonIdentifier, Principal, StoredFile
from tests import builders
from tests.security.world import OTHER_TENANT, OTHER_UNIT, OURS, Chain, a_chain

PROTECTED = "protected"

PERSON, CASE, ASSIGNMENT = "person", "case", "assignment"
ADVICE, COMMON = "advice", "common"
"""Who somebody is; what the unit has written; what is written between unit and provider; what the medical
adviser is asked and shown to answer; the rest."""

KIND_OF: dict[str, str] = {
    "registry.Person": PERSON,
    "registry.PersonIdentifier": PERSON,
    **dict.fromkeys(
        (
            "casework.Attachment",
            "casework.CapacityGrade",
            "casework.CapacityStatement",
            "registry.StoredFile",
        ),
        ADVICE,
    ),
    **dict.fromkeys(
        (
            "assignments.Assignment",
            "assignments.Goal",
            "assignments.Plan",
            "assignments.Activity",
            "assignments.MonthlyReport",
            "assignments.ThreePartyMeeting",
            "assignments.FinalReport",
        ),
        ASSIGNMENT,
    ),
    **dict.fromkeys(
        (
            "registry.Unit",
            "registry.Principal",
            "oversight.Control",
            "providers.Provider",
            "providers.Authorisation",
            "providers.Application",
            "providers.ApplicationPart",
            "providers.ApplicationSite",
            "providers.Condition",
            "providers.ConditionAnswer",
            "providers.ConditionVersion",
            "providers.ControlTask",
            "providers.Deficiency",
            "providers.EndRequest",
            "providers.ProviderDecision",
            "providers.Reauthorisation",
            "providers.Remedy",
            "providers.RemedyPaper",
            "providers.RemedyProlonged",
            "providers.RevocationProposal",
            "providers.IntakePause",
            "providers.ComparisonRun",
            "providers.ComparisonTerms",
            "providers.ProviderResult",
            "providers.QualityReport",
            "providers.QualityTemplate",
            "providers.QualityVisit",
            "providers.Site",
            "accounts.GroupRole",
            "accounts.IdentityProvider",
            "accounts.User",
            "accounts.RoleProposal",
            "casework.AssessmentTemplate",
            "casework.AssessmentQuestion",
            "catalogue.Intervention",
            "catalogue.Terms",
            "catalogue.Tariff",
            "casework.Delegation",
            "assignments.ReviewFlag",
            "remuneration.BonusProposal",
            "remuneration.LedgerEntry",
        ),
        COMMON,
    ),
}
"""Tables that are not the unit's own knowledge of a case. Whatever is not named here is."""

NOT_TEXT = frozenset(
    {
        "address",
        "code",
        "content_type",
        "detail",
        "device",
        "email",
        "evidence",
        "fingerprint",
        "hash",
        "key",
        "kind",
        "mime",
    }
    | {"number", "organisation_number", "password", "path", "pseudonym", "request_id", "roles", "round"}
    | {"rule", "session_key", "sha256", "slug", "state", "value", "what"}
)
"""Columns whose form is fixed, and which say nothing about a person."""


def mark(kind: str, whose: str) -> str:
    """The word that marks this kind of knowledge of this chain."""
    return f"mark{kind}{''.join(letter for letter in whose if letter.isalpha())}zq"


@dataclass
class MarkedWorld:
    chains: dict[str, Chain]
    seats: dict[Role, Any]
    numbers: dict[str, str]
    """The personal number of the chain's person, ten digits."""

    def marks(self, kinds: Iterable[str], whose: Iterable[str]) -> Iterator[str]:
        for chain in whose:
            for kind in kinds:
                yield mark(kind, chain)
                if kind == PERSON:
                    yield from self._number_forms(chain)

    def _number_forms(self, chain: str) -> Iterator[str]:
        number = self.numbers[chain]
        yield number
        yield f"{number[:6]}-{number[6:]}"


def a_marked_world() -> MarkedWorld:
    principal, neighbour = builders.a_principal(), builders.a_principal()
    builders.full_time(principal)
    chains = {}
    for whose, where in (
        (OURS, principal),
        (OTHER_UNIT, principal),
        (OTHER_TENANT, neighbour),
        (PROTECTED, principal),
    ):
        chains[whose] = _marked_chain(whose, where)
    _next_to(chains[OURS], chains[PROTECTED])
    builders.protect(chains[PROTECTED].rows[Case].person)
    return MarkedWorld(chains, _seats(principal, chains[OURS]), {w: _number(c) for w, c in chains.items()})


def _seats(principal: Principal, ours: Chain) -> dict[Role, Any]:
    places: dict[Role, dict[str, Any]] = {
        Role.CASEWORKER: {"unit": ours.unit},
        Role.HEAD_OF_UNIT: {"unit": ours.unit},
        Role.PROVIDER_STAFF: {"provider": ours.provider},
        Role.RESIDENT: {"person": ours.rows[Case].person},
    }
    return {role: builders.a_seat(role, principal, **places.get(role, {})) for role in Role}


def _next_to(ours: Chain, protected: Chain) -> None:
    """The protected person's case lies in our unit and the assignment with our provider."""
    with pgtrigger.ignore():
        for model, row in protected.rows.items():
            if model in (Authorisation, IntakePause, Membership):
                continue
            names = {field.name for field in model._meta.local_fields}
            if "unit" in names and row.unit_id == protected.unit.pk:
                _written(model.objects.filter(pk=row.pk), {"unit": ours.unit})
            if "provider" in names and row.provider_id == protected.provider.pk:
                _written(model.objects.filter(pk=row.pk), {"provider": ours.provider})


def _number(chain: Chain) -> str:
    return PersonIdentifier.objects.get(person=chain.rows[Case].person).value[2:]


# --- marking --------------------------------------------------------------------------------------


def _marked_chain(whose: str, principal: Principal) -> Chain:
    before = {model: _last(model) for model in _tables()}
    chain = a_chain(principal)
    with pghistory.context(reason="marks"), pgtrigger.ignore():
        for model, last in before.items():
            _mark(model, last, whose)
        # What an organisation shows of itself tells of no person.
        shown = Q(evidence__isnull=False) | Q(remedy_paper__isnull=False)
        papers = StoredFile.objects.filter(shown, pk__gt=before[StoredFile])
        papers.update(name=mark(COMMON, whose))
    chain.unit.refresh_from_db()
    chain.provider.refresh_from_db()
    for row in chain.rows.values():
        row.refresh_from_db()
    return chain


def _mark(model: type[models.Model], after: int, whose: str) -> None:
    """All columns at once; where some must be empty as long as another is, column by column."""
    word = mark(KIND_OF.get(model._meta.label, CASE), whose)
    rows, texts = model._base_manager.filter(pk__gt=after), _texts(model)
    if not texts or not rows.exists() or _written(rows, dict.fromkeys(texts, word)):
        return
    for name in texts:
        _written(rows, {name: word})


def _written(rows: models.QuerySet[Any], marks: dict[str, Any]) -> bool:
    """False when the database refuses them."""
    try:
        with transaction.atomic():
            rows.update(**marks)
    except IntegrityError:
        return False
    return True


def _texts(model: type[models.Model]) -> list[str]:
    """Columns that hold what somebody wrote."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.generated
        and not field.unique
        and field.name not in NOT_TEXT
        and (field.max_length or 999) >= 30
    ]


def _tables() -> list[type[models.Model]]:
    found = apps.get_models()
    return [
        model
        for model in found
        if model._meta.managed
        and model.__module__.startswith("stegvis")
        and not hasattr(model, "pgh_tracked_model")
        and isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
        and model._meta.label != "oversight.Reading"
    ]


def _last(model: type[models.Model]) -> int:
    return int(model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0)
