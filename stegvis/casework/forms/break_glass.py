"""Opening a case of another unit in an emergency, and judging that it was opened."""

from __future__ import annotations

from django import forms

from stegvis.casework.models import BreakGlassVerdict
from stegvis.core.forms import Form


class BreakGlassForm(Form):
    number = forms.CharField(
        label="Ärendenummer eller personnummer",
        max_length=40,
        help_text="Hela numret. Ärenden på din egen enhet öppnar du som vanligt från listan.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": "20"}),
    )
    reason = forms.CharField(
        label="Varför behöver du läsa ärendet nu?",
        help_text="Enhetschefen för ärendet ser genast vad du skriver.",
        widget=forms.Textarea,
        max_length=2000,
    )


class JudgeForm(Form):
    verdict = forms.ChoiceField(
        label="Din bedömning",
        choices=(
            (BreakGlassVerdict.Verdict.FOUNDED.value, "Befogad: det fanns skäl att läsa"),
            (BreakGlassVerdict.Verdict.QUESTIONED.value, "Ifrågasatt: jag vill att det utreds"),
        ),
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="Kommentar",
        required=False,
        help_text="Behövs när du ifrågasätter.",
        widget=forms.Textarea,
        max_length=2000,
    )
