"""Forms of the catalogue: an intervention's name, its terms with their levels, and its last day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from stegvis.catalogue import groups, words
from stegvis.catalogue.models import Intervention
from stegvis.catalogue.rules import LevelContent, TermsContent
from stegvis.core.forms import Form
from stegvis.core.money import kr

MOST_LEVELS = 8
EMPTY_ROWS = 2
LARGEST_VOUCHER = 1_000_000


class Marked(Form):
    """A form that knows how the intervention was when the form was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def read_anew(self, mark: str) -> None:
        """What is sent next is about the intervention as it is now."""
        self.send_next("seen", mark)

    def send_next(self, name: str, value: str) -> None:
        """The hidden field is drawn with another value than the one that was sent."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data[name] = value  # type: ignore[index]


class InterventionForm(Marked):
    name = forms.CharField(label="Namn", max_length=120)
    purpose = forms.CharField(
        label="För vem",
        required=False,
        max_length=2000,
        help_text="En eller ett par meningar. De visas när insatsen väljs.",
        widget=forms.Textarea,
    )
    chosen_by_person = forms.BooleanField(label="Deltagaren väljer själv anordnare", required=False)


class PhaseOutForm(Marked):
    last_day = forms.DateField(
        label="Sista dag",
        help_text="Den sista dagen som en beviljad insats får börja. Redan beviljade insatser fortsätter.",
    )


class WithdrawForm(Marked):
    former_goes_on = forms.BooleanField(
        label="Villkoren dessförinnan ska fortsätta gälla", required=False, initial=True
    )


def _limit(label: str, largest: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=largest, **more)


def _percent(label: str, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=initial)


class TermsForm(Marked):
    """Everything that terms can say. What is left empty is no limit."""

    first_day = forms.DateField(label="Gäller från")
    decided_in = forms.CharField(
        label="Beslutade i",
        required=False,
        max_length=120,
        help_text="Till exempel nämndens datum och paragraf.",
    )
    min_age = _limit("Lägsta ålder", 120)
    max_age = _limit("Högsta ålder", 120, help_text="Till och med det år som personen har fyllt.")
    target_groups = forms.MultipleChoiceField(
        label="Målgrupper",
        required=False,
        help_text="Ingen vald betyder alla.",
        widget=forms.CheckboxSelectMultiple,
    )
    min_capacity = _percent("Lägsta förmåga", 0)
    max_capacity = _percent("Högsta förmåga", 100)
    max_months = _limit("Längsta tid sammanlagt", 240)
    max_extensions = _limit("Antal förlängningar", 20)
    extension_months = _limit("Längd på en förlängning", 240)
    min_workplace_percent = forms.IntegerField(
        label="Minsta andel av planen på en arbetsplats", min_value=0, max_value=100, initial=0
    )
    must_combine_with = forms.MultipleChoiceField(
        label="Ska kombineras med", required=False, widget=forms.CheckboxSelectMultiple
    )
    must_not_combine_with = forms.MultipleChoiceField(
        label="Kan inte pågå samtidigt som", required=False, widget=forms.CheckboxSelectMultiple
    )
    vouchers = forms.CharField(
        label="Tilläggscheckar",
        required=False,
        max_length=100,
        help_text="Belopp i hela kronor med komma emellan, till exempel 5000, 10000, 15000.",
    )
    previewed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    units: ClassVar[dict[str, str]] = {
        "min_age": "år",
        "max_age": "år",
        "min_capacity": "%",
        "max_capacity": "%",
        "max_months": "månader",
        "extension_months": "månader",
        "min_workplace_percent": "%",
    }

    def __init__(
        self, *args: Any, intervention: Intervention, others: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        stands_beside = [*words.COMBINED.items(), *others]
        self._choose_among("target_groups", groups.choices())
        self._choose_among("must_combine_with", stands_beside)
        self._choose_among("must_not_combine_with", stands_beside)
        self.level_rows = min(MOST_LEVELS, self._rows_in_use() + EMPTY_ROWS)
        for number in range(1, self.level_rows + 1):
            self._add_level(number)

    def clean_vouchers(self) -> tuple[int, ...]:
        texts = [part.strip() for part in self.cleaned_data["vouchers"].replace(";", ",").split(",")]
        amounts = [text.replace(" ", "").replace("\u00a0", "") for text in texts if text]
        wrong = [each for each in amounts if not (each.isascii() and each.isdigit() and len(each) < 8)]
        if wrong or any(not 0 < int(each) <= LARGEST_VOUCHER for each in amounts):
            raise ValidationError("Skriv varje belopp i hela kronor, med komma emellan.")
        return tuple(kr(int(each)) for each in sorted(set(amounts), key=int))

    def content(self) -> TermsContent:
        given = self.cleaned_data
        return TermsContent(
            min_age=given["min_age"],
            max_age=given["max_age"],
            min_capacity=given["min_capacity"],
            max_capacity=given["max_capacity"],
            max_months=given["max_months"],
            max_extensions=given["max_extensions"],
            extension_months=given["extension_months"],
            min_workplace_percent=given["min_workplace_percent"],
            must_combine_with=tuple(given["must_combine_with"]),
            must_not_combine_with=tuple(given["must_not_combine_with"]),
            target_groups=tuple(given["target_groups"]),
            voucher_amounts=given["vouchers"],
            decided_in=given["decided_in"],
            levels=tuple(self._levels()),
        )

    @property
    def asks_for_exactly_what_was_shown(self) -> bool:
        return bool(self.cleaned_data["previewed"]) and self.cleaned_data["previewed"] == self.fingerprint()

    def fingerprint(self) -> str:
        """The same as long as nothing in the form is changed."""
        said = repr((self.cleaned_data["first_day"], self.content()))
        return sha256(said.encode()).hexdigest()[:20]

    def show_as_previewed(self) -> None:
        self.send_next("previewed", self.fingerprint())

    def level_fields(self) -> list[tuple[int, Any, Any, Any]]:
        """For each row: its number, and the fields of name, lowest and highest."""
        rows = range(1, self.level_rows + 1)
        return [(n, self[f"level_{n}_name"], self[f"level_{n}_min"], self[f"level_{n}_max"]) for n in rows]

    def _levels(self) -> Iterable[LevelContent]:
        given = self.cleaned_data
        for number in range(1, self.level_rows + 1):
            name = given.get(f"level_{number}_name")
            if name:
                lowest, highest = given[f"level_{number}_min"], given[f"level_{number}_max"]
                yield LevelContent(
                    given[f"level_{number}_code"] or slugify(name)[:50] or f"niva-{number}",
                    name,
                    0 if lowest is None else lowest,
                    100 if highest is None else highest,
                )

    def _rows_in_use(self) -> int:
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        return max((n for n in range(1, MOST_LEVELS + 1) if source.get(f"level_{n}_name")), default=0)

    def _add_level(self, number: int) -> None:
        self.fields[f"level_{number}_name"] = forms.CharField(
            label=f"Nivå {number}: namn", required=False, max_length=120
        )
        self.fields[f"level_{number}_min"] = _limit("Lägsta förmåga", 100)
        self.fields[f"level_{number}_max"] = _limit("Högsta förmåga", 100)
        self.fields[f"level_{number}_code"] = forms.SlugField(
            widget=forms.HiddenInput, required=False, max_length=60
        )

    def _choose_among(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)


def initial_of(content: TermsContent, first_day: date) -> dict[str, Any]:
    """A form filled in with what terms say."""
    filled = {
        name: getattr(content, name)
        for name in TermsForm.base_fields
        if name not in ("seen", "first_day", "vouchers", "previewed")
    }
    amounts = ", ".join(str(amount // 100) for amount in content.voucher_amounts)
    levels = {
        f"level_{number}_{key}": value
        for number, level in enumerate(content.levels, start=1)
        for key, value in (
            ("name", level.name),
            ("min", level.min_capacity),
            ("max", level.max_capacity),
            ("code", level.code),
        )
    }
    return {**filled, **levels, "vouchers": amounts, "first_day": first_day}
