"""Putting a paper into a case, and withdrawing it."""

from __future__ import annotations

from django import forms

from stegvis.casework.models import Attachment
from stegvis.core.files.fields import CheckedFileField
from stegvis.core.forms import Form


class AttachForm(Form):
    file = CheckedFileField(label="Fil")
    kind = forms.ChoiceField(label="Vad är det?", choices=Attachment.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label="Rubrik",
        max_length=120,
        help_text="Så att andra hittar den, till exempel Läkarintyg mars 2026.",
    )


class WithdrawForm(Form):
    reason = forms.CharField(
        label="Varför återkallas bilagan?",
        widget=forms.Textarea,
        max_length=1000,
        help_text="Bilagan kan inte öppnas efter det. Att den har funnits syns i ärendet.",
    )
