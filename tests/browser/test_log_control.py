"""The log from end to end: a reading is controlled, judged by two, and told to the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.readings import Kind
from tests import builders
from tests.browser.visitor import Visitor
from tests.oversight.log import in_march, reads


@pytest.fixture(autouse=True)
def the_end_of_march() -> Iterator[None]:
    with clock.frozen(date(2026, 3, 30)):
        yield


def test_a_reading_is_controlled_judged_by_two_and_told_to_the_person(visitor: Visitor) -> None:
    principal = builders.a_principal()
    unit = builders.a_unit(principal, "Enhet Nord")
    places = {Role.CASEWORKER: unit, Role.HEAD_OF_UNIT: unit}
    caseworker, head, controller = (
        builders.a_seat(role, principal, unit=places.get(role), user=builders.a_user(name))
        for role, name in (
            (Role.CASEWORKER, "Maria Holm"),
            (Role.HEAD_OF_UNIT, "Karin Berg"),
            (Role.LOG_CONTROLLER, "Lars Gren"),
        )
    )
    case = builders.a_case(unit, person=builders.a_person(principal, first_name="Maria", last_name="Holm"))
    for hour in (9, 12, 21):
        reads(caseworker, case, at=in_march(16, hour))
    reads(caseworker, None, at=in_march(16, 8), kind=Kind.LISTED, what="cases", person_ids=[case.person_id])
    Case.objects.filter(pk=case.pk).update(caseworker=head.user, referred_by="Ekonomiskt bistånd")

    visitor.becomes(controller.user)
    visitor.opens(reverse("run_log_control"))
    visitor.fills(start="2026-03-01", last_day="2026-03-29", sample_size="3")
    visitor.looks("log-new-control")
    visitor.presses("Kontrollera")
    visitor.looks("log-findings")
    visitor.opens(f"{reverse('log_control')}?monster=own")
    visitor.follows("Maria Holm")
    visitor.fills(outcome="improper", note="Ingen uppgift i ärendet.", follow_up="Samtal med chefen.")
    visitor.presses("Spara bedömningen")
    visitor.becomes(head.user)
    visitor.opens("/")
    visitor.follows("Egen akt eller eget namn: Maria Holm")
    visitor.looks("log-second-verdict")
    visitor.opens(reverse("case_changes", args=[case.pk]))
    visitor.looks("log-changes")
    visitor.opens(reverse("case_log_extract", args=[case.pk]))
    visitor.looks("log-extract")
    visitor.becomes(builders.a_seat(Role.RESIDENT, principal, person=case.person).user)
    visitor.opens(reverse("my_readers"))
    visitor.looks("log-my-readers")
