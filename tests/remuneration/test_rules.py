"""The law of the money: base pay, run-in, differences, and who may settle what."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.money import kr, rounded
from stegvis.core.period import Period
from stegvis.remuneration.rules import (
    AssignmentFacts,
    Key,
    Kind,
    Once,
    SettledSoFar,
    TariffFacts,
    base_for,
    differences,
    has_run_in,
    may_decide,
    may_settle,
    months_to_settle,
    owed,
)
from tests.remuneration.plain_calculator import base_by_month

GRUND = TariffFacts(Period(date(2020, 1, 1)), kr(3686), 14)
JANUARY = Period.month(2026, 1)
FEBRUARY = Period.month(2026, 2)
MARCH = Period.month(2026, 3)


def an_assignment(
    start: date, end: date | None = None, *tariffs: TariffFacts, number: int = 1
) -> AssignmentFacts:
    return AssignmentFacts(number, f"U{number}", 7, "Jobbpeng grund", Period(start, end), tariffs or (GRUND,))


def amounts(assignment: AssignmentFacts, books: Period) -> dict[date, int]:
    return {key.month: item.amount for key, item in owed([assignment], [], books).items()}


# --- Base pay of one month ---


def test_a_whole_month_gives_the_whole_monthly_amount():
    assert base_for(an_assignment(date(2025, 12, 1)), JANUARY).amount == kr(3686)


def test_seventeen_of_thirtyone_days_give_their_share():
    assert base_for(an_assignment(date(2026, 1, 15)), JANUARY).amount == kr("2021,35")


def test_the_last_day_is_paid_and_the_day_after_is_not():
    assert base_for(an_assignment(date(2025, 12, 1), date(2026, 2, 2)), FEBRUARY).amount == kr("131,64")


def test_a_tariff_that_changes_inside_the_month_splits_it_by_day():
    before = TariffFacts(Period(date(2020, 1, 1), date(2026, 1, 11)), kr(3100), 14)
    after = TariffFacts(Period(date(2026, 1, 11)), kr(6200), 14)
    base = base_for(an_assignment(date(2025, 12, 1), None, before, after), JANUARY)
    assert [part.amount for part in base.parts] == [kr(1000), kr(4200)]
    assert base.amount == kr(5200)


def test_the_same_amount_in_two_tariffs_gives_what_one_tariff_gives():
    first = TariffFacts(Period(date(2020, 1, 1), date(2026, 1, 11)), kr(3686), 14)
    second = TariffFacts(Period(date(2026, 1, 11)), kr(3686), 14)
    base = base_for(an_assignment(date(2025, 12, 1), None, first, second), JANUARY)
    assert base.amount == kr(3686) == sum(part.amount for part in base.parts)


def test_an_intervention_without_tariff_gives_nothing():
    without = AssignmentFacts(1, "U1", 7, "Case Manager", Period(date(2026, 1, 1)), ())
    assert owed([without], [], JANUARY) == {}


def test_days_before_the_first_tariff_give_nothing():
    late = TariffFacts(Period(date(2026, 1, 16)), kr(3100), 14)
    assert base_for(an_assignment(date(2025, 12, 1), None, late), JANUARY).amount == kr(1600)


# --- Fourteen days ---


def test_thirteen_days_are_not_enough_and_fourteen_are():
    assert not has_run_in(an_assignment(date(2026, 1, 1)), date(2026, 1, 14))
    assert has_run_in(an_assignment(date(2026, 1, 1)), date(2026, 1, 15))


def test_an_assignment_that_ended_before_fourteen_days_gives_nothing():
    assert amounts(an_assignment(date(2026, 1, 5), date(2026, 1, 18)), Period(JANUARY.start, MARCH.end)) == {}


def test_an_assignment_of_exactly_fourteen_days_is_paid_from_the_first():
    assert amounts(an_assignment(date(2026, 1, 5), date(2026, 1, 19)), JANUARY) == {
        JANUARY.start: kr("1664,65")
    }


def test_a_start_late_in_the_month_is_paid_from_the_first_day_in_the_next_settlement():
    late = an_assignment(date(2026, 1, 25))
    assert amounts(late, JANUARY) == {}
    after = amounts(late, Period(JANUARY.start, FEBRUARY.end))
    assert after == {JANUARY.start: kr("832,32"), FEBRUARY.start: kr(3686)}


def test_months_before_the_books_were_opened_are_not_paid():
    assert amounts(an_assignment(date(2025, 6, 1)), JANUARY) == {JANUARY.start: kr(3686)}


# --- The second calculator ---

days = st.dates(date(2023, 11, 1), date(2025, 3, 31))
months = st.sampled_from([date(2024, m, 1) for m in range(1, 13)])


@st.composite
def tariff_histories(draw):
    """Up to four tariffs after each other, with or without gaps."""
    cuts = sorted(draw(st.sets(days, min_size=1, max_size=5)))
    ends = [*cuts[1:], draw(st.none() | st.dates(date(2025, 4, 1), date(2025, 6, 1)))]
    found = []
    for since, until in zip(cuts, ends, strict=True):
        amount = draw(st.integers(0, 2_000_000))
        if draw(st.booleans()) or not found:
            found.append(TariffFacts(Period(since, until), amount, 14))
    return tuple(found)


@given(days, st.none() | st.integers(1, 400), tariff_histories(), months, st.integers(0, 11))
def test_two_calculators_agree(start, length, tariffs, first, more):
    end = None if length is None else start + timedelta(days=length)
    books = Period(first, _months_on(first, more + 1))
    assignment = an_assignment(start, end, *tariffs)
    run_in = 14 if assignment.tariffs_in_force else 0
    plain = [(t.period.start, t.period.end, t.monthly_base) for t in tariffs]
    assert amounts(assignment, books) == base_by_month(start, end, plain, run_in, books.start, books.end)


@given(days, st.none() | st.integers(1, 400), tariff_histories(), months)
def test_the_parts_of_a_month_sum_to_the_month(start, length, tariffs, first):
    end = None if length is None else start + timedelta(days=length)
    base = base_for(an_assignment(start, end, *tariffs), Period.of_month(first))
    assert sum(part.amount for part in base.parts) == base.amount


@given(st.integers(1, 10_000_000), st.integers(1, 27))
def test_an_uncut_month_never_gives_more_than_the_monthly_amount(monthly, last_day):
    tariff = TariffFacts(Period(date(2020, 1, 1)), monthly, 14)
    base = base_for(an_assignment(date(2025, 12, 1), date(2026, 1, last_day + 1), tariff), JANUARY)
    assert 0 <= base.amount <= monthly


@given(st.integers(1, 10_000_000), st.integers(2, 31))
def test_a_change_of_provider_splits_the_month_by_day_between_the_two(monthly, first_day_at_the_second):
    """Each is paid by its own settlement, so that the two roundings may differ by one öre, never more."""
    tariff = TariffFacts(Period(date(2020, 1, 1)), monthly, 14)
    change = date(2026, 1, first_day_at_the_second)
    first = base_for(an_assignment(date(2025, 12, 1), change, tariff), JANUARY)
    second = base_for(an_assignment(change, None, tariff, number=2), JANUARY)
    assert abs(first.amount + second.amount - monthly) <= 1
    assert first.amount == rounded(Fraction(monthly * (change.day - 1), 31))


def _months_on(first: date, count: int) -> date:
    for _ in range(count):
        first = (first + timedelta(days=32)).replace(day=1)
    return first


# --- Bonus and vouchers ---


def test_a_bonus_is_owed_in_the_month_it_was_decided():
    bonus = Once(Kind.BONUS, 1, 7, date(2026, 1, 20), kr(10_000))
    found = owed([], [bonus], JANUARY)
    assert {key.month: item.amount for key, item in found.items()} == {JANUARY.start: kr(10_000)}


def test_two_vouchers_in_a_month_are_added():
    items = [Once(Kind.VOUCHER, 1, 7, date(2026, 1, day), kr(5000)) for day in (8, 9)]
    (item,) = owed([], items, JANUARY).values()
    assert item.amount == kr(10_000) and len(item.once) == 2


# --- Differences ---


def key(month: date = JANUARY.start, provider: int = 7) -> Key:
    return Key(1, provider, Kind.BASE, month)


def test_what_is_already_posted_is_not_posted_again():
    right = owed([an_assignment(date(2025, 12, 1))], [], JANUARY)
    assert differences(right, {key(): kr(3686)}) == []


def test_a_shortened_assignment_gives_a_negative_difference():
    right = owed([an_assignment(date(2025, 12, 1), date(2026, 1, 11))], [], JANUARY)
    (difference,) = differences(right, {key(): kr(3686)})
    assert difference.amount == kr("1189,03") - kr(3686)


def test_what_is_no_longer_owed_is_taken_back_whole():
    (difference,) = differences({}, {key(): kr(3686)})
    assert difference.amount == -kr(3686)


def test_a_corrected_provider_takes_back_from_one_and_gives_to_the_other():
    right = owed([an_assignment(date(2025, 12, 1))], [], JANUARY)
    found = differences(right, {key(provider=6): kr(3686)})
    assert [(d.key.provider_id, d.amount) for d in found] == [(6, -kr(3686)), (7, kr(3686))]


@given(st.lists(st.tuples(days, st.none() | st.integers(1, 400)), min_size=1, max_size=6), months)
def test_whatever_changes_the_ledger_ends_at_what_is_right(histories, first):
    """Settle, change the assignment's period, settle again …: the sum is always what the rules say now."""
    books = Period(first, _months_on(first, 6))
    ledger: dict[Key, int] = {}
    for start, length in histories:
        end = None if length is None else start + timedelta(days=length)
        right = owed([an_assignment(start, end)], [], books)
        for difference in differences(right, ledger):
            ledger[difference.key] = ledger.get(difference.key, 0) + difference.amount
        assert {k: amount for k, amount in ledger.items() if amount} == {
            k: item.amount for k, item in right.items()
        }
        assert differences(right, ledger) == []


