"""The rules that look for odd patterns in reports: what they find, what they leave alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.assignments.rules.days import NewDay, days_of, hours_of, may_say_days
from stegvis.assignments.rules.reporting import latest_overdue_month
from stegvis.assignments.rules.review import judging, terms
from stegvis.assignments.rules.review.change import Spread, change, is_sudden
from stegvis.assignments.rules.review.claims import claims_result
from stegvis.assignments.rules.review.findings import Finding, Seen, only_new
from stegvis.assignments.rules.review.judging import Arrivals, Averages, Claim, Days, Hours, Told
from stegvis.assignments.rules.review.likeness import alike, likeness, runs_of, words_of
from stegvis.assignments.rules.review.months import months_of_claims, months_until
from stegvis.assignments.rules.review.terms import TermsInForce, WantedTerms, may_set_terms
from stegvis.core.period import Period, add_months
from stegvis.core.working_days import is_working_day

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
    assert found.seen == (Seen(7, 8, note, report.attended),)


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
    assert second.seen == (Seen(6, 60, "2 dagar, den första 2026-02-07", 2),)
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
        "Hon har sökt och fått anställning på ett lager.",
        "Han har en fast tjänst.",
        "Efter praktiken fick hon tag på ett eget vikariat.",
        "Deltagaren har skrivit på ett anställningsavtal.",
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
        "Hon har sökt tre jobb.",
        "Hon har varit på anställningsintervju.",
        "Han har fått hjälp att hitta ett arbete.",
        "Han fick chans till anställning.",
        "Hon har haft jobb tidigare.",
        "Hon har erfarenhet av arbete inom vården.",
        "Han har kommit närmare ett arbete.",
        "Vi har pratat om arbete och studier.",
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
    flagged = {(terms.FREE_DAYS, FEBRUARY, 1): 0}
    (new,) = only_new([finding(1, 2)], flagged)
    assert [each.assignment_id for each in new.seen] == [2]
    assert only_new([finding(1)], flagged) == []
    assert only_new([finding(1)], {(terms.FREE_DAYS, date(2026, 1, 1), 1): 0}) == [finding(1)]


def test_a_pattern_with_a_new_part_is_told_whole():
    flagged = {(terms.SAME_TEXT, FEBRUARY, n): 0 for n in (1, 2, 3)}
    assert only_new([finding(1, 2, 3, rule=terms.SAME_TEXT, is_pattern=True)], flagged) == []
    (new,) = only_new([finding(1, 2, 3, 4, rule=terms.SAME_TEXT, is_pattern=True)], flagged)
    assert len(new.seen) == 4


@given(st.integers(0, 800), st.integers(0, 800))
def test_a_case_comes_back_only_when_far_more_is_told_than_was_flagged(was, told_now):
    seen = Finding(terms.FREE_DAYS, 1, FEBRUARY, "Så är det.", (Seen(1, None, "", told_now),))
    comes_back = bool(only_new([seen], {(terms.FREE_DAYS, FEBRUARY, 1): was}))
    assert comes_back is (was > 0 and told_now >= 1.5 * was)


@given(st.permutations([1, 2, 3, 4]))
def test_the_fingerprint_does_not_depend_on_the_order(order):
    assert finding(*order).fingerprint == finding(1, 2, 3, 4).fingerprint
    assert finding(*order).fingerprint != finding(1, 2, 3).fingerprint


# --- Months ------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 180), st.integers(1, 12))
def test_every_claim_is_looked_at_on_the_night_when_the_time_to_prove_it_is_over_or_soon_after(
    told_on, days_to_prove, months_back
):
    """Soon after: the reports of its month must be due too."""
    month = told_on.replace(day=1)
    nights = (told_on + timedelta(days=days_to_prove + n) for n in range(75))
    assert any(
        month in months_of_claims(latest_overdue_month(night), night, days_to_prove, months_back)
        for night in nights
    )


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 12))
def test_so_many_months_follow_each_other_up_to_the_latest(day, months):
    found = months_until(day.replace(day=1), months)
    assert len(found) == months
    assert found[-1] == day.replace(day=1)
    assert all(add_months(one, 1) == other for one, other in pairwise(found))


# --- At the limits -----------------------------------------------------------------------------------------


@given(
    st.dictionaries(st.dates(date(2026, 2, 20), date(2026, 3, 12)), st.integers(0, 40), min_size=1),
    st.integers(1, 5),
    st.integers(10, 100),
    st.integers(2, 60),
)
def test_bulk_is_found_exactly_from_its_share_and_number(by_day, last_days, share, fewest):
    limits = {"last_days": last_days, "share_percent": share, "fewest_reports": fewest}
    first, working = DUE, 1
    while working < last_days:
        first -= timedelta(days=1)
        working += is_working_day(first)
    late = sum(n for day, n in by_day.items() if first <= day <= DUE)
    expected = sum(by_day.values()) >= fewest and late / sum(by_day.values()) * 100 >= share - 1e-9
    assert bool(judging.bulk([Arrivals(1, DUE, by_day)], limits, FEBRUARY)) is expected


@given(st.integers(0, 744), st.integers(0, 23), st.integers(0, 60), st.integers(0, 500), st.integers(1, 200))
def test_hours_are_found_above_what_is_possible_or_above_both_limits_of_the_plan(
    attended, days, planned, over, fewest
):
    limits = {"hours_a_day": 9, "over_plan_percent": over, "fewest_hours_over": fewest}
    plan = Fraction(planned * days, 5)
    above = plan > 0 and attended - plan >= fewest and (attended - plan) * 100 > plan * over
    found = judging.too_many_hours([hours(attended, days=days, planned=planned)], limits, FEBRUARY)
    assert bool(found) is (attended > 9 * days or above)


@given(st.lists(st.integers(0, 31), min_size=1, max_size=8), st.integers(1, 31))
def test_days_are_found_exactly_from_the_limit_in_every_rule_of_days(counts, fewest):
    days = [Days(1, case, 100 + case, n, FEBRUARY) for case, n in enumerate(counts)]
    limits = {"fewest_days": fewest, "hours_a_day": 2}
    of_days = (judging.long_days, judging.free_days, judging.present_while_sick, judging.double_booked)
    for rule in of_days:
        seen = {each.assignment_id for found in rule(days, limits, FEBRUARY) for each in found.seen}
        assert seen == {case for case, n in enumerate(counts) if n >= fewest}


@given(st.integers(0, 180), st.integers(0, 400), st.booleans())
def test_a_claim_is_found_from_the_day_when_the_time_is_over_and_never_with_proof(limit, passed, has_proof):
    case = claim(has_proof=has_proof)
    today = case.told_on + timedelta(days=passed)
    found = judging.unproven_results([case], {"days_to_prove": limit}, FEBRUARY, today)
    assert bool(found) is (passed >= limit and not has_proof)


@given(st.integers(2, 8), st.integers(2, 8), st.integers(1, 14), st.integers(3, 14))
def test_the_same_text_is_found_exactly_from_the_number_of_people_and_words(people, fewest, words, least):
    text = tuple("abcdefghijklmn"[:words])
    texts = [Told(1, n, n, n, text) for n in range(people)] + [Told(1, 99, 99, 0, text)]  # one person twice
    limits = {"similarity_percent": 100, "fewest_people": fewest, "fewest_words": least}
    assert bool(judging.same_texts(texts, limits, FEBRUARY)) is (people >= fewest and words >= least)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1), st.floats(0, 1))
def test_a_change_needs_enough_reports_a_difference_that_matters_and_certainty(before, now, one, other):
    limits = STANDARD.of(terms.SUDDEN_CHANGE)
    same = Spread(60, 3.0, 1.0)
    each = Averages(1, Spread(before, one, 0.02), Spread(now, other, 0.02), same, same)
    if judging.sudden_changes([each], limits, FEBRUARY):
        assert min(before, now) >= limits["fewest_reports"]
        assert abs(one - other) >= limits["attendance_points"] / 100


# --- Terms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "said"), [(50, "0,50 steg"), (1, "0,01 steg"), (400, "4,00 steg")])
def test_a_limit_in_hundredths_is_told_as_steps(value, said):
    limit = next(each for each in terms.BY_KEY[terms.SUDDEN_CHANGE].limits if each.unit == terms.HUNDREDTHS)
    assert limit.said(value) == said


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
    assert may_set_terms(WantedTerms(today, {}, (), 12), [], today).ok
    for months in (0, 13):
        assert may_set_terms(WantedTerms(today, {}, (), months), [], today).problems[0].field == "months_back"
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
