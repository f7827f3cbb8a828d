"""Which flags to list, what an officer made of one, and the limits of the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from stegvis.assignments.actions.judge import Shortcoming
from stegvis.assignments.models import ReviewFlag, ReviewVerdict
from stegvis.assignments.models.review import ReviewFlagQuerySet
from stegvis.assignments.rules.review.terms import (
    MOST_MONTHS_BACK,
    RULES,
    STANDARD_MONTHS_BACK,
    ReviewRule,
    TermsInForce,
    WantedTerms,
    field_of,
)
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import add_months
from stegvis.core.templatetags.design import month as in_words
from stegvis.providers.models import Deficiency, Provider

TO_JUDGE, ALL = "att-bedoma", "alla"
MONTHS = 24
"""How far back the list can be narrowed to one month."""


class FlagFilter(FilterForm):
    """Those that await a verdict, unless others are asked for."""

    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=(
            (TO_JUDGE, "Att bedöma"),
            (ReviewVerdict.Kind.ACTION.value, "Ledde till åtgärd"),
            (ReviewVerdict.Kind.DISMISSED.value, "Avskrivna"),
            (ALL, "Alla"),
        ),
    )
    regel = forms.ChoiceField(
        label="Regel",
        required=False,
        choices=(("", "Alla"), *((rule.key, rule.title) for rule in RULES)),
    )
    anordnare = forms.ModelChoiceField(
        Provider.objects.none(), label="Anordnare", required=False, empty_label="Alla"
    )
    manad = forms.TypedChoiceField(label="Månad", required=False, coerce=date.fromisoformat, empty_value=None)

    def __init__(self, sent: QueryDict, actor: Actor, today: date) -> None:
        super().__init__({"visa": TO_JUDGE, **sent.dict()})
        self.actor = actor
        fields: dict[str, Any] = self.fields
        fields["anordnare"].queryset = Provider.objects.visible_to(actor).order_by("name", "id")
        months = (add_months(today.replace(day=1), -back) for back in range(MONTHS))
        fields["manad"].choices = [
            ("", "Alla"),
            *((each.isoformat(), in_words(each).capitalize()) for each in months),
        ]

    def flags(self) -> ReviewFlagQuerySet:
        """The flags asked for, none when a filter in the address is wrong."""
        if not self.is_valid():
            return ReviewFlag.objects.none()
        asked = self.cleaned_data
        found = ReviewFlag.objects.visible_to(self.actor).by_rule(asked["regel"])
        found = found.at_provider(asked["anordnare"]).in_month(asked["manad"])
        if asked["visa"] in (TO_JUDGE, ""):
            return found.awaiting_verdict()
        return found if asked["visa"] == ALL else found.judged_as(asked["visa"])


class DismissForm(Form):
    """Why there is nothing wrong."""

    reason = forms.CharField(
        label="Varför det inte är något fel",
        help_text="Vad har du kontrollerat, och hur? Anordnaren ser inte texten.",
        widget=forms.Textarea,
    )


class ActForm(Form):
    """What is wrong, for the provider, and why, for the records."""

    severity = forms.ChoiceField(
        label="Hur allvarlig är bristen?", choices=Deficiency.Severity.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Bristen",
        help_text="Anordnaren får läsa texten när du begär en åtgärd. Skriv inga namn.",
        widget=forms.Textarea,
    )
    reason = forms.CharField(
        label="Varför du bedömer det så",
        help_text="Vad har du kontrollerat, och hur? Anordnaren ser inte texten.",
        widget=forms.Textarea,
    )

    def shortcoming(self) -> Shortcoming:
        return Shortcoming(self.cleaned_data["severity"], self.cleaned_data["text"])


class TermsForm(Form):
    """From which day, which rules look, and from where on something is odd."""

    starts_on = forms.DateField(label="Gäller från")
    months_back = forms.IntegerField(
        label="Så många månader granskas",
        help_text="Rapporter som kommer sent eller rättas granskas inom den tiden. "
        f"Mellan 1 och {MOST_MONTHS_BACK}. Standard är {STANDARD_MONTHS_BACK}.",
    )

    def __init__(self, *args: Any, now: TermsInForce, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        self.fields["months_back"].initial = now.months_back
        self.fields["months_back"].unit = "månader"  # type: ignore[attr-defined]
        for rule in RULES:
            self.fields[_looks(rule)] = forms.BooleanField(
                label=f"Regeln ”{rule.title}” är på", required=False, initial=now.looks(rule.key)
            )
            self._add_limits(rule, now)

    def _add_limits(self, rule: ReviewRule, now: TermsInForce) -> None:
        for limit in rule.limits:
            field = forms.IntegerField(
                label=limit.title,
                initial=now.of(rule.key)[limit.key],
                help_text=f"Mellan {limit.least} och {limit.most}. Standard är {limit.standard}.",
            )
            field.unit = limit.unit  # type: ignore[attr-defined]
            self.fields[field_of(rule.key, limit.key)] = field

    @property
    def rules(self) -> list[tuple[ReviewRule, BoundField, list[BoundField]]]:
        """Each rule with its switch and its limits."""
        return [
            (rule, self[_looks(rule)], [self[field_of(rule.key, limit.key)] for limit in rule.limits])
            for rule in RULES
        ]

    def wanted(self) -> WantedTerms:
        given = self.cleaned_data
        limits = {
            rule.key: {limit.key: given[field_of(rule.key, limit.key)] for limit in rule.limits}
            for rule in RULES
        }
        off = [rule.key for rule in RULES if not given[_looks(rule)]]
        return WantedTerms(given["starts_on"], limits, off, given["months_back"])


def _looks(rule: ReviewRule) -> str:
    return f"{rule.key}__looks"
