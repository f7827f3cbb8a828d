"""The resident fetches the documents of his own decisions, and nobody else's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from stegvis.casework.actions.document import make_document
from stegvis.core import clock, readings
from stegvis.core.actor import Role
from tests import builders as a

pytestmark = pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")


@pytest.fixture
def mine(db) -> SimpleNamespace:
    principal = a.a_principal()
    unit = a.a_unit(principal)
    worker = a.a_seat(Role.CASEWORKER, principal, unit=unit)
    case = a.a_case(unit, caseworker=worker.user)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        worker=worker,
        case=case,
        seat=a.a_seat(Role.RESIDENT, principal, person=case.person),
        decision=a.a_decision(case),
    )


def set_in_pdf(decision, worker) -> None:
    make_document(decision, by=worker.actor, at=clock.now())


def test_i_fetch_my_decision_and_the_log_tells_it(client, mine, monkeypatch):
    set_in_pdf(mine.decision, mine.worker)
    client.force_login(mine.seat.user)
    address = reverse("my_decision", args=[mine.decision.pk])
    assert address in client.get(reverse("my_pages")).content.decode()
    noted = []
    monkeypatch.setattr(readings, "_writers", [lambda notes, visit: noted.extend(notes)])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert {note.kind for note in noted} == {readings.Kind.DOWNLOADED}


def test_a_decision_without_a_document_has_no_link(client, mine):
    client.force_login(mine.seat.user)
    address = reverse("my_decision", args=[mine.decision.pk])
    assert address not in client.get(reverse("my_pages")).content.decode()
    assert "Be din handläggare" in client.get(address, follow=True).content.decode()


def test_nobody_fetches_another_s_decision_here(client, mine):
    set_in_pdf(mine.decision, mine.worker)
    other = a.a_case(mine.unit)
    set_in_pdf(a.a_decision(other), a.a_seat(Role.CASEWORKER, mine.principal, unit=mine.unit))
    stranger = a.a_seat(Role.RESIDENT, mine.principal, person=other.person)
    provider = a.a_provider(mine.principal)
    a.an_assignment(mine.case, provider=provider)
    staff = a.a_seat(Role.PROVIDER_STAFF, mine.principal, provider=provider)
    for seat in (stranger, staff, mine.worker):
        client.force_login(seat.user)
        assert client.get(reverse("my_decision", args=[mine.decision.pk])).status_code == 404
