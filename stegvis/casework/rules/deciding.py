"""What holds for every new decision, whatever it is about."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Check


def not_before_open(first_day: date, *, opened_on: date, field: str | None = None) -> Check:
    """A decision gives nothing for days before the case was opened, or taken up again (`opened_on`)."""
    return Check(
        first_day >= opened_on,
        f"Ärendet är öppet sedan {opened_on}. Beslutet kan inte gälla tidigare än så.",
        field,
    )


def not_refused_today(refused_in: str, refused_by: str) -> Check:
    """One answer a day: two caseworkers who say no to the same thing at once give one refusal.

    `refused_in` = the number of today's refusal, empty when there is none.
    """
    by = f" av {refused_by}" if refused_by else ""
    return Check(
        not refused_in,
        f"Avslag på insatsen är redan beslutat i dag{by}, i beslut {refused_in}. Läs det först. "
        "Behöver det ändras, rätta det.",
    )
