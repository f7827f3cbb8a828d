"""The inflow: what comes in, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.accounts.models import User
from stegvis.casework.actions.open import Opening
from stegvis.casework.actions.referrals import Incoming
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.forms.identifying import WhoForm
from stegvis.casework.models import Referral, ReferralOutcome, TargetGroup
from stegvis.casework.models.referrals import ReferralQuerySet
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.registry.models import Unit

AWAITING, ALL = "vantar", "alla"
SOURCES = Referral.Source.choices


class InflowFilter(FilterForm):
    """Which referrals to list; only those that await an answer unless all are asked for."""

    status = forms.ChoiceField(
        label="Visa", required=False, choices=((AWAITING, "Väntar på svar"), (ALL, "Alla"))
    )
    kalla = forms.ChoiceField(label="Från", required=False, choices=(("", "Alla"), *SOURCES))

    def __init__(self, sent: QueryDict, actor: Actor) -> None:
        super().__init__({"status": AWAITING, **sent.dict()})
        self.actor = actor

    def referrals(self) -> ReferralQuerySet:
        """Those asked for, none when a filter in the address is wrong."""
        if not self.is_valid():
            return Referral.objects.none()
        asked = self.cleaned_data
        found = Referral.objects.visible_to(self.actor)
        if asked["status"] != ALL:
            found = found.awaiting()
        return found.filter(source=asked["kalla"]) if asked["kalla"] else found


class RegisterReferralForm(WhoForm):
    """Who refers whom, and what is asked for."""

    source = forms.ChoiceField(label="Hänvisad av", choices=SOURCES, widget=forms.RadioSelect)
    sender = forms.CharField(
        label="Avsändare", max_length=120, required=False, help_text="Namn och enhet hos den som hänvisar."
    )
    contact = forms.CharField(label="Avsändarens telefon eller e-post", max_length=120, required=False)
    asks_for = forms.CharField(label="Vad önskas?", max_length=4000, widget=forms.Textarea)
    received_on = forms.DateField(label="Inkom")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Enhet", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.filter(pk__in=actor.unit_ids).order_by("name")

    def incoming(self) -> Incoming:
        given = self.cleaned_data
        return Incoming(
            who=self.who,
            unit=given["unit"],
            source=given["source"],
            sender=given["sender"],
            contact=given["contact"],
            asks_for=given["asks_for"],
            received_on=given["received_on"],
        )


class OpenFromReferralForm(Form):
    """What a case needs besides what the referral says."""

    opened_on = forms.DateField(label="Ärendet öppnas")
    target_group = forms.ChoiceField(label="Målgrupp", choices=TargetGroup.choices, widget=forms.RadioSelect)
    referred_by = forms.CharField(label="Hänvisad av", max_length=120, required=False)
    caseworker = forms.ModelChoiceField(
        User.objects.none(), label="Handläggare", required=False, empty_label="Ingen än"
    )

    def __init__(self, *args: Any, referral: Referral, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral = referral
        field: Any = self.fields["caseworker"]
        field.queryset = caseworkers_in(frozenset({referral.unit_id}), today)

    def opening(self) -> Opening:
        given = self.cleaned_data
        return Opening(
            number=None,
            unit=self.referral.unit,
            target_group=given["target_group"],
            opened_on=given["opened_on"],
            caseworker=given["caseworker"],
            referred_by=given["referred_by"],
        )


class TakeUpForm(Form):
    """Nothing to fill in: the page asks whether it shall be done."""


class TurnDownForm(Form):
    """Why nothing comes of it."""

    kind = forms.ChoiceField(
        label="Vad hände?",
        choices=[
            (ReferralOutcome.Kind.DECLINED.value, "Personen är inte aktuell hos oss"),
            (ReferralOutcome.Kind.WITHDRAWN.value, "Avsändaren eller personen har tagit tillbaka den"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Varför?", max_length=2000, widget=forms.Textarea)
