"""Forms for accounts and roles."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.accounts.models import Membership
from stegvis.accounts.rules import GRANTABLE
from stegvis.core.actor import Actor, Role
from stegvis.core.forms import FilterForm, Form

ROLE_CHOICES = [(role.value, role.label.capitalize()) for role in GRANTABLE]


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

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "provider"):
            field: Any = self.fields[name]
            field.queryset = _rows(name, actor)


class UserFilterForm(FilterForm):
    q = forms.CharField(label="Namn eller e-post", required=False, max_length=100)
    role = forms.ChoiceField(label="Roll", required=False, choices=[("", "Alla roller"), *ROLE_CHOICES])
