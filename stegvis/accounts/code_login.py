"""Signing in with a code on paper, at /kod/."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.accounts.actions.paper_codes import use_paper_code
from stegvis.accounts.models import Membership
from stegvis.accounts.seating import sit_down
from stegvis.core import clock
from stegvis.core.answers import Refused
from stegvis.core.database import scope
from stegvis.core.forms import Form
from stegvis.core.pages import public

TOO_MANY = "För många försök. Vänta en kvart och försök igen, eller be din handläggare om hjälp."


def _principals() -> Any:
    model: Any = Membership._meta.get_field("principal").related_model
    return model._default_manager.order_by("name")


class CodeForm(Form):
    """Who one is, and the code. Where there are several principals, also which."""

    principal: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Kommun", queryset=None, to_field_name="slug"
    )
    who = forms.CharField(
        label="Ärendenummer eller födelsedatum",
        max_length=30,
        help_text="Ärendenumret står på papperet. Födelsedatum skriver du så här: 1990-05-17.",
    )
    code = forms.CharField(
        label="Kod",
        max_length=30,
        help_text="Tolv tecken, till exempel ABCD-EFGH-JKLM.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principals = _principals()
        self.only = principals[0] if principals.count() == 1 else None
        if self.only:
            del self.fields["principal"]
        else:
            field: Any = self.fields["principal"]
            field.queryset = principals

    @property
    def principal_id(self) -> int:
        return int((self.only or self.cleaned_data["principal"]).pk)

    @property
    def born(self) -> date | None:
        """The day of birth, when that is what was written."""
        digits = "".join(sign for sign in self.cleaned_data["who"] if sign not in "- ")
        try:
            return date.fromisoformat(digits) if len(digits) == len("19900517") else None
        except ValueError:
            return None


@public
def code_login(request: HttpRequest) -> HttpResponse:
    """The resident types what is on the paper, and comes to his own pages."""
    form = CodeForm(request.POST or None, initial={"principal": request.GET.get("kommun")})
    if form.acts(lambda: _seat(request, form)):
        seat: Membership = form.outcome
        return sit_down(request, seat.user, seat, vouched=True)
    return render(request, "accounts/code_login.html", {"form": form})


def _seat(request: HttpRequest, form: CodeForm) -> Membership:
    who = form.cleaned_data["who"].strip()
    if not ratelimit.consume(request, action="paper_code", key=f"{form.principal_id}:{form.born or who}"):
        raise Refused(TOO_MANY)
    with scope.principal(form.principal_id):
        return use_paper_code(form.principal_id, who, form.born, form.cleaned_data["code"], clock.today())
