"""The choice of a provider, with the caseworker beside and on the resident's own pages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from stegvis.casework.models import Choice, ChoiceInvitation, ChoiceTerms, Decision
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.providers.models import ComparisonRun, Provider, ProviderResult, Site
from tests import builders
from tests.browser.visitor import Visitor
from tests.casework.conftest import build_town


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def three_providers(decision: Decision) -> list[Provider]:
    """One with results, one with too few, one with a site that has no place on the map."""
    principal = decision.principal
    found = [
        builders.a_provider(
            principal,
            name,
            languages=languages,
            waiting_days=days,
            places=places,
            orientation="Kök, service och lager.",
            methods="Praktik från första veckan och en handledare som följer med.",
        )
        for name, languages, days, places in (
            ("Nordanvind Arbetsmarknadsutbildningar AB", "svenska, arabiska, somaliska", 5, 12),
            ("Lindens Kompetens AB", "svenska", 30, None),
            ("Steg för steg", "svenska, ukrainska", None, 3),
        )
    ]
    for provider, place in zip(found, (("59.32000", "18.16000"), (None, None), (None, None)), strict=True):
        Site.objects.create(
            principal=principal,
            provider=provider,
            address="Storgatan 14",
            postal_code="13130",
            town="Nacka" if provider != found[1] else "Tyresö",
            latitude=place[0],
            longitude=place[1],
            period=builders.ALWAYS,
        )
    run = ComparisonRun.objects.create(
        principal=principal,
        computed_at=datetime(2026, 3, 15, tzinfo=UTC),
        data_until=date(2026, 2, 28),
        method="prov",
        customers=400,
    )
    for measure, value, spread in (
        ("completed", 0.71, 0.06),
        ("lasting", 0.42, 0.08),
        ("mean_days", 181, 12),
    ):
        ProviderResult.objects.create(
            principal=principal,
            run=run,
            provider=found[0],
            intervention=decision.intervention,
            measure=measure,
            n=64,
            adjusted=value,
            low=value - spread,
            high=value + spread,
            stars=3,
            is_shown=True,
        )
    return found


@pytest.mark.narrow
def test_a_provider_is_compared_and_chosen_by_the_resident_or_picked_by_the_rule(visitor: Visitor) -> None:
    town = build_town()
    case = builders.a_case(town.unit, caseworker=town.worker.user)
    decision = builders.a_decision(case)
    providers = three_providers(decision)
    ChoiceTerms.objects.create(
        principal=town.principal, period=builders.ALWAYS, seed="vår 2026", decided_in="AN 2026 § 14"
    )
    ChoiceInvitation.objects.create(
        principal=town.principal, decision=decision, invited_on=date(2026, 3, 1), choose_by=date(2026, 3, 30)
    )
    resident = builders.a_seat(Role.RESIDENT, town.principal, person=case.person)

    visitor.becomes(resident.user)
    visitor.opens(reverse("my_choice", args=[decision.pk]))
    visitor.page.locator("summary").first.click()
    visitor.looks("my-choice")
    visitor.fills(sprak="arabiska")
    visitor.presses("Visa")
    visitor.sees("Nordanvind")
    visitor.follows("Rensa")
    visitor.page.locator('main [name="jamfor"]').nth(0).check()
    visitor.page.locator('main [name="jamfor"]').nth(2).check()
    visitor.presses("Jämför de förkryssade")
    for box in range(3):
        visitor.page.locator('main [name="jamfor"]').nth(box).check()
    visitor.presses(re.compile("^Jämför$"))
    visitor.looks("my-comparison-of-three")
    visitor.opens(reverse("ask_for_help", args=[decision.pk]))
    visitor.fills(wish="Jag vet inte vem som talar mitt språk.")
    visitor.looks("ask-for-help")
    visitor.presses("Be om hjälp")
    visitor.sees("Du har bett om hjälp")

    visitor.becomes(town.worker.user)
    visitor.opens(reverse("choose", args=[decision.pk]))
    visitor.sees("Jag vet inte vem som talar mitt språk.")
    visitor.looks("choose-with-help")
    visitor.presses("Jag har hjälpt till")
    visitor.opens(
        reverse("compare_offers", args=[decision.pk]) + f"?jamfor={providers[0].pk}&jamfor={providers[1].pk}"
    )
    visitor.looks("compare-offers")
    visitor.opens(reverse("non_choice", args=[decision.pk]))
    visitor.looks("non-choice")
    visitor.fills(reason="Har sagt att vi får bestämma.", gives_up=True)
    visitor.presses("Låt regeln välja")
    visitor.sees("får uppdraget")
    assert Choice.objects.get().made == Choice.Made.NON_CHOICE

    visitor.becomes(builders.a_seat(Role.ADMINISTRATOR, town.principal).user)
    visitor.opens(reverse("choice_terms"))
    visitor.looks("choice-terms")
