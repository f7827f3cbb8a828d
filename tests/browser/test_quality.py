"""A protocol is written on a phone, and somebody answers in Arabic; in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from stegvis.assignments.models.voices import Voice
from stegvis.assignments.voices.actions import invite
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.providers.actions.visits import Plan, plan_visit
from stegvis.providers.models import Deficiency
from tests import builders
from tests.browser.conftest import NARROW, WIDE
from tests.browser.visitor import Visitor
from tests.security.quality_rows import a_template


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def both(visitor: Visitor, name: str) -> None:
    """The page in both widths."""
    for width in (WIDE, NARROW):
        visitor.turns_to(width)
        visitor.looks(name)


@pytest.mark.parametrize("width", [NARROW], indirect=True)
def test_a_protocol_on_site_and_an_answer_in_arabic(visitor: Visitor) -> None:
    unit = builders.a_unit(builders.a_principal())
    principal = unit.principal
    officer = builders.a_seat(Role.QUALITY_OFFICER, principal)
    template = a_template(principal, "visit")
    template.questions = template.questions[:3] + template.questions[-1:]
    template.save()
    assignment = builders.an_assignment(builders.a_case(unit))
    visit = plan_visit(
        assignment.provider,
        Plan(builders.TODAY, officer.user.pk, "rota"),
        by=officer.actor,
        today=builders.TODAY,
    )

    visitor.becomes(officer.user)
    visitor.opens(reverse("quality_visit_protocol", args=[visit.pk]))
    visitor.page.get_by_text("Anteckning och brist").first.click()
    visitor.fills(present="Chefen", q_lokaler="nej", n_lokaler="Trappa utan ramp", d_lokaler="serious")
    visitor.presses("Spara utkast")
    visitor.sees("Utkastet sparades")
    both(visitor, "protokoll")
    visitor.fills(q_bemanning="ja", q_narvaro="ja", q_antal="12")
    visitor.presses("Underteckna protokollet")
    visitor.sees("Skriv en sammanfattning.")
    visitor.fills(summary="Ett gott besök med en allvarlig brist.")
    visitor.presses("Underteckna protokollet")
    visitor.sees("Trappa utan ramp")
    both(visitor, "undertecknat")
    assert Deficiency.objects.get().severity == "serious"

    caseworker = builders.a_seat(Role.CASEWORKER, principal, unit=unit)
    code = invite(assignment, by=caseworker.actor, today=builders.TODAY)
    visitor.page.context.clear_cookies()
    visitor.opens(reverse("voice", args=[principal.slug]))
    visitor.follows("العربية")
    visitor.fills(code=code, satisfied="5", respect="4", comment="شكرا")
    both(visitor, "tyck-till")
    visitor.presses("أرسل إجاباتي")
    visitor.sees("شكرًا على إجابتك!")
    both(visitor, "tack")
    assert Voice.objects.get().language == "ar"
