"""What is asked before the choice of a provider, and when nobody chooses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from stegvis.casework.actions.choose import NoChoice
from stegvis.casework.models import ChoiceTerms
from stegvis.casework.rules.choice_terms import NewTerms
from stegvis.casework.shown_offers import ShownOffer, Wish
from stegvis.core.forms import FilterForm, Form

WAITING = ((0, "Ingen väntetid"), (7, "Högst en vecka"), (14, "Högst två veckor"), (30, "Högst en månad"))
LARGEST_KEY = 2**63 - 1


class OfferFilter(FilterForm):
    """Languages and towns are those of the providers offered."""

    sprak = forms.ChoiceField(label="Språk")
    ort = forms.ChoiceField(label="Ort")
    vantetid = forms.TypedChoiceField(
        label="Väntetid", coerce=int, empty_value=None, choices=[("", "Spelar ingen roll"), *WAITING]
    )

    def __init__(self, *args: Any, offers: Sequence[ShownOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        languages = {word.casefold(): word for offer in offers for word in offer.provider.spoken}
        self._offer("sprak", "Alla språk", languages.values())
        self._offer("ort", "Alla orter", {town for offer in offers for town in offer.towns})
        for field in self.fields.values():
            field.required = False

    def fitting(self) -> list[ShownOffer]:
        """The offers that fit; all of them when nothing that can be asked for has been asked for."""
        if not self.is_valid():
            return list(self.offers)
        given = self.cleaned_data
        wish = Wish(given["sprak"], given["ort"], given["vantetid"])
        return [offer for offer in self.offers if wish.fits(offer)]

    def _offer(self, name: str, everything: str, words: Any) -> None:
        field: Any = self.fields[name]
        field.choices = [("", everything), *((word, word) for word in sorted(words, key=str.casefold))]


class ChooseForm(Form):
    """The choice as the caseworker records it, together with the person.

    Any number may be sent: what the provider may take is asked under lock, and what was never offered is
    told to the log.
    """

    provider = forms.IntegerField(
        label="Anordnare",
        min_value=1,
        max_value=LARGEST_KEY,
        error_messages={
            "required": "Välj en anordnare.",
            "invalid": "Välj en anordnare i listan.",
            "min_value": "Välj en anordnare i listan.",
            "max_value": "Välj en anordnare i listan.",
        },
    )
    reason = forms.CharField(label="Kommentar", required=False, widget=forms.Textarea)


class NonChoiceForm(Form):
    reason = forms.CharField(
        label="Varför väljer deltagaren inte?",
        help_text="Till exempel: har inte hört av sig, vill inte, kan inte.",
        widget=forms.Textarea,
    )
    gives_up = forms.BooleanField(
        label="Deltagaren har sagt att hen inte vill eller kan välja, fast tiden inte är slut", required=False
    )
    postal_code = forms.RegexField(
        r"^\s*\d{3}\s?\d{2}\s*$",
        label="Postnummer där deltagaren bor",
        help_text="Används för avståndet och sparas inte.",
        error_messages={
            "invalid": "Skriv postnumret med fem siffror.",
            "required": "Fyll i postnumret där deltagaren bor.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "8"}),
    )

    def __init__(self, *args: Any, asks_for_place: bool, has_time: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_place:
            del self.fields["postal_code"]
        if not has_time:
            del self.fields["gives_up"]

    def no_choice(self) -> NoChoice:
        given = self.cleaned_data
        code = "".join(given.get("postal_code", "").split())
        return NoChoice(given["reason"], given.get("gives_up", False), code)


class TimeToChooseForm(Form):
    choose_by = forms.DateField(label="Deltagaren väljer senast")


class ChoiceTermsForm(Form):
    units = {"days_to_choose": "dagar"}

    from_day = forms.DateField(label="Gäller från")
    days_to_choose = forms.IntegerField(label="Tid att välja", min_value=1, max_value=365)
    non_choice = forms.ChoiceField(
        label="När deltagaren inte väljer",
        choices=ChoiceTerms.NonChoice.choices,
        widget=forms.RadioSelect,
    )
    seed = forms.CharField(
        label="Frö för lottning",
        max_length=40,
        required=False,
        help_text="Avgör när flera står lika. Lämna tomt så lottas ett fram.",
    )
    max_changes = forms.IntegerField(
        label="Högsta antal byten per insats",
        min_value=0,
        max_value=100,
        required=False,
        help_text="Lämna tomt för obegränsat.",
    )
    when_right_ends = forms.ChoiceField(
        label="När en anordnares auktorisation löper ut",
        choices=ChoiceTerms.RightEnds.choices,
        widget=forms.RadioSelect,
        help_text="Ingen insats förlängs längre än auktorisationen räcker. När en auktorisation återkallas "
        "väljer alla alltid på nytt.",
    )
    decided_in = forms.CharField(
        label="Beslutad i", max_length=120, help_text="Till exempel nämndens protokoll och paragraf."
    )

    def terms(self) -> tuple[NewTerms, date]:
        given = dict(self.cleaned_data)
        from_day = given.pop("from_day")
        return NewTerms(**given), from_day
