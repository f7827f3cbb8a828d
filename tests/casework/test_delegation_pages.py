"""Writing the delegation and the words of decisions, and the list of decisions that the committee gets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from stegvis.casework.actions.delegate import NewPoint, add_point, end_point, install_standard
from stegvis.casework.models import Decision, DecisionText, Delegation, Voucher
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.registry.models import Export, FileContent
from tests import builders
from tests.builders import TODAY
from tests.casework.test_decision_documents import text_of
from tests.casework.test_delegation import HEAD, WORKER, delegate

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
POINT = NewPoint("4.1", "Bevilja insatser", WORKER, ("grant",))


@pytest.fixture
def administrator(town):
    return builders.a_seat(Role.ADMINISTRATOR, town.principal)


@pytest.fixture
def keeper(town, administrator, client, stopped_clock, no_second_factor):
    client.force_login(administrator.user)
    return client


def body(response):
    return response.content.decode()


# --- The delegation


def test_a_point_holds_from_today_or_later_and_days_that_have_passed_are_never_changed(administrator):
    by = {"by": administrator.actor, "today": TODAY}
    with pytest.raises(Refused, match="ändras inte"):
        add_point(POINT, YESTERDAY, **by)
    point = add_point(POINT, TODAY, **by)
    with pytest.raises(Refused, match="ändras inte"):
        end_point(point, YESTERDAY, **by)
    ended = end_point(point, date(2026, 6, 30), **by)
    assert ended.period == Period(TODAY, date(2026, 7, 1))
    with pytest.raises(Refused, match="redan inte längre"):
        end_point(ended, date(2026, 8, 1), **by)


def test_a_limit_is_for_vouchers_and_a_point_is_about_something(administrator):
    by = {"by": administrator.actor, "today": TODAY}
    with pytest.raises(Refused) as refused:
        add_point(NewPoint("4", "Text", WORKER, ("grant",), max_voucher=kr(1)), TODAY, **by)
    assert set(refused.value.problems.by_field()) == {"max_voucher"}
    with pytest.raises(Refused, match="minst ett slag"):
        add_point(NewPoint("4", "Text", WORKER, ()), TODAY, **by)


def test_only_the_principals_administrators_write_it(town, administrator):
    point = add_point(POINT, TODAY, by=administrator.actor, today=TODAY)
    other = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    for seat in (town.head, other):
        with pytest.raises(Forbidden):
            end_point(point, TODAY, by=seat.actor, today=TODAY)
    with pytest.raises(Forbidden):
        add_point(POINT, TODAY, by=town.head.actor, today=TODAY)


def test_the_standard_delegation_is_a_start_and_never_written_over_ones_own(town, administrator):
    builders.an_intervention(town.principal, "osa")
    by = {"by": administrator.actor, "today": TODAY}
    assert install_standard(TODAY, **by) == Delegation.objects.count() == 6
    osa = Delegation.objects.get(intervention__code="osa")
    assert osa.two_persons and osa.role == HEAD
    assert Delegation.objects.get(code="4.3").max_voucher == kr(10_000)
    with pytest.raises(Refused, match="redan en delegation"):
        install_standard(TODAY, **by)


def test_an_administrator_begins_with_the_standard_adds_a_point_and_ends_one(keeper, town):
    address = reverse("delegation")
    assert "Börja med en standarddelegation" in body(keeper.get(address))
    assert keeper.post(reverse("standard_delegation"), {"from_day": "2026-03-16"}).url == address
    sent = {
        "code": "5.1",
        "text": "Avsluta insatser",
        "role": "head_of_unit",
        "kinds": ["end", "refuse"],
        "from_day": "2026-04-01",
    }
    page = body(keeper.post(reverse("add_delegation"), {**sent, "from_day": "2026-03-01"}))
    assert "Det som har gällt ändras inte" in page and "Avsluta insatser" in page
    assert keeper.post(reverse("add_delegation"), sent).url == address
    assert "Avsluta insatser" not in body(keeper.get(address))
    page = body(keeper.get(f"{address}?dag=2026-04-01"))
    assert "Avsluta insatser" in page and "avslag" in page.lower()
    point = Delegation.objects.get(code="4.1")
    ending = reverse("end_delegation", args=[point.pk])
    assert "ändras inte" in body(keeper.post(ending, {"last_day": "2026-01-01"}))
    assert keeper.post(ending, {"last_day": "2026-03-31"}).url == address
    assert "Bevilja, förlänga" not in body(keeper.get(f"{address}?dag=2026-04-01"))


def test_all_staff_read_the_delegation_and_only_administrators_write_it(keeper, town):
    point = delegate(town, WORKER)
    keeper.force_login(town.worker.user)
    page = body(keeper.get(reverse("delegation")))
    assert "Beslut om insatser" in page and "Avsluta" not in page
    assert keeper.get(reverse("add_delegation")).status_code == 403
    assert keeper.get(reverse("end_delegation", args=[point.pk])).status_code == 404


def test_another_principals_point_does_not_exist(keeper, town):
    other = builders.a_principal()
    foreign = Delegation.objects.create(
        principal=other, code="1", text="Främmande", role=HEAD, kinds=["grant"], period=builders.ALWAYS
    )
    assert "Främmande" not in body(keeper.get(reverse("delegation")))
    assert keeper.get(reverse("end_delegation", args=[foreign.pk])).status_code == 404


def test_an_administrator_writes_the_words_as_a_new_version(keeper, town):
    page = body(keeper.get(reverse("decision_texts")))
    assert page.count("Standardtext") == len(Decision.Kind)
    address = reverse("write_decision_text", args=["refuse"])
    assert "laglighetsprövning" in body(keeper.get(address))
    sent = {"from_day": "2026-03-16", "introduction": "Vi säger nej.", "law": "", "appeal": "Skriv."}
    assert "Vi säger nej." in body(keeper.post(address, {**sent, "from_day": "2026-03-15"}))
    assert keeper.post(address, sent).url == reverse("decision_texts")
    assert DecisionText.objects.get().introduction == "Vi säger nej."
    assert body(keeper.get(reverse("decision_texts"))).count("Standardtext") == len(Decision.Kind) - 1
    assert keeper.get(reverse("write_decision_text", args=["annat"])).status_code == 404


# --- The committee's list


@pytest.fixture
def decided(town, case):
    """A grant and a refusal this month, a voucher, one decision last month, one of another unit."""
    point = delegate(town, WORKER, code="4.7")
    intervention = builders.an_intervention(town.principal)
    by = {"decided_by": town.worker.user, "delegation": point}
    grant = builders.a_decision(case, intervention, decided_on=date(2026, 3, 9), **by)
    builders.a_decision(
        case, intervention, decided_on=date(2026, 3, 10), kind="refuse", reason="Hemligt", **by
    )
    builders.a_decision(case, intervention, decided_on=date(2026, 2, 27), **by)
    elsewhere = builders.a_case(town.elsewhere)
    builders.a_decision(elsewhere, intervention, decided_on=date(2026, 3, 11), **by)
    builders.a_decision(
        builders.a_case(builders.a_unit(builders.a_principal())),
        decided_on=date(2026, 3, 12),
        number="FRÄMMANDE",
    )
    Voucher.objects.create(
        principal=town.principal, case=case, decision=grant, decided_on=date(2026, 3, 13), amount=kr(5000)
    )
    return town


def the_list(client, seat, **asked):
    client.force_login(seat.user)
    return client.get(reverse("delegated_decisions"), asked)


def test_the_list_has_case_numbers_and_no_names_and_no_reasons(
    client, decided, case, stopped_clock, no_second_factor
):
    page = body(the_list(client, decided.head))
    assert case.number in page and "4.7" in page and "Karin Karriär" in page
    assert case.person.last_name not in page and "Hemligt" not in page
    assert "5\u00a0000\u00a0kr" in page


def test_heads_list_their_own_units_and_controllers_and_administrators_all(
    client, decided, stopped_clock, no_second_factor
):
    def rows(seat, **asked):
        return len(the_list(client, seat, **asked).context["lines"])

    controller = builders.a_seat(Role.CONTROLLER, decided.principal)
    assert rows(decided.head) == 2
    assert rows(controller) == 3
    assert rows(controller, enhet=decided.elsewhere.pk) == 1
    assert rows(decided.head, enhet=decided.elsewhere.pk) == 0
    assert rows(controller, slag="refuse") == 1
    assert rows(controller, slag="voucher") == 1
    assert rows(controller, fran="2026-02-01") == 4
    assert rows(controller, fran="2026-03-11", till="2026-03-01") == 0
    assert the_list(client, decided.worker).status_code == 403
    assert "FRÄMMANDE" not in body(the_list(client, controller))


def test_the_list_costs_as_much_for_many_decisions_as_for_one(
    client, decided, case, stopped_clock, no_second_factor, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    the_list(client, decided.head)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("delegated_decisions"))
    for _ in range(12):
        builders.a_decision(
            builders.a_case(decided.unit),
            builders.an_intervention(decided.principal),
            decided_on=date(2026, 3, 14),
            decided_by=builders.a_user(),
        )
    with django_assert_num_queries(len(few)):
        client.get(reverse("delegated_decisions"))


@pytest.mark.parametrize("kind", ["docx", "pdf", "csv"])
def test_the_list_is_taken_out_as_word_pdf_and_csv(
    client, decided, case, kind, stopped_clock, no_second_factor
):
    client.force_login(decided.head.user)
    address = reverse("delegated_decisions_export")
    assert client.get(address).status_code == 405
    assert client.post(address, {"format": kind}).url == reverse("my_exports")
    export = Export.objects.get()
    assert (export.rows, export.persons, export.file.kind) == (3, [case.person_id], kind)
    content = bytes(FileContent.objects.get(file=export.file).content)
    if kind == "csv":
        text = content.decode("utf-8-sig")
        assert text.startswith("Beslut;Datum;Ärende") and "uttag;Uttag av Chefa Chef" in text
    elif kind == "pdf":
        text = text_of(content)
    else:
        from io import BytesIO

        from docx import Document

        tables = Document(BytesIO(content)).tables
        text = " ".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert case.number in text and "Tilläggscheck" in text
    assert case.person.last_name not in text and "Hemligt" not in text


def test_what_cannot_be_taken_out_is_told_and_nothing_is_made(
    client, decided, stopped_clock, no_second_factor, monkeypatch
):
    from stegvis.casework.views import board_list

    client.force_login(decided.head.user)
    address = reverse("delegated_decisions_export")
    client.post(address, {"format": "exe"})
    monkeypatch.setattr(board_list, "MOST", dict.fromkeys(board_list.MOST, 1))
    client.post(address, {"format": "pdf"})
    assert "för lång" in body(client.get(reverse("delegated_decisions")))
    assert not Export.objects.exists()
