"""One person, walked by the pages from an opened case to an approved bonus and a settled month.

Each step is taken by the one whose step it is, and each page is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.remuneration.models import BonusDecision, LedgerEntry, Settlement
from tests import builders
from tests.browser.visitor import Visitor

BORN = date(1990, 5, 17)


@pytest.fixture
def people(transactional_db) -> SimpleNamespace:
    """The municipality, its staff, two providers to choose between and what is offered."""
    principal = builders.a_principal("Provkommun")
    unit = builders.a_unit(principal, "Arbete och försörjning")
    builders.full_time(principal)
    intervention = builders.an_intervention(
        principal, "jobbpeng_forstarkt", terms={"max_months": 6, "max_extensions": 1, "extension_months": 3}
    )
    builders.a_tariff(intervention, base=kr(4858))
    provider = builders.a_provider(principal, "Bron AB", languages="Svenska, arabiska", places=20)
    builders.a_provider(principal, "Kompassen AB", languages="Svenska", places=5)
    seats = {
        "caseworker": builders.a_seat(
            Role.CASEWORKER, principal, unit=unit, user=builders.a_user("Karin Prov")
        ),
        "head": builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit, user=builders.a_user("Hanna Prov")),
        "controller": builders.a_seat(Role.CONTROLLER, principal, user=builders.a_user("Conny Prov")),
        "supervisor": builders.a_seat(
            Role.PROVIDER_STAFF, principal, provider=provider, user=builders.a_user("Petra Prov")
        ),
    }
    return SimpleNamespace(
        principal=principal, unit=unit, intervention=intervention, provider=provider, **seats
    )


@pytest.fixture(autouse=True)
def calendar() -> Iterator[None]:
    yield
    clock.set_clock(None)


@pytest.mark.narrow
def test_one_person_from_opened_case_to_approved_bonus(visitor: Visitor, people) -> None:
    walk = Walk(visitor, people)
    walk.open_the_case()
    walk.assess()
    walk.grant()
    walk.let_the_resident_choose()
    walk.give_the_assignment()
    walk.plan()
    walk.report(date(2026, 2, 3), "2026-01-01", "1")
    walk.settle()
    assert sum(entry.amount for entry in LedgerEntry.objects.all()) == kr(4858)
    walk.meet()
    walk.extend()
    for month in range(2, 7):
        walk.report(date(2026, month + 1, 3), f"2026-{month:02}-01", "4")
    walk.report_finally()
    walk.close()
    walk.follow_up()
    walk.propose_the_bonus()
    walk.approve_the_bonus()
    assert BonusDecision.objects.get().approved


class Walk:
    """The steps of the road, each by the pages."""

    def __init__(self, visitor: Visitor, people: SimpleNamespace) -> None:
        self.visitor = visitor
        self.people = people

    @property
    def case(self) -> Case:
        return Case.objects.get()

    @property
    def case_url(self) -> str:
        return self.case.get_absolute_url()

    @property
    def assignment_url(self) -> str:
        return self.case.assignments.get().get_absolute_url()

    def on(self, day: date, who: str) -> Visitor:
        clock.set_clock(day)
        self.visitor.becomes(getattr(self.people, who).user)
        return self.visitor

    def open_the_case(self) -> None:
        by = self.on(date(2026, 1, 12), "caseworker")
        by.opens("/arenden/")
        by.looks("case-list-empty")
        by.follows("Öppna ärende")
        number = builders.a_personal_number(BORN, serial=239).formatted()
        by.fills(personal_number=number)
        by.looks("open-case-search")
        by.presses("Sök person")
        by.fills(first_name="Amina", last_name="Provsson", target_group="ekonomiskt_bistand")
        by.looks("open-case")
        by.presses("Öppna ärendet")
        by.sees("Amina Provsson")
        by.looks("case-opened")

    def assess(self) -> None:
        by = self.on(date(2026, 1, 14), "caseworker")
        by.opens("/")
        by.looks("start-caseworker")
        by.opens(self.case_url)
        by.follows("Gör en kartläggning")
        by.presses("Skriv under kartläggningen")
        by.looks("assess-nothing-typed")
        by.fills(
            held_on="2026-01-14",
            own_goal="Vill arbeta i storkök.",
            capacity_percent=100,
            state_could_serve="nej",
            state_checked_on="2026-01-13",
            met_in_person=True,
            state_note="Har redan prövat Arbetsförmedlingens stöd utan resultat.",
        )
        by.presses("Skriv under kartläggningen")
        by.looks("case-assessed")

    def grant(self) -> None:
        by = self.on(date(2026, 1, 15), "caseworker")
        by.opens(self.case_url)
        by.follows("Besluta om insats")
        by.looks("interventions-to-decide")
        by.follows("Bevilja Jobbpeng forstarkt")
        by.fills(
            start="2026-01-19",
            last_day="2026-04-18",
            reason="Behöver arbetsträning för att komma in i arbete.",
        )
        by.looks("grant")
        by.presses("Fatta beslutet")
        by.looks("case-granted")

    def let_the_resident_choose(self) -> None:
        resident = builders.a_seat(Role.RESIDENT, self.people.principal, person=self.case.person)
        self.people.resident = resident
        by = self.on(date(2026, 1, 16), "resident")
        by.opens("/")
        by.looks("resident-start")
        by.follows("Välj anordnare")
        by.looks("resident-compares-providers")
        by.fills(anordnare=self.people.provider.pk)
        by.presses("Gå vidare")
        by.looks("resident-confirms")
        by.presses("Ja, jag väljer den här")
        by.sees("Bron AB")
        by.looks("resident-has-chosen")

    def give_the_assignment(self) -> None:
        by = self.on(date(2026, 1, 16), "caseworker")
        by.opens("/")
        by.looks("start-assignment-awaits")
        by.opens(self.case_url)
        by.follows("Lämna uppdrag om Jobbpeng forstarkt till Bron AB")
        by.fills(
            description="Arbetsträning i storkök.",
            goal_1="Arbetsprov i kök",
            measure_1="Genomfört prov på 20 timmar",
        )
        by.looks("give-assignment")
        by.presses("Lämna uppdraget")
        by.looks("assignment-given")

    def plan(self) -> None:
        by = self.on(date(2026, 1, 19), "supervisor")
        by.opens("/")
        by.looks("start-provider")
        by.opens(self.assignment_url)
        by.follows("Gör en genomförandeplan")
        by.fills(
            how="Praktik fyra dagar i veckan.",
            hours_practice=30,
            hours_job_search=10,
            agreed_with_person=True,
        )
        by.looks("plan")
        by.presses("Spara planen")
        by.looks("assignment-planned")

    def report(self, day: date, month: str, progress: str) -> None:
        by = self.on(day, "supervisor")
        by.opens(self.assignment_url)
        by.follows("Skriv månadsrapport")
        by.fills(
            month=month, attended_hours=60, absent_hours=4, progress=progress, happened="Provet gick bra."
        )
        if month == "2026-01-01":
            by.looks("monthly-report")
        by.presses("Skicka rapporten")
        by.sees("60")

    def meet(self) -> None:
        by = self.on(date(2026, 4, 7), "caseworker")
        by.opens(self.assignment_url)
        by.follows("För in ett trepartsmöte")
        by.fills(
            held_on="2026-04-07",
            minutes="Alla är överens om tre månader till.",
            person_present=True,
            provider_present=True,
        )
        by.looks("meeting")
        by.presses("Skriv under anteckningarna")

    def extend(self) -> None:
        by = self.on(date(2026, 4, 8), "caseworker")
        by.opens(self.assignment_url)
        by.follows("Förläng insatsen")
        by.fills(last_day="2026-07-18", reason="Arbetsgivaren vill anställa efter sommaren.")
        by.looks("extend")
        by.presses("Fatta beslutet")
        by.looks("assignment-extended")

    def report_finally(self) -> None:
        by = self.on(date(2026, 7, 10), "supervisor")
        by.opens(self.assignment_url)
        by.follows("Skriv slutrapport")
        by.fills(
            summary="Arbetsträning och praktik.",
            success_factors="Handledare på plats.",
            proposals="Anställning.",
        )
        by.looks("final-report")
        by.presses("Skicka slutrapporten")
        by.looks("assignment-reported")

    def close(self) -> None:
        by = self.on(date(2026, 7, 20), "caseworker")
        by.opens(self.case_url)
        by.follows("Avsluta ärendet")
        by.fills(reason="egen_forsorjning_arbete", closed_on="2026-07-20", evidence="Avtal, storkök")
        by.looks("close-case")
        by.presses("Avsluta ärendet")
        by.looks("case-closed")

    def follow_up(self) -> None:
        by = self.on(date(2027, 1, 21), "caseworker")
        by.opens("/")
        by.looks("start-follow-up-awaits")
        by.opens(self.case_url)
        by.follows("Följ upp efter sex månader")
        by.fills(lasting="ja", evidence="contract")
        by.looks("follow-up")
        by.presses("Spara uppföljningen")
        by.looks("case-followed-up")

    def propose_the_bonus(self) -> None:
        by = self.on(date(2027, 1, 21), "caseworker")
        by.opens(self.case_url)
        by.follows("Föreslå bonus")
        by.fills(reason="Anställningsavtal över sex månader är granskat.")
        by.looks("propose-bonus")
        by.presses("Föreslå bonus")

    def approve_the_bonus(self) -> None:
        by = self.on(date(2027, 1, 22), "head")
        by.opens("/")
        by.looks("start-head-of-unit")
        by.opens("/ersattning/bonus/")
        by.looks("bonuses")
        by.opens(f"/ersattning/bonus/{self.case.assignments.get().bonus_proposals.get().pk}/")
        by.fills(decision="approve")
        by.looks("decide-bonus")
        by.presses("Spara beslutet")
        by.looks("bonus-approved")

    def settle(self) -> None:
        by = self.on(date(2026, 3, 3), "controller")
        by.opens("/")
        by.looks("start-controller")
        by.opens("/ersattning/avrakna/")
        by.fills(month="2026-02-01")
        by.looks("prepare-settlement")
        by.presses("Avräkna månaden")
        by.looks("settlement")
        head = self.on(date(2026, 3, 3), "head")
        head.opens("/ersattning/")
        head.looks("settlements")
        head.opens(f"/ersattning/{Settlement.objects.get().pk}/beslut/")
        head.fills(decision="approve")
        head.presses("Spara beslutet")
        head.looks("settlement-approved")
