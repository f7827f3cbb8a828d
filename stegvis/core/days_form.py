"""Forms that ask for a first and a last day."""

from __future__ import annotations

from typing import Any

from stegvis.core.forms import Form


class DaysForm(Form):
    """Has the fields `start` and `last_day`, either of which may be left empty where the form allows it."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, last_day = given.get("start"), given.get("last_day")
        if start and last_day and last_day < start:
            self.add_error("last_day", "Sista dag kan inte vara före första dag.")
        return given
