"""Forms for accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from stegvis.accounts.models import Membership
from stegvis.accounts.rules import GRANTABLE, SENSITIVE
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.forms import FilterForm, Form

ROLE_CHOICES = [(role.value, role.label.capitalize()) for role in GRANTABLE]


def _listed(roles: Iterable[Role]) -> str:
    """The roles' names as one says them: `administratör, controller och logggranskare`."""
    *names, last = (role.label for role in GRANTABLE if role in set(roles))
    return f"{', '.join(names)} och {last}"


def _rows(link: str, actor: Actor) -> Any:
    """The units or providers of the actor's principal, reached through the membership's own link."""
    target: Any = Membership._meta.get_field(link).related_model
    return target._default_manager.filter(principal_id=actor.principal_id).order_by("name")


class RoleForm(Form):
    email = forms.EmailField(label="E-postadress", max_length=254)
    first_name = forms.CharField(label="Förnamn", max_length=150)
    last_name = forms.CharField(label="Efternamn", max_length=150)
    role = forms.TypedChoiceField(label="Roll", coerce=Role, choices=ROLE_CHOICES)
    unit: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Enhet", queryset=None, required=False, help_text="För handläggare och enhetschefer."
    )
    provider: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Anordnare", queryset=None, required=False, help_text="För anordnares personal."
    )
    duty = forms.ChoiceField(
        label="Uppgift hos anordnaren",
        required=False,
        choices=[("", "Inget val"), *((duty.value, duty.label.capitalize()) for duty in Duty)],
        help_text="För anordnares personal. Utan val blir det samordnare, som ser alla uppdrag. "
        "Administratören sköter anordnarens konton och uppgifter.",
    )
    last_day = forms.DateField(
        label="Till och med", required=False, help_text="Lämna tomt om behörigheten gäller tills vidare."
    )
    reason = forms.CharField(
        label="Motivering",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text=f"Behövs för {_listed(SENSITIVE)}. En annan administratör läser den och godkänner.",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "provider"):
            field: Any = self.fields[name]
            field.queryset = _rows(name, actor)


class UserFilterForm(FilterForm):
    q = forms.CharField(label="Namn eller e-post", required=False, max_length=100)
    role = forms.ChoiceField(label="Roll", required=False, choices=[("", "Alla roller"), *ROLE_CHOICES])


class ProposalForm(Form):
    reason = forms.CharField(
        label="Skäl om du avslår", required=False, max_length=1000, widget=forms.Textarea
    )


class LostFactorForm(Form):
    reason = forms.CharField(
        label="Skäl", max_length=1000, help_text="Till exempel att telefonen är borta.", widget=forms.Textarea
    )


class SupportFilterForm(FilterForm):
    q = forms.CharField(label="Namn eller e-post", required=False, max_length=100)


class ImpersonationForm(Form):
    reason = forms.CharField(
        label="Skäl", max_length=1000, help_text="Användaren ser skälet.", widget=forms.Textarea
    )
    minutes = forms.TypedChoiceField(
        label="Hur länge", coerce=int, choices=[(15, "15 minuter"), (30, "30 minuter"), (60, "60 minuter")]
    )
