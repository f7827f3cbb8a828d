"""When two records may become one, and when they may become two again. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.registry.likeness import ABOUT, day_and_month_swapped
from stegvis.registry.rules import RANK, SHORTEST_REASON, WHY_LONGER


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One of the two records."""

    pk: int
    principal_id: int
    birth_date: date
    sex: str
    protection: str
    has_personal_number: bool
    is_merged: bool


@dataclass(frozen=True, slots=True)
class MergeWish:
    reason: str
    confirmed: bool = False
    """It is the same person although birth date and sex say otherwise."""


def may_merge(kept: RecordFacts, merged: RecordFacts, wish: MergeWish) -> Answer:
    """May what is about `merged` be made about `kept`?"""
    return can_be_merged(kept, merged) & Answer.of(
        Check(
            kept.has_personal_number or not merged.has_personal_number,
            "Behåll den registrering som har personnumret.",
            "keep",
        ),
        Check(
            wish.confirmed or not differ(kept, merged),
            "Födelsedatum eller kön skiljer sig åt. Kryssa i rutan om du vet att det är samma person.",
            "confirmed",
        ),
        Check(len(wish.reason.strip()) >= SHORTEST_REASON, WHY_LONGER, "reason"),
    )


def can_be_merged(one: RecordFacts, other: RecordFacts) -> Answer:
    """What holds whichever of the two is kept."""
    protected = RANK["protected"] in (RANK[one.protection], RANK[other.protection])
    return Answer.of(
        Check(one.pk != other.pk, "Det är samma registrering. Välj två olika."),
        Check(one.principal_id == other.principal_id, "Personerna hör till olika huvudmän."),
        Check(not (one.is_merged or other.is_merged), "Den ena är redan hopslagen med någon. Sök igen."),
        Check(not protected, "En av dem har skyddad folkbokföring. Avgör skyddet först."),
        Check(
            protected or one.protection == other.protection,
            "Bara den ena har sekretessmarkering. Ge båda samma skydd först.",
        ),
    )


def differ(one: RecordFacts, other: RecordFacts) -> bool:
    """Do birth dates lie further apart than a told one can, or is the legal sex another?"""
    near = abs(one.birth_date - other.birth_date) <= ABOUT
    swapped = day_and_month_swapped(one.birth_date) == other.birth_date
    return one.sex != other.sex or not (near or swapped)


@dataclass(frozen=True, slots=True)
class UndoFacts:
    """A merge as it stands."""

    is_undone: bool
    is_as_merged: bool
    """Neither record has been merged with a third since, and every moved row is where it was moved."""
    protections: tuple[str, str]


def may_undo(facts: UndoFacts, reason: str) -> Answer:
    """May exactly what was moved be moved back?"""
    levels = [RANK[level] for level in facts.protections]
    protected = RANK["protected"] in levels
    return Answer.of(
        Check(not facts.is_undone, "Sammanslagningen är redan återställd."),
        Check(
            facts.is_undone or facts.is_as_merged,
            "Det som flyttades har flyttats eller tagits bort sedan dess. Det går inte att återställa.",
        ),
        Check(not protected, "Personen har skyddad folkbokföring. Avgör skyddet först."),
        # What has been marked since the merge may be what was moved: it is not given back unmarked.
        Check(
            protected or levels[0] == levels[1],
            "Bara den ena har sekretessmarkering. Ändra skyddet i ärendet först, så gäller det båda.",
        ),
        Check(len(reason.strip()) >= SHORTEST_REASON, WHY_LONGER, "reason"),
    )
