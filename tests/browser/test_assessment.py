"""An assessment in the browser: kept by itself, met by another window, signed, compared, by keyboard too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from stegvis.casework.actions.assess import save_draft, seen_with
from stegvis.casework.models import Assessment, AssessmentDraft
from stegvis.casework.questionnaire import install_standard
from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor

KEPT = {
    "held_on": "2026-03-16",
    "met_in_person": True,
    "own_goal": "Vill arbeta i storkök.",
    "capacity_percent": 50,
    "state_could_serve": "nej",
    "state_checked_on": "2026-03-13",
    "state_note": "Har inte rätt till någon plats nu.",
    "q_svenska_tala": "4",
    "q_tolk": "Nej",
    "q_utbildning": "Gymnasium",
    "q_arbetat_ar": "Ett till fem år",
    "q_halsa": "3",
    "q_egen_formaga": "3",
    "q_motivation": "5",
    "q_nasta_steg": "Studiebesök i ett kök. Handläggaren bokar.",
}


@pytest.fixture
def town(transactional_db: None) -> SimpleNamespace:
    principal = builders.a_principal("Provkommun")
    template = install_standard(principal)
    unit = builders.a_unit(principal, "Arbete och försörjning")
    worker = builders.a_seat(Role.CASEWORKER, principal, unit=unit, user=builders.a_user("Karin Prov"))
    head = builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit, user=builders.a_user("Hanna Prov"))
    case = builders.a_case(unit, caseworker=worker.user)
    builders.an_assessment(
        case,
        template=template,
        answers={"svenska_tala": 2, "tolk": "Ja, alltid", "motivation": 5, "halsa": 4},
        capacity_percent=25,
    )
    return SimpleNamespace(principal=principal, worker=worker, head=head, case=case)


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


@pytest.mark.narrow
def test_an_assessment_is_kept_by_itself_met_by_another_signed_and_compared(
    visitor: Visitor, town: SimpleNamespace
) -> None:
    visitor.page.clock.install()
    visitor.becomes(town.worker.user)
    visitor.opens(f"/arenden/{town.case.pk}/kartlaggning/")
    visitor.looks("assessment-form")
    visitor.fills(own_goal="Vill arbeta i storkök.")
    with visitor.page.expect_response(lambda answer: answer.status == 204):
        visitor.page.clock.run_for(11_000)
    expect(visitor.page.locator("[data-autosave-said]")).to_contain_text("Utkastet sparades kl.")
    draft = AssessmentDraft.objects.get()
    assert draft.content["own_goal"] == "Vill arbeta i storkök."

    content = {**draft.content, "own_goal": "Vill bli bagare."}
    save_draft(
        town.case,
        content,
        template=draft.template,
        seen=seen_with(town.case, draft),
        by=town.head.actor,
        now=clock.now(),
    )
    visitor.fills(background="Restaurangskola.")
    with visitor.page.expect_response(lambda answer: answer.status == 409):
        visitor.page.clock.run_for(11_000)
    expect(visitor.page.get_by_role("alert")).to_contain_text("i ett annat fönster")
    visitor.complaints.clear()  # the browser tells of each 409
    visitor.presses("Spara utkast")
    visitor.sees("Vill bli bagare.")
    visitor.sees("Restaurangskola.")
    visitor.looks("assessment-two-versions")
    visitor.presses("Spara mina val")
    visitor.sees("Utkastet sparades")

    visitor.presses("Skriv under kartläggningen")
    visitor.looks("assessment-problems")
    visitor.fills(**KEPT)
    visitor.presses("Skriv under kartläggningen")
    visitor.sees("Vill arbeta i storkök.")
    signed = Assessment.objects.latest("id")
    assert signed.background == "Restaurangskola."
    visitor.opens(signed.get_absolute_url())
    visitor.looks("assessment-signed")
    visitor.follows("Jämför med den förra")
    visitor.sees("2 steg högre")
    visitor.looks("assessment-compared")
    visitor.opens(f"/arenden/{town.case.pk}/kartlaggningar/")
    visitor.looks("assessments")


def test_the_scale_is_answered_by_keyboard_alone_and_a_problem_leads_to_its_field(
    visitor: Visitor, town: SimpleNamespace
) -> None:
    visitor.becomes(town.worker.user)
    visitor.opens(f"/arenden/{town.case.pk}/kartlaggning/")
    page = visitor.page
    first = page.locator('[name="q_svenska_tala"]').first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[name="q_svenska_tala"]:checked')).to_have_value("2")
    page.keyboard.press("Tab")
    expect(page.locator('[name="q_svenska_lasa"]:checked')).to_be_focused()  # "no answer", until answered
    group = page.get_by_role("group", name=re.compile("Hur talar du svenska"))
    expect(group.get_by_role("radio")).to_have_count(5)
    visitor.presses("Skriv under kartläggningen")
    summary = page.locator("[data-autofocus]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("Personens eget mål")).click()
    expect(page.locator('[name="own_goal"]')).to_be_focused()
    expect(page.locator('[name="q_svenska_tala"]:checked')).to_have_value("2")


@pytest.mark.narrow
def test_an_administrator_makes_a_version_and_publishes_it(visitor: Visitor, town: SimpleNamespace) -> None:
    visitor.becomes(builders.a_seat(Role.ADMINISTRATOR, town.principal).user)
    visitor.opens("/kartlaggningsmall/")
    visitor.looks("assessment-templates")
    visitor.follows("Ny version")
    visitor.presses("Skapa en ny version")
    visitor.looks("assessment-template")
    visitor.follows("Lägg till en fråga")
    visitor.fills(section="Arbete", text="Vill du starta eget?", kind="yes_no")
    visitor.looks("assessment-question")
    visitor.presses("Lägg till frågan")
    visitor.follows("Förhandsgranska")
    visitor.sees("Vill du starta eget?")
    visitor.looks("assessment-preview")
    visitor.page.go_back()
    visitor.follows("Publicera")
    visitor.fills(first_day=date(2026, 4, 1).isoformat())
    visitor.looks("assessment-publish")
    visitor.presses("Publicera")
    visitor.sees("gäller från 2026-04-01")
