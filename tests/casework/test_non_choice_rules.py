"""The rule that picks a provider for those who do not choose."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.rules.choice_terms import NewTerms, may_be_written
from stegvis.casework.rules.non_choice import (
    Candidate,
    Draw,
    Rule,
    explained,
    in_turn,
    may_use_rule,
    metres_between,
    pick,
    stands,
)

TODAY = date(2026, 3, 16)
STOCKHOLM, GOTHENBURG = (59.3293, 18.0686), (57.7089, 11.9746)

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        provider_id=st.integers(1, 500),
        name=st.just("Anordnare"),
        picked=st.integers(0, 30),
        last=st.none() | st.integers(1, 10_000),
        metres=st.none() | st.integers(0, 90_000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda each: each.provider_id,
)
DRAWS = st.builds(
    Draw,
    rule=st.sampled_from(list(Rule)),
    seed=st.text(max_size=10),
    case_number=st.text(min_size=1, max_size=12),
    candidates=CANDIDATES.map(tuple),
)


def carried_out(rule: Rule, rounds: list[set[int]], seed: str) -> Counter[int]:
    """How many each provider got when, one person after another, those of the round could take somebody."""
    got: Counter[int] = Counter()
    last: dict[int, int] = {}
    for number, able in enumerate(rounds, start=1):
        draw = Draw(
            rule,
            seed,
            f"ÄRENDE {number}",
            tuple(Candidate(pk, f"A{pk}", picked=got[pk], last=last.get(pk)) for pk in sorted(able)),
        )
        picked = pick(draw)
        assert picked is not None
        got[picked.provider_id] += 1
        last[picked.provider_id] = number
    return got


@given(DRAWS)
def test_it_can_be_done_again_from_what_is_kept_with_the_choice(draw):
    kept = json.loads(json.dumps(draw.as_json()))
    assert Draw.of_json(kept) == draw
    assert pick(Draw.of_json(kept)) == pick(draw)


@given(DRAWS, st.randoms())
def test_in_which_order_the_providers_are_read_makes_no_difference(draw, chance):
    shuffled = list(draw.candidates)
    chance.shuffle(shuffled)
    assert pick(replace(draw, candidates=tuple(shuffled))) == pick(draw)


@given(DRAWS)
def test_nobody_is_lost_and_the_first_in_turn_is_the_one_picked_and_named(draw):
    turn = in_turn(draw)
    assert set(turn) == set(draw.candidates)
    assert turn[0] == pick(draw)
    assert turn[0].name in explained(draw)
    assert all(stands(draw.rule, each) for each in turn)


@given(st.sets(st.integers(1, 99), min_size=1, max_size=8), st.integers(1, 5), st.text(max_size=8))
def test_a_rota_goes_all_the_way_round_before_anybody_gets_a_second(providers, laps, seed):
    got = carried_out(Rule.ROTA, [providers] * (laps * len(providers)), seed)
    assert got == dict.fromkeys(providers, laps)


@given(
    st.lists(st.sets(st.integers(1, 6), min_size=1), min_size=1, max_size=40),
    st.text(max_size=8),
)
def test_an_equal_share_goes_to_one_with_the_fewest_of_those_who_could(rounds, seed):
    got: Counter[int] = Counter()
    for number, able in enumerate(rounds, start=1):
        draw = Draw(
            Rule.EQUAL_SHARE,
            seed,
            f"ÄRENDE {number}",
            tuple(Candidate(pk, "A", picked=got[pk]) for pk in able),
        )
        picked = pick(draw)
        assert got[picked.provider_id] == min(got[pk] for pk in able)
        got[picked.provider_id] += 1


@given(st.sets(st.integers(1, 99), min_size=2, max_size=8), st.integers(1, 60), st.text(max_size=8))
def test_under_equal_share_nobody_gets_two_more_than_another_when_all_can_take(providers, persons, seed):
    got = carried_out(Rule.EQUAL_SHARE, [providers] * persons, seed)
    counts = [got[pk] for pk in providers]
    assert max(counts) - min(counts) <= 1


def test_over_many_cases_the_lot_falls_on_all_about_equally_often():
    candidates = tuple(Candidate(pk, "A") for pk in (11, 12, 13, 14))
    got = Counter(pick(Draw(Rule.LOT, "frö", f"2026-{n}", candidates)).provider_id for n in range(2000))
    assert all(430 < got[pk] < 570 for pk in (11, 12, 13, 14))


def test_another_seed_draws_other_lots():
    candidates = tuple(Candidate(pk, "A") for pk in range(1, 9))
    firsts = {pick(Draw(Rule.LOT, f"frö {n}", "2026-1", candidates)).provider_id for n in range(40)}
    assert len(firsts) > 4


@given(DRAWS)
def test_the_nearest_is_never_farther_away_than_another_that_is_known(draw):
    picked = pick(replace(draw, rule=Rule.NEAREST))
    known = [each.metres for each in draw.candidates if each.metres is not None]
    assert picked.metres == (min(known) if known else None)


def test_why_is_told_in_plain_words():
    near, far = Candidate(1, "Nära AB", metres=1_240), Candidate(2, "Långt AB", metres=9_900)
    assert explained(Draw(Rule.NEAREST, "", "1", (far, near))) == "Nära AB ligger närmast, 1,2 km bort."
    fresh, used = Candidate(1, "Ny AB"), Candidate(2, "Van AB", picked=3, last=70)
    assert explained(Draw(Rule.ROTA, "", "1", (used, fresh))) == "Ny AB har inte fått något ickeval än."
    assert "minst antal ickeval, 0." in explained(Draw(Rule.EQUAL_SHARE, "", "1", (used, fresh)))
    twins = (Candidate(1, "Ett AB"), Candidate(2, "Två AB"))
    assert "2 anordnare stod lika, och lotten avgjorde." in explained(Draw(Rule.ROTA, "", "1", twins))
    assert pick(Draw(Rule.ROTA, "", "1", ())) is None


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_it_is_as_far_there_as_back(lat, lon, to_lat, to_lon):
    there = metres_between((lat, lon), (to_lat, to_lon))
    assert there == metres_between((to_lat, to_lon), (lat, lon))
    assert 0 <= there <= 20_016_000


def test_between_stockholm_and_gothenburg_it_is_some_400_kilometres():
    assert 395_000 < metres_between(STOCKHOLM, GOTHENBURG) < 400_000


@given(reason=st.sampled_from(["", " ", "Kom inte."]), gives_up=st.booleans(), left=st.integers(-5, 5))
def test_who_has_been_given_time_has_it_unless_he_says_that_he_will_not_choose(reason, gives_up, left):
    choose_by = date.fromordinal(TODAY.toordinal() + left)
    answer = may_use_rule(reason=reason, choose_by=choose_by, gives_up=gives_up, today=TODAY)
    assert bool(answer) == (reason == "Kom inte." and (gives_up or left < 0))
    assert may_use_rule(reason="Kom inte.", choose_by=None, gives_up=False, today=TODAY)


@given(st.integers(-3, 500))
def test_the_time_to_choose_is_between_a_day_and_a_year(days):
    terms = NewTerms(days, "rota", decided_in="AN § 12")
    assert bool(may_be_written(terms)) == (1 <= days <= 365)
    assert not may_be_written(replace(terms, decided_in=" "))
