"""Forms that know what stood when the page was drawn: two windows never write over each other unseen."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.core.forms import Form


class AsSeen(Form):
    """A form about something that stands already. `stands` tells its contents apart; `stands_in_words` is
    what is told of it when it has changed since the page was drawn."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stands: str, stands_in_words: str, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "seen": stands}
        super().__init__(*args, **kwargs)
        self.stands, self.stands_in_words = stands, stands_in_words

    def clean(self) -> dict[str, Any]:
        """The second window is told what the first one saved, and keeps what was typed."""
        given = super().clean() or self.cleaned_data
        if given.get("seen") != self.stands:
            self.add_error(
                None,
                f"Det här ändrades medan du skrev. Nu står det: {self.stands_in_words}. "
                "Kontrollera dina uppgifter och spara igen om de ska gälla i stället.",
            )
            # What was typed stays, seen beside what stands now: sent once more it is meant.
            self.data = {**{name: self.data.get(name) for name in self.data}, "seen": self.stands}
        return given
