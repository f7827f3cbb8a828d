"""A decision that takes two, from the form to the committee's list, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from stegvis.casework.models import Decision, DecisionProposal
from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor
from tests.casework.conftest import build_town
from tests.casework.test_delegation import HEAD, WORKER, delegate


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.mark.narrow
def test_one_prepares_another_decides_and_the_committee_is_told(visitor: Visitor) -> None:
    town = build_town()
    delegate(town, WORKER, "refuse", "change", "end", text="Avslå, ändra och avsluta")
    delegate(town, HEAD, code="4.2", two_persons=True)
    case = builders.a_case(town.unit, caseworker=town.worker.user)
    builders.an_assessment(case, capacity_percent=75)
    intervention = builders.an_intervention(town.principal, "jobbpeng_forstarkt")

    visitor.becomes(town.worker.user)
    visitor.opens(reverse("grant", args=[case.pk, intervention.pk]))
    visitor.fills(start="2026-03-23", last_day="2026-09-22", reason="Behöver pröva på ett arbete med stöd.")
    visitor.presses("Förhandsgranska")
    visitor.sees("Så kommer beslutet att se ut")
    visitor.looks("decision-preview")
    visitor.presses("Lägg fram för beslut")
    visitor.sees("Väntar på beslut")
    visitor.looks("proposal-of-mine")
    visitor.opens(case.get_absolute_url())
    visitor.looks("case-with-proposal")

    visitor.becomes(town.head.user)
    visitor.opens(DecisionProposal.objects.get().get_absolute_url())
    visitor.sees("Reglerna tillåter beslutet i dag")
    visitor.looks("proposal-to-decide")
    visitor.presses("Fatta beslutet")
    visitor.sees("Jobbpeng forstarkt")
    decision = Decision.objects.get()
    visitor.opens(reverse("decision", args=[decision.pk]))
    visitor.sees("Hämta som PDF")
    visitor.looks("decision-with-document")

    visitor.becomes(town.worker.user)
    visitor.opens(reverse("change_decision", args=[decision.pk]))
    visitor.fills(last_day="2026-07-31", reason="Börjar en utbildning.")
    visitor.looks("change-decision")
    visitor.presses("Fatta beslutet")
    visitor.opens(reverse("end_grant", args=[decision.pk]))
    visitor.looks("end-grant")

    visitor.becomes(town.head.user)
    visitor.opens(reverse("delegated_decisions"))
    visitor.sees(decision.number)
    visitor.looks("delegated-decisions")

    visitor.becomes(builders.a_seat(Role.ADMINISTRATOR, town.principal).user)
    for name in ("delegation", "add_delegation", "decision_texts"):
        visitor.opens(reverse(name))
        visitor.looks(name)
    visitor.opens(reverse("write_decision_text", args=["refuse"]))
    visitor.looks("write-decision-text")
