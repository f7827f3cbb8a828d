"""What can be done on the case page about whom it is about, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stegvis.casework.actions.identifiers import can_give_number
from stegvis.casework.models import Case
from stegvis.core.actor import Actor
from stegvis.core.steps import Step


def steps_about_the_person(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    yield Step(
        "give_number",
        "Lägg till identitetsnummer",
        reverse("give_number", args=[case.pk]),
        can_give_number(case, actor),
    )
