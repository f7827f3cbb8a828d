"""Forms of the import page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from stegvis.core.forms import FilterForm, Form
from stegvis.demo.register_import import rows
from stegvis.demo.register_import.problems import Kind
from stegvis.demo.register_import.sources import MEGABYTE
from stegvis.demo.register_import.uploads import proper_name
from stegvis.registry.models import Unit

UPLOAD_LIMIT = 10 * MEGABYTE
"""All files together. What is larger would keep the browser waiting too long and is read in at the server."""


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files chosen at once, as a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        sent = (list(data) if isinstance(data, list | tuple) else [data]) or [None]
        # An empty file is told as a problem of its own, among the other files' problems.
        return [super(SeveralFilesField, self).clean(file, initial) for file in sent]


class ExtractForm(Form):
    """The seven files, and which unit the new cases come to."""

    extract = SeveralFilesField(
        label="Utdragets filer",
        allow_empty_file=True,
        help_text=f"Välj alla sju på en gång: {', '.join(rows.FILES)}. "
        f"Högst {UPLOAD_LIMIT // MEGABYTE} MB tillsammans.",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Enhet för nya ärenden", empty_label=None)

    def __init__(self, principal_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(principal_id=principal_id).order_by("name")

    def clean_extract(self) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["extract"]
        names = [proper_name(file.name or "") for file in files]
        strangers = [file.name for file, name in zip(files, names, strict=True) if name not in rows.FILES]
        if strangers:
            raise ValidationError(
                f"Hör inte till utdraget: {', '.join(map(str, strangers))}. Ta bort och välj igen."
            )
        if len(set(names)) < len(names):
            raise ValidationError("Samma fil är vald två gånger. Välj varje fil en gång.")
        if sum(file.size or 0 for file in files) > UPLOAD_LIMIT:
            raise ValidationError(
                f"Filerna är tillsammans större än {UPLOAD_LIMIT // MEGABYTE} MB. "
                "Be driften läsa in dem med kommandot stegvis import-register."
            )
        return files


class ProblemFilter(FilterForm):
    fil = forms.ChoiceField(
        label="Fil", required=False, choices=[("", "Alla"), *((name, name) for name in rows.FILES)]
    )
    allvar = forms.ChoiceField(
        label="Allvar",
        required=False,
        choices=[("", "Alla"), *((kind.value, kind.value.capitalize()) for kind in Kind)],
    )
