"""Writing in the journal, and choosing what of it to read."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.actions.journal import NoteText
from stegvis.casework.models import JournalNote
from stegvis.core.forms import FilterForm, Form

LONGEST_TEXT = 50_000
"""Signs: some twenty pages. What is longer is a document, and belongs among the attachments."""


class NoteForm(Form):
    """A note. `revision` says which version of it the writer has seen."""

    kind = forms.ChoiceField(label="Vad gäller det?", choices=JournalNote.Kind.choices)
    happened_on = forms.DateField(label="När det hände")
    heading = forms.CharField(
        label="Rubrik",
        max_length=120,
        help_text="Så att andra hittar den, till exempel Möte om praktikplats.",
    )
    text = forms.CharField(label="Anteckning", max_length=LONGEST_TEXT, widget=forms.Textarea)

    def note(self) -> NoteText:
        given = self.cleaned_data
        return NoteText(given["kind"], given["happened_on"], given["heading"], given["text"])


class ChangeNoteForm(NoteForm):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, note: JournalNote, sent: Any) -> ChangeNoteForm:
        """The form as sent, or with the note as it stands."""
        stands = {
            "kind": note.kind,
            "happened_on": note.happened_on,
            "heading": note.heading,
            "text": note.text,
            "revision": note.revision,
        }
        return cls(sent or None, initial=stands)

    def having_seen(self, note: JournalNote) -> ChangeNoteForm:
        """What was typed, told again now that the writer is shown the note as it stands."""
        typed = {**dict(self.data.items()), "revision": str(note.revision)}
        shown = type(self)(typed)
        shown.is_valid()
        for message in self.non_field_errors():
            shown.add_error(None, str(message))
        return shown


class SignForm(Form):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class AddendumForm(Form):
    text = forms.CharField(
        label="Tillägg",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text="Rätta eller komplettera. Tillägget kan inte ändras efteråt.",
    )


class JournalFilter(FilterForm):
    slag = forms.ChoiceField(label="Slag", required=False, choices=(("", "Alla"), *JournalNote.Kind.choices))

    @property
    def kind(self) -> str:
        """The kind asked for; empty = all."""
        return str(self.cleaned_data["slag"]) if self.is_valid() else ""
