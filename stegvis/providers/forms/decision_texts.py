"""The texts around decisions about providers, as they are written."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms

from stegvis.core.as_seen import AsSeen
from stegvis.providers.actions.write_decision_wording import Texts
from stegvis.providers.models import DecisionWording


class DecisionTextsForm(AsSeen):
    """Written beside the latest texts, which another administrator may change meanwhile."""

    start = forms.DateField(
        label="Gäller från och med", help_text="Beslut från och med den dagen får texterna."
    )
    law = forms.CharField(
        label="Det här stöder beslutet sig på",
        max_length=10_000,
        widget=forms.Textarea,
        help_text="Lag, reglemente och delegation. En tom rad ger ett nytt stycke.",
    )
    appeal = forms.CharField(
        label="Så överklagar ni",
        max_length=10_000,
        widget=forms.Textarea,
        help_text="Vart man skriver, inom vilken tid och vad som ska stå med.",
    )
    decided_in = forms.CharField(
        label="Beslutad i",
        required=False,
        max_length=120,
        help_text="Till exempel nämnden 2026-11-16, § 98.",
    )

    def __init__(self, *args: Any, latest: DecisionWording | None, **kwargs: Any) -> None:
        stands, told = "", "standardtexterna"
        if latest is not None:
            told = f"texter från {latest.period.start}"
            stands = sha256(repr((latest.pk, latest.law, latest.appeal)).encode()).hexdigest()[:16]
        super().__init__(*args, stands=stands, stands_in_words=told, **kwargs)

    @property
    def texts(self) -> Texts:
        given = self.cleaned_data
        return Texts(given["law"], given["appeal"], given["decided_in"])
