"""The first half of pages that are about somebody: the person is looked up by a number, or has none.

The number is sent in the form's body each time: never in the address, which is kept by logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.http import QueryDict

from stegvis.casework.forms.identifying import ReserveNumberForm, WhoForm
from stegvis.casework.lookalikes import matches
from stegvis.core import readings
from stegvis.core.actor import Actor
from stegvis.core.pages import ActorRequest
from stegvis.core.standard_forms import PersonalNumberForm
from stegvis.registry.actions import find_person
from stegvis.registry.models import Person
from stegvis.registry.naming import hides, shown_name
from stegvis.registry.numbers import Number, issuer_of

FIND = "sok"
"""The button that looks a person up by a number of the state's."""
FIND_RESERVE = "utan"
"""The button that goes on with a reserve number or none."""


@dataclass(slots=True)
class Sought:
    """Whom the page is about as far as it has been told: a number, or that there is none."""

    by_number: PersonalNumberForm
    by_reserve: ReserveNumberForm
    is_found: bool = False
    number: Number | None = None
    known: Person | None = None
    """In the register, as the actor may know; who is protected is asked for as if new: looking a number up
    tells nobody that it is here."""
    known_name: str = ""
    sent: QueryDict | None = None
    """What the second half of the page has sent."""

    find_button = FIND
    reserve_button = FIND_RESERVE

    @classmethod
    def of(cls, request: ActorRequest, what: str, today: date) -> Self:
        """What the request tells; a look-up is noted in the log of readings under the page's name."""
        post = request.POST or None
        without_number = post is not None and "reserve_number" in post and "personal_number" not in post
        sought = cls(
            PersonalNumberForm(None if without_number else post, today=today),
            ReserveNumberForm(post if without_number else None),
        )
        asked: PersonalNumberForm | ReserveNumberForm = (
            sought.by_reserve if without_number else sought.by_number
        )
        if asked.is_valid():
            number = (
                sought.by_reserve.number
                if without_number
                else sought.by_number.cleaned_data["personal_number"]
            )
            sought._goes_on_with(number, request, what)
        return sought

    def _goes_on_with(self, number: Number | None, request: ActorRequest, what: str) -> None:
        self.is_found, self.number = True, number
        if number is not None:
            self._look_up(number, request.actor, what)
        just_looked_up = FIND in request.POST or FIND_RESERVE in request.POST
        self.sent = None if just_looked_up else request.POST

    def _look_up(self, number: Number, actor: Actor, what: str) -> None:
        person = find_person(actor.principal_id, number)
        self.known = None if person is None or hides(person, actor) else person
        self.known_name = shown_name(self.known, actor) if self.known else ""
        readings.listed(actor, what, [self.known.pk] if self.known else [], searched=number.value)

    @property
    def shown_number(self) -> str:
        return self.number.formatted() if self.number else "Inget nummer"

    @property
    def number_label(self) -> str:
        return "Reservnummer" if self.number and issuer_of(self.number) else "Personnummer"


def offer_those_alike(form: WhoForm, actor: Actor, what: str) -> None:
    """When the action has found somebody alike, the page asks whether it is the same person."""
    if "match" not in form.errors:
        return
    found = matches(form.newcomer, actor)
    readings.listed(actor, what, [match.person_id for match in found if match.can_be_chosen])
    form.offer(found)
