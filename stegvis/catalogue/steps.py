"""What an administrator can do with an intervention now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from stegvis.catalogue import rules
from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.permissions import may_edit
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.steps import Step


def available(intervention: Intervention, actor: Actor, today: date) -> list[Step]:
    """Every step that can be thought of, each with its answer."""
    permitted = may_edit(actor, intervention)
    key = [intervention.pk]
    return [
        Step("new_terms", "Nya villkor från en dag", reverse("new_terms", args=key), permitted, main=True),
        *_with_coming(intervention, permitted, today),
        Step("rename", "Ändra namn och beskrivning", reverse("rename_intervention", args=key), permitted),
        Step(
            "phase_out",
            "Avveckla insatsen",
            reverse("phase_out", args=key),
            permitted & can_phase_out(intervention, today),
        ),
    ]


def can_phase_out(intervention: Intervention, today: date) -> Answer:
    """Is there a day from today on whose terms could be the last?"""
    left = [each for each in intervention.terms.all() if each.period.end is None or each.period.end > today]
    return Answer.of(Check(bool(left), "Insatsen erbjuds inte längre."))


def _with_coming(intervention: Intervention, permitted: Answer, today: date) -> Iterator[Step]:
    coming = [each for each in intervention.terms.all() if rules.may_change_coming(each.period, today=today)]
    for terms in sorted(coming, key=lambda each: each.period):
        yield _step("change_terms", f"Ändra villkoren från {terms.period.start}", terms, permitted)
        yield _step("withdraw_terms", f"Ta tillbaka villkoren från {terms.period.start}", terms, permitted)


def _step(name: str, title: str, terms: Terms, permitted: Answer) -> Step:
    return Step(f"{name}_{terms.pk}", title, reverse(name, args=[terms.pk]), permitted)
