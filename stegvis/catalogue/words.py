"""Terms in words, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from stegvis.core.money import format_kr

if TYPE_CHECKING:
    from stegvis.catalogue.models import Terms

COMBINED = {"sfi": "sfi", "samhallsorientering": "samhällsorientering"}
"""Names of what an intervention is combined with when it is no intervention in the catalogue itself."""


def ages(lowest: int | None, highest: int | None) -> str:
    if lowest is None and highest is None:
        return "Ingen gräns"
    if highest is None:
        return f"Från {lowest} år"
    if lowest is None:
        return f"Till och med {highest} år"
    return f"{lowest}–{highest} år"


def capacity(lowest: int, highest: int) -> str:
    return "Ingen gräns" if (lowest, highest) == (0, 100) else f"{lowest}–{highest} %"


def length(months: int | None, extensions: int | None, extension_months: int | None) -> str:
    """How long in all, and how often it may be extended."""
    whole = "Ingen gräns" if months is None else f"Högst {_months(months)} sammanlagt"
    if extensions is None:
        return whole
    if extensions == 0:
        return f"{whole}, kan inte förlängas"
    times = "en gång" if extensions == 1 else f"{extensions} gånger"
    each = "" if extension_months is None else f" med {_months(extension_months)}"
    return f"{whole}, kan förlängas {times}{each}"


def combination(codes: Iterable[str], names: Mapping[str, str] = COMBINED) -> str:
    return " och ".join(names.get(code, code) for code in codes)


def amounts(ore: Iterable[int]) -> str:
    return ", ".join(format_kr(each, decimals=False) for each in ore) or "–"


def names_of(principal_id: int, codes: Iterable[str]) -> dict[str, str]:
    """What the codes are called: interventions of the principal's catalogue, and what is none in it."""
    from stegvis.catalogue.models import Intervention

    asked = set(codes) - COMBINED.keys()
    if not asked:
        return dict(COMBINED)
    known = Intervention.objects.filter(principal_id=principal_id, code__in=asked)
    return {**COMBINED, **dict(known.values_list("code", "name"))}


def names_in(terms: Terms) -> dict[str, str]:
    """What the codes in the terms are called."""
    return names_of(terms.principal_id, [*terms.must_combine_with, *terms.must_not_combine_with])


def _months(count: int) -> str:
    return "en månad" if count == 1 else f"{count} månader"
