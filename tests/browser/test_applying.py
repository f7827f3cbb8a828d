"""An organisation applies by the link in a letter, and an administrator writes a condition anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.providers.actions import conditions
from stegvis.providers.actions.conditions import Wording
from tests import builders, samples
from tests.browser.visitor import Visitor


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.mark.narrow
def test_from_the_letter_to_an_application_sent_in(visitor: Visitor, settings: Any) -> None:
    settings.SERVE_UNSCANNED_FILES = True
    principal = builders.a_principal("Provkommun")
    builders.a_provider(principal, "Steget AB")
    builders.an_intervention(principal, "sai", purpose="För dig som behöver svenska och arbete.")
    administrator = builders.a_seat(Role.ADMINISTRATOR, principal)
    said = Wording(
        "Ansvarsförsäkring",
        "Ni har en ansvarsförsäkring.",
        "Beviset granskas varje år.",
        "Försäkringsbevis",
        12,
    )
    condition = conditions.add_condition(
        "general", None, said, builders.TODAY, by=administrator.actor, today=builders.TODAY
    )

    visitor.opens(f"/ansok/{principal.slug}/")
    visitor.looks("apply")
    visitor.fills(organisation_number="5560004615", organisation_name="Nya Vägar AB", contact_name="Nora Ny")
    visitor.presses("Skicka länken")
    visitor.sees("Det här behöver du rätta")
    visitor.fills(contact_email="nora@nyavagar.example")
    visitor.presses("Skicka länken")
    visitor.sees("Vi har skickat ett brev")
    visitor.looks("apply-letter")
    visitor.opens(re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1])  # type: ignore[index]
    visitor.looks("application-begun")
    visitor.follows("Uppgifter")
    visitor.fills(languages="svenska, arabiska", places=12, orientation="Kök och restaurang")
    visitor.looks("application-facts")
    visitor.presses("Spara")
    visitor.follows("Insatser")
    visitor.page.get_by_role("checkbox", name="Sai").check()
    visitor.looks("application-parts")
    visitor.presses("Spara")
    visitor.follows("Platser")
    visitor.fills(address="Vägen 7", postal_code="131 40", town="Nacka")
    visitor.presses("Lägg till platsen")
    visitor.looks("application-sites")
    visitor.follows("Klar")
    visitor.follows("Ansvarsförsäkring")
    visitor.fills(confirms=True, text="Vi har en försäkring.")
    visitor.page.set_input_files(
        "input[type=file]", {"name": "bevis.pdf", "mimeType": "application/pdf", "buffer": samples.a_pdf()}
    )
    visitor.presses("Spara och gå till ansökan")
    visitor.sees("1 fil")
    visitor.follows("Ansvarsförsäkring")
    visitor.sees("bevis.pdf")
    visitor.looks("application-condition")
    visitor.follows("Till ansökan")
    visitor.looks("application-ready")
    visitor.follows("Skicka in ansökan")
    visitor.looks("application-send")
    visitor.presses("Skicka in ansökan")
    visitor.sees("Ansökan är inskickad")
    visitor.looks("application-sent")

    visitor.becomes(administrator.user)
    visitor.opens(f"/villkor/{condition.pk}/lydelse/")
    visitor.fills(first_day="2026-04-01", text="Försäkringen täcker minst tio miljoner kronor.")
    visitor.presses("Granska innan du sparar")
    visitor.sees("1 auktoriserad anordnare")
    visitor.looks("wording-touches")
    visitor.presses("Spara lydelsen")
    visitor.sees("Kommande")
    visitor.looks("condition")
    visitor.opens("/villkor/")
    visitor.looks("conditions")
