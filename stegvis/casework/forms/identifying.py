"""Whom it is about: looked up by a number, or told when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from stegvis.casework.actions.identify import Who
from stegvis.casework.lookalikes import Match
from stegvis.core.forms import Form
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.names import tidy_name
from stegvis.registry.models import Person
from stegvis.registry.newcomers import Newcomer
from stegvis.registry.numbers import (
    LONGEST_ISSUER,
    BadReserveNumber,
    Number,
    ReserveNumber,
    parse_reserve_number,
)

ANOTHER = "annan"
"""The choice that it is none of those alike."""
TOLD_WHEN_NEW = ("first_name", "last_name")
TOLD_WITHOUT_NUMBER = ("birth_date", "birth_date_is_certain", "sex")


class ReserveNumberForm(Form):
    """Both or neither: a reserve number says nothing without who gave it."""

    reserve_number = forms.CharField(
        label="Reservnummer",
        max_length=40,
        required=False,
        help_text="Lämna båda fälten tomma om personen inte har något nummer alls.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": "16"}),
    )
    issuer = forms.CharField(
        label="Numret kommer från",
        max_length=LONGEST_ISSUER,
        required=False,
        help_text="Till exempel Region Stockholm eller Kriminalvården.",
    )

    number: ReserveNumber | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        typed, issuer = given.get("reserve_number", ""), given.get("issuer", "")
        if typed or issuer:
            try:
                self.number = parse_reserve_number(typed, issuer)
            except BadReserveNumber as error:
                self.add_error(error.field, error.reason)
        return given


class NameField(forms.CharField):
    """A name as it will be stored, so that its length is told before and not by the database."""

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class WhoForm(Form):
    """The part of a form that tells whom it is about. What a number or the register says is not asked for.

    When somebody in the register is alike, `offer` asks whether it is the same person.
    """

    first_name = NameField(label="Förnamn", max_length=120)
    last_name = NameField(label="Efternamn", max_length=120)
    birth_date = forms.DateField(label="Födelsedatum", help_text="Ungefärligt om ingen vet.")
    birth_date_is_certain = forms.BooleanField(label="Födelsedatumet är styrkt", required=False)
    sex = forms.ChoiceField(label="Juridiskt kön", choices=Person.Sex.choices, widget=forms.RadioSelect)
    match = forms.CharField(
        label="Samma person eller en annan", required=False, max_length=20, widget=forms.RadioSelect
    )
    compared = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, number: Number | None, is_known: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number, self.today = number, today
        self.matches: Sequence[Match] = ()
        for name in _not_asked_for(number, is_known):
            del self.fields[name]

    @property
    def newcomer(self) -> Newcomer:
        given = self.cleaned_data
        return Newcomer(
            self.number,
            given.get("first_name", ""),
            given.get("last_name", ""),
            given.get("birth_date"),
            given.get("birth_date_is_certain", False),
            given.get("sex", ""),
        )

    @property
    def same_as(self) -> int | None:
        chosen = self.cleaned_data["match"]
        return int(chosen) if chosen.isascii() and chosen.isdigit() else None

    @property
    def other_than(self) -> frozenset[int]:
        """Those that stood on the page when it was said that it is another person."""
        if self.cleaned_data["match"] != ANOTHER:
            return frozenset()
        keys = self.cleaned_data["compared"].split(",")
        return frozenset(int(key) for key in keys if key.isascii() and key.isdigit())

    @property
    def who(self) -> Who:
        return Who(self.newcomer, same_as=self.same_as, other_than=self.other_than)

    def offer(self, matches: Sequence[Match]) -> None:
        """Asks which of those alike it is, or that it is somebody else."""
        self.matches = matches
        same = [
            (str(each.person_id), f"Samma person: {each.told} {each.why}")
            for each in matches
            if each.can_be_chosen
        ]
        asked: Any = self.fields["match"]
        asked.required = True
        asked.widget.choices = [
            *same,
            (ANOTHER, "En annan person. Jag har kontrollerat att det inte är samma."),
        ]

    @property
    def elsewhere(self) -> list[Match]:
        """Those alike of whom only the unit may be told."""
        return [each for each in self.matches if not each.can_be_chosen]

    @property
    def offered(self) -> str:
        """The keys of those alike that the page shows, for its next sending."""
        return ",".join(str(each.person_id) for each in self.matches)

    @property
    def hidden_number(self) -> dict[str, str]:
        """What the page sends along, so that the number is never in the address."""
        if isinstance(self.number, PersonalNumber):
            return {"personal_number": self.number.formatted()}
        if self.number is not None:
            return {"reserve_number": self.number.value, "issuer": self.number.issuer}
        return {"reserve_number": "", "issuer": ""}


def _not_asked_for(number: Number | None, is_known: bool) -> tuple[str, ...]:
    if is_known:
        return (*TOLD_WHEN_NEW, *TOLD_WITHOUT_NUMBER)
    return TOLD_WITHOUT_NUMBER if isinstance(number, PersonalNumber) else ()
