"""The rules that look for odd patterns in reports: what they find, what they leave alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.assignments.rules.days import NewDay, days_of, hours_of, may_say_days
from stegvis.assignments.rules.review import judging, terms
from stegvis.assignments.rules.review.change import Spread, change, is_sudden
from stegvis.assignments.rules.review.claims import claims_result
from stegvis.assignments.rules.review.findings import Finding, Seen, only_new
from stegvis.assignments.rules.review.judging import Arrivals, Averages, Claim, Days, Hours, Told
from stegvis.assignments.rules.review.likeness import alike, likeness, runs_of, words_of
from stegvis.assignments.rules.review.terms import TermsInForce, WantedTerms, may_set_terms
from stegvis.core.period import Period

FEBRUARY = date(2026, 2, 1)
STANDARD = TermsInForce()
TEXT = (
    "Anna har varit på praktik i ett storkök fyra dagar i veckan och övat på att planera sin dag, "
    "ringa arbetsgivare och skriva ansökningar tillsammans med handledaren."
)


def told(report, person, text, *, provider=1, names=()):
    return Told(provider, 100 + report, report, person, words_of(text, names))


# --- Texts -------------------------------------------------------------------------------------------------


def test_the_names_of_the_person_do_not_make_two_texts_different():
    other = TEXT.replace("Anna", "Erik").replace("fyra", "4")
    assert words_of(TEXT, ["Anna Berg"]) != words_of(other, ["Erik Ek"])  # a figure is no word
    same = TEXT.replace("Anna", "Erik")
    assert words_of(TEXT, ["Anna Berg"]) == words_of(same, ["Erik Ek"])
    assert words_of("Annas praktik, fas 2!", ["Anna"]) == ("praktik", "fas")


def test_the_same_text_about_three_people_is_found_once():
    texts = [
        told(n, n, TEXT.replace("Anna", name), names=[name]) for n, name in enumerate(("Anna", "Bo", "Cia"))
    ]
    (found,) = judging.same_texts(texts, STANDARD.of(terms.SAME_TEXT), FEBRUARY)
    assert [each.report_id for each in found.seen] == [0, 1, 2]
    assert "3 personer för februari 2026" in found.explanation


def test_nearly_the_same_text_is_found_and_another_is_not():
    near = TEXT.replace("storkök", "kök")
    other = (
        "Deltagaren har läst svenska på kvällarna, sökt sommarjobb i hemtjänsten och gjort ett studiebesök "
        "hos en förskola i grannkommunen."
    )
    texts = [told(1, 1, TEXT), told(2, 2, near), told(3, 3, TEXT), told(4, 4, other)]
    (found,) = judging.same_texts(texts, STANDARD.of(terms.SAME_TEXT), FEBRUARY)
    assert [each.report_id for each in found.seen] == [1, 2, 3]


@pytest.mark.parametrize(
    "texts",
    [
        [told(1, 1, TEXT), told(2, 1, TEXT), told(3, 1, TEXT)],
        [told(1, 1, TEXT), told(2, 2, TEXT)],
        [told(n, n, "Sjuk hela månaden.") for n in range(9)],
        [told(1, 1, TEXT), told(2, 2, TEXT, provider=2), told(3, 3, TEXT, provider=3)],
    ],
    ids=["one person", "two people", "short texts", "different providers"],
)
def test_what_is_no_pattern_is_left_alone(texts):
    assert judging.same_texts(texts, STANDARD.of(terms.SAME_TEXT), FEBRUARY) == []


WORDS = st.lists(st.sampled_from("abcd"), max_size=9).map(tuple)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=8), st.sampled_from([50, 67, 80, 100]))
def test_the_quick_search_finds_what_comparing_all_pairs_finds(texts, percent):
    sets = [runs_of(words) for words in texts]
    near = {
        (a, b)
        for a, b in combinations(range(len(texts)), 2)
        if sets[a] and sets[b] and 100 * likeness(sets[a], sets[b]) >= percent
    }
    groups = [{n} for n in range(len(texts))]
    for a, b in near:
        one, other = (next(g for g in groups if n in g) for n in (a, b))
        if one is not other:
            one |= other
            groups.remove(other)
    expected = sorted(sorted(group) for group in groups if len(group) > 1)
    assert alike(dict(enumerate(texts)), percent) == expected


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_whole_for_equals(one, other):
    a, b = runs_of(one), runs_of(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1
    assert not a or likeness(a, a) == 1


# --- Bulk --------------------------------------------------------------------------------------------------

DUE = date(2026, 3, 6)


def test_reports_that_all_come_on_the_last_day_are_found():
    arrivals = Arrivals(1, DUE, {DUE: 9, DUE - timedelta(days=3): 1})
    (found,) = judging.bulk([arrivals], STANDARD.of(terms.BULK), FEBRUARY)
    assert "9 av 10 rapporter" in found.explanation
    assert "2026-03-06" in found.explanation


@pytest.mark.parametrize(
    "by_day",
    [{DUE: 9}, {DUE: 7, date(2026, 3, 2): 3}, {DUE + timedelta(days=1): 20}],
    ids=["few reports", "too small a share", "after the day"],
)
def test_reports_that_come_otherwise_are_no_bulk(by_day):
    assert judging.bulk([Arrivals(1, DUE, by_day)], STANDARD.of(terms.BULK), FEBRUARY) == []


def test_the_last_two_working_days_reach_over_a_weekend():
    monday, friday = date(2026, 3, 9), date(2026, 3, 6)
    limits = STANDARD.of(terms.BULK) | {"last_days": 2}
    assert judging.bulk([Arrivals(1, monday, {friday: 10})], limits, FEBRUARY)


# --- Hours -------------------------------------------------------------------------------------------------


def hours(attended, *, days=20, planned=40):
    return Hours(1, 7, 8, attended, days, planned)


@pytest.mark.parametrize(
    ("report", "note"),
    [
        (hours(181), "181 timmar, 20 arbetsdagar rymmer 180"),
        (hours(8, days=0), "8 timmar, 0 arbetsdagar rymmer 0"),
        (hours(110, planned=20), "110 timmar, planerat 80"),
    ],
)
def test_hours_above_what_is_possible_or_planned_are_found_with_the_figures(report, note):
    (found,) = judging.too_many_hours([report], STANDARD.of(terms.TOO_MANY_HOURS), FEBRUARY)
    assert found.seen == (Seen(7, 8, note),)


@pytest.mark.parametrize(
    "report", [hours(180), hours(100, planned=20), hours(17, planned=3), hours(50, planned=0)]
)
def test_hours_within_the_limits_are_left_alone(report):
    assert judging.too_many_hours([report], STANDARD.of(terms.TOO_MANY_HOURS), FEBRUARY) == []


@given(st.integers(0, 744), st.integers(0, 23), st.integers(0, 60))
def test_more_hours_are_never_less_odd(attended, days, planned):
    limits = STANDARD.of(terms.TOO_MANY_HOURS)
    if judging.too_many_hours([hours(attended, days=days, planned=planned)], limits, FEBRUARY):
        assert judging.too_many_hours([hours(attended + 1, days=days, planned=planned)], limits, FEBRUARY)


# --- Days --------------------------------------------------------------------------------------------------


def test_days_are_flagged_from_the_limit_and_gathered_by_provider():
    saturday = date(2026, 2, 7)
    days = [Days(2, 5, 50, 1, saturday), Days(2, 6, 60, 2, saturday), Days(1, 7, 70, 3, saturday)]
    first, second = judging.free_days(days, STANDARD.of(terms.FREE_DAYS), FEBRUARY)
    assert (first.provider_id, second.provider_id) == (1, 2)
    assert second.seen == (Seen(6, 60, "2 dagar, den första 2026-02-07"),)
    (sick,) = judging.present_while_sick(days[:1], STANDARD.of(terms.PRESENT_WHILE_SICK), FEBRUARY)
    assert sick.seen[0].note == "Den 2026-02-07"
    assert judging.double_booked([], STANDARD.of(terms.DOUBLE_BOOKED), FEBRUARY) == []


# --- Results -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Anna har fått en tillsvidareanställning som kock.",
        "Hon började studera till undersköterska i januari.",
        "Deltagaren har nu egen försörjning.",
        "Han antogs till lärarprogrammet.",
    ],
)
def test_a_claimed_result_is_understood(text):
    assert claims_result(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hon söker en anställning som kock.",
        "Han har inte fått något arbete än.",
        "Vi har övat på arbetsintervjuer.",
        "Deltagaren har vilja. Arbete är målet.",
    ],
)
def test_hope_and_denial_are_no_claim(text):
    assert not claims_result(text)


def claim(**changes):
    values = {
        "provider_id": 1,
        "assignment_id": 5,
        "text": "Hon har fått ett jobb.",
        "closed_as": "",
        "told_on": date(2026, 2, 10),
        "has_proof": False,
    } | changes
    return Claim(**values)


@pytest.mark.parametrize(
    ("case", "found"),
    [
        (claim(), True),
        (claim(text="", closed_as="Egen försörjning: arbete"), True),
        (claim(has_proof=True), False),
        (claim(text="Bra framsteg."), False),
        (claim(told_on=date(2026, 3, 5)), False),
    ],
)
def test_a_result_without_proof_is_found_when_the_time_to_show_it_is_over(case, found):
    limits = STANDARD.of(terms.UNPROVEN_RESULT)
    assert bool(judging.unproven_results([case], limits, FEBRUARY, date(2026, 3, 10))) is found


# --- Change ------------------------------------------------------------------------------------------------


def averages(before, now):
    same = Spread(60, 3.0, 1.0)
    return Averages(1, Spread(60, before, 0.02), Spread(12, now, 0.02), same, same)


def test_attendance_that_jumps_is_found_and_explained():
    (found,) = judging.sudden_changes([averages(0.70, 0.98)], STANDARD.of(terms.SUDDEN_CHANGE), FEBRUARY)
    assert "Närvaron steg från 70 procent till 98 procent" in found.explanation.replace("\u00a0", " ")


@pytest.mark.parametrize(("before", "now"), [(0.70, 0.78), (0.7, 0.7)])
def test_a_small_change_is_left_alone(before, now):
    assert judging.sudden_changes([averages(before, now)], STANDARD.of(terms.SUDDEN_CHANGE), FEBRUARY) == []


@settings(max_examples=100)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_change_is_the_same_size_both_ways(one, other):
    a, b = (Spread.of_sums(len(v), sum(v), sum(x * x for x in v)) for v in (one, other))
    there, back = change(a, b), change(b, a)
    assert there.difference == pytest.approx(-back.difference)
    assert abs(there.errors) == pytest.approx(abs(back.errors))
    assert change(a, a).errors == 0


def test_equal_providers_are_seldom_told_apart():
    from random import Random

    chance = Random(5)
    found = 0
    for _ in range(1000):
        draws = [[chance.gauss(0.8, 0.15) for _ in range(n)] for n in (60, 12)]
        spreads = [Spread.of_sums(len(d), sum(d), sum(x * x for x in d)) for d in draws]
        found += is_sudden(change(*spreads), fewest=10, deviations=3, least_difference=0.10)
    assert found <= 20


# --- What is new -------------------------------------------------------------------------------------------


def finding(*assignments, rule=terms.FREE_DAYS, **fields):
    return Finding(rule, 1, FEBRUARY, "Så är det.", tuple(Seen(a, None) for a in assignments), **fields)


def test_only_what_has_not_been_flagged_is_told():
    flagged = {(terms.FREE_DAYS, FEBRUARY, 1)}
    (new,) = only_new([finding(1, 2)], flagged)
    assert [each.assignment_id for each in new.seen] == [2]
    assert only_new([finding(1)], flagged) == []
    assert only_new([finding(1)], {(terms.FREE_DAYS, date(2026, 1, 1), 1)}) == [finding(1)]


def test_a_pattern_with_a_new_part_is_told_whole():
    flagged = {(terms.SAME_TEXT, FEBRUARY, n) for n in (1, 2, 3)}
    assert only_new([finding(1, 2, 3, rule=terms.SAME_TEXT, is_pattern=True)], flagged) == []
    (new,) = only_new([finding(1, 2, 3, 4, rule=terms.SAME_TEXT, is_pattern=True)], flagged)
    assert len(new.seen) == 4


@given(st.permutations([1, 2, 3, 4]))
def test_the_fingerprint_does_not_depend_on_the_order(order):
    assert finding(*order).fingerprint == finding(1, 2, 3, 4).fingerprint
    assert finding(*order).fingerprint != finding(1, 2, 3).fingerprint


# --- Terms -------------------------------------------------------------------------------------------------


def test_a_limit_that_is_left_out_has_its_standard():
    given_terms = TermsInForce({terms.BULK: {"last_days": 2}}, {terms.FREE_DAYS})
    assert given_terms.of(terms.BULK)["last_days"] == 2
    assert given_terms.of(terms.BULK)["share_percent"] == 80
    assert not given_terms.looks(terms.FREE_DAYS)
    assert given_terms.looks(terms.BULK)


def test_terms_never_reach_back_nor_pass_later_ones_and_all_limits_are_sensible():
    today = date(2026, 3, 16)
    wanted = WantedTerms(today, {}, ())
    assert may_set_terms(wanted, [date(2026, 1, 1), today], today).ok
    assert not may_set_terms(WantedTerms(today - timedelta(days=1), {}, ()), [], today).ok
    assert not may_set_terms(wanted, [date(2026, 4, 1)], today).ok
    answer = may_set_terms(WantedTerms(today, {terms.BULK: {"last_days": 0}}, ()), [], today)
    assert answer.problems[0].field == "bulk__last_days"


# --- Day by day --------------------------------------------------------------------------------------------

PART = Period(date(2026, 2, 2), date(2026, 3, 1))


@given(st.lists(st.tuples(st.integers(0, 720), st.integers(0, 720)), max_size=27))
def test_days_that_make_the_totals_are_always_accepted(minutes):
    days = [NewDay(day, *each) for day, each in zip(days_of(PART), minutes, strict=False)]
    attended, absent = hours_of(days)
    assert may_say_days(PART, days, attended, absent).ok
    assert abs(60 * attended - sum(day.attended for day in days)) <= 30
    if days:
        assert not may_say_days(PART, days, attended + 1, absent).ok


@pytest.mark.parametrize(
    "days",
    [
        [NewDay(date(2026, 2, 1), 60)],
        [NewDay(date(2026, 2, 2), 30), NewDay(date(2026, 2, 2), 30)],
        [NewDay(date(2026, 2, 2), 800, 700)],
    ],
    ids=["outside", "twice", "more than a day"],
)
def test_days_that_cannot_be_are_refused(days):
    assert not may_say_days(PART, days, *hours_of(days)).ok
