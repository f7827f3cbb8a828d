"""The form field for a file: what comes out of it is fit to keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stegvis.core.answers import Refused
from stegvis.core.files.inspection import LARGEST_FILE, MEGABYTE, Inspected, inspect_upload
from stegvis.core.files.kinds import ACCEPT, TAKEN_IN


class CheckedFileField(forms.FileField):
    """One file, as `Inspected`; what is wrong with it is told at the field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", f"{TAKEN_IN}. Högst {LARGEST_FILE // MEGABYTE} MB.")
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Inspected | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return inspect_upload(file)
        except Refused as refused:
            raise ValidationError(refused.problems.messages) from refused