# --- Who and when ---

NONE_YET = SettledSoFar()
AFTER_JANUARY = SettledSoFar(latest=JANUARY.start)


def test_a_month_that_has_not_ended_is_not_settled():
    assert may_settle(NONE_YET, MARCH.start, date(2026, 3, 31)).problems.by_field().keys() == {"month"}
    assert may_settle(NONE_YET, MARCH.start, date(2026, 4, 1))


def test_only_one_settlement_at_a_time():
    assert not may_settle(
        SettledSoFar(JANUARY.start, awaiting=JANUARY.start), FEBRUARY.start, date(2026, 3, 16)
    )


def test_months_are_settled_in_order_and_the_latest_again():
    today = date(2026, 4, 16)
    assert may_settle(AFTER_JANUARY, FEBRUARY.start, today)
    assert may_settle(AFTER_JANUARY, JANUARY.start, today)
    assert not may_settle(AFTER_JANUARY, MARCH.start, today)
    assert not may_settle(AFTER_JANUARY, date(2025, 12, 1), today)


def test_the_months_offered_are_those_that_may_be_settled():
    today = date(2026, 3, 16)
    assert months_to_settle(AFTER_JANUARY, today) == [FEBRUARY.start, JANUARY.start]
    assert months_to_settle(SettledSoFar(FEBRUARY.start), today) == [FEBRUARY.start]
    assert months_to_settle(NONE_YET, today)[0] == FEBRUARY.start
    for so_far in (NONE_YET, AFTER_JANUARY):
        assert all(may_settle(so_far, month, today) for month in months_to_settle(so_far, today))


def test_who_prepares_does_not_approve():
    assert not may_decide(prepared_by=1, decided=False, by=1, approve=True, reason="")
    assert may_decide(prepared_by=1, decided=False, by=2, approve=True, reason="")


def test_a_refusal_needs_a_reason_and_nothing_is_decided_twice():
    assert not may_decide(prepared_by=1, decided=False, by=2, approve=False, reason=" ")
    assert not may_decide(prepared_by=1, decided=True, by=2, approve=True, reason="")
