"""Terms in words, for pages."""

from __future__ import annotations

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
    return "Alla nivåer" if (lowest, highest) == (0, 100) else f"{lowest}–{highest} %"


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


def combination(codes: list[str]) -> str:
    return " och ".join(COMBINED.get(code, code) for code in codes)


def _months(count: int) -> str:
    return "en månad" if count == 1 else f"{count} månader"
