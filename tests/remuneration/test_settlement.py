"""Settling a month: what is posted, what is corrected, who approves."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from stegvis.casework.models import Voucher
from stegvis.catalogue.models import Tariff
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.remuneration.actions import approve_settlement, prepare_settlement, refuse_settlement
from stegvis.remuneration.calculation import Calculation
from stegvis.remuneration.models import LedgerEntry, Settlement, SettlementApproval
from tests import builders as a
from tests.remuneration.conftest import FEBRUARY, JANUARY, MARCH, TODAY, assignment_in, settled

NEXT_MONTH = date(2026, 4, 16)


def lines(entry: LedgerEntry) -> list[str]:
    return [line.text.replace("\u00a0", " ") for line in Calculation.from_json(entry.calculation).lines]


def total(world) -> int:
    return LedgerEntry.objects.filter(principal=world.principal).standing().total()


# --- What is posted ---


def test_a_month_is_settled_with_a_line_that_explains_itself(world):
    assignment_in(world, date(2026, 1, 15))
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    (entry,) = settlement.entries.all()
    assert entry.amount == kr("2021,35")
    assert lines(entry) == [
        "15–31 januari: Jobbpeng grund, 3 686,00 kr per månad × 17 av 31 dagar = 2 021,35 kr"
    ]


def test_a_start_late_in_january_is_paid_in_februarys_settlement(world):
    assignment_in(world, date(2026, 1, 25))
    assert settled(world, JANUARY).entries.count() == 0
    february = prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    assert {e.month: e.amount for e in february.entries.all()} == {JANUARY: kr("832,32"), FEBRUARY: kr(3686)}


def test_an_intervention_without_tariff_gives_no_entry(world):
    other = a.an_intervention(world.principal, "case_manager")
    assignment_in(world, date(2026, 1, 1), intervention=other)
    assert prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY).entries.count() == 0


def test_a_voucher_is_paid_once_in_the_month_it_was_decided(world):
    assignment = assignment_in(world, date(2026, 1, 25))
    Voucher.objects.create(
        principal=world.principal,
        case=assignment.case,
        decision=assignment.decision,
        decided_on=date(2026, 1, 28),
        amount=kr(5000),
    )
    (entry,) = settled(world, JANUARY).entries.all()
    assert (entry.kind, entry.amount) == ("voucher", kr(5000))
    february = prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    assert not february.entries.filter(kind="voucher").exists()


def test_another_principals_assignments_are_left_alone(world):
    from tests.remuneration.conftest import a_world

    assignment_in(a_world(), date(2026, 1, 1))
    assert prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY).entries.count() == 0


# --- Corrections ---


def test_the_same_month_again_without_changes_is_refused(world):
    assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    with pytest.raises(Refused, match="Inget har ändrats"):
        prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)


def test_a_shortened_assignment_is_taken_back_with_before_and_after(world):
    assignment = assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    assignment.period = Period(date(2026, 1, 1), date(2026, 1, 21))
    assignment.save()
    first = LedgerEntry.objects.get()
    (entry,) = settled(world, FEBRUARY).entries.all()
    assert (entry.month, entry.amount, entry.corrects) == (JANUARY, kr("2378,06") - kr(3686), first)
    assert lines(entry) == [
        "1–20 januari: Jobbpeng grund, 3 686,00 kr per månad × 20 av 31 dagar = 2 378,06 kr",
        "Avräknat tidigare, senast i avräkningen för januari 2026, omgång 1: 3 686,00 kr",
        "Uppdragets period var 2026-01-01 och tills vidare och är nu 2026-01-01 – 2026-01-20.",
    ]
    assert total(world) == kr("2378,06")


def test_an_assignment_shortened_below_fourteen_days_is_taken_back_whole(world):
    assignment = assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    assignment.period = Period(date(2026, 1, 1), date(2026, 1, 11))
    assignment.save()
    (entry,) = settled(world, FEBRUARY).entries.all()
    assert entry.amount == -kr(3686)
    assert lines(entry)[0] == "Uppdraget pågick kortare tid än de 14 dagar som krävs för ersättning."


def test_a_tariff_changed_afterwards_gives_the_difference(world):
    assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    Tariff.objects.filter(pk=world.tariff.pk).update(monthly_base=kr(4000))
    second = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    (entry,) = second.entries.all()
    assert (second.round, entry.amount) == (2, kr(314))
    assert "Ersättningen var 3 686,00 kr per månad och är nu 4 000,00 kr per månad." in lines(entry)


def test_an_assignment_registered_late_is_paid_for_earlier_months(world):
    settled(world, JANUARY)
    assignment_in(world, date(2026, 1, 1))
    february = prepare_settlement(FEBRUARY, by=world.controller.actor, today=TODAY)
    assert {e.month for e in february.entries.all()} == {JANUARY, FEBRUARY}


def test_every_calculation_sums_to_its_entry(world):
    assignment = assignment_in(world, date(2026, 1, 3))
    assignment_in(world, date(2026, 1, 28))
    settled(world, JANUARY)
    assignment.period = Period(date(2026, 1, 9), date(2026, 3, 3))
    assignment.save()
    settled(world, FEBRUARY)
    settled(world, MARCH, NEXT_MONTH)
    for entry in LedgerEntry.objects.all():
        assert Calculation.from_json(entry.calculation).amount == entry.amount


def test_a_refused_settlement_does_not_count(world):
    assignment_in(world, date(2026, 1, 1))
    first = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    refuse_settlement(first, "Fel månad", by=world.head.actor, today=TODAY)
    again = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    assert again.round == 2
    assert again.entries.aggregate(Sum("amount"))["amount__sum"] == kr(3686) == total(world)


def test_a_refused_correction_can_be_made_again(world):
    assignment = assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    assignment.period = Period(date(2026, 1, 1), date(2026, 1, 21))
    assignment.save()
    second = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    refuse_settlement(second, "Vänta", by=world.head.actor, today=TODAY)
    third = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    assert third.entries.get().corrects == LedgerEntry.objects.earliest("id")
    assert total(world) == kr("2378,06")


# --- When and by whom ---


def test_a_month_that_has_not_ended_is_refused(world):
    with pytest.raises(Refused, match="inte slut"):
        prepare_settlement(MARCH, by=world.controller.actor, today=TODAY)


def test_one_settlement_at_a_time(world):
    prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    with pytest.raises(Refused, match="väntar på godkännande"):
        prepare_settlement(FEBRUARY, by=world.head.actor, today=TODAY)


@pytest.mark.parametrize("seat", ["caseworker", "staff"])
def test_only_controllers_and_heads_of_unit_settle(world, seat):
    with pytest.raises(Forbidden):
        prepare_settlement(JANUARY, by=getattr(world, seat).actor, today=TODAY)


def test_the_preparer_does_not_approve(world):
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    with pytest.raises(Refused, match="En annan person"):
        approve_settlement(settlement, by=world.controller.actor, today=TODAY)


def test_the_database_refuses_the_preparers_approval_too(world):
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        SettlementApproval.objects.create(
            principal=world.principal,
            settlement=settlement,
            approved=True,
            decided_on=TODAY,
            decided_by=world.controller.user,
        )


def test_a_decision_is_made_once(world):
    settlement = settled(world, JANUARY)
    other = a.a_seat(Role.CONTROLLER, world.principal)
    with pytest.raises(Refused, match="redan fattat"):
        refuse_settlement(settlement, "Ångrar mig", by=other.actor, today=TODAY)


def test_a_refusal_needs_a_reason(world):
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    with pytest.raises(Refused) as refused:
        refuse_settlement(settlement, "  ", by=world.head.actor, today=TODAY)
    assert refused.value.problems.by_field().keys() == {"reason"}


def test_another_principals_controller_does_not_approve(world):
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    stranger = a.a_seat(Role.CONTROLLER, a.a_principal())
    with pytest.raises(Forbidden):
        approve_settlement(settlement, by=stranger.actor, today=TODAY)
    assert not Settlement.objects.visible_to(stranger.actor).exists()


def test_entries_are_never_changed_or_removed(world):
    assignment_in(world, date(2026, 1, 1))
    settled(world, JANUARY)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.all().delete()


def test_a_provider_sees_its_own_entries_once_approved(world):
    assignment_in(world, date(2026, 1, 1))
    assignment_in(world, date(2026, 1, 1), provider=a.a_provider(world.principal))
    settlement = prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
    assert not LedgerEntry.objects.visible_to(world.staff.actor).exists()
    approve_settlement(settlement, by=world.head.actor, today=TODAY)
    (entry,) = LedgerEntry.objects.visible_to(world.staff.actor)
    assert entry.provider == world.provider


# --- Cost ---


def test_the_number_of_queries_does_not_grow_with_the_assignments(world, django_assert_max_num_queries):
    for _ in range(12):
        assignment_in(world, date(2026, 1, 1))
    with django_assert_max_num_queries(22):
        prepare_settlement(JANUARY, by=world.controller.actor, today=TODAY)
