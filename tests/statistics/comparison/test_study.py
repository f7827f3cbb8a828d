"""A small version of `make study-comparison`: what the method promises, on worlds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from stegvis.statistics.comparison.study import BEGIN, END, SCENARIOS, study, table, write_into

WORLDS = 12


@pytest.fixture(scope="module")
def scenarios():
    return {scenario.name: scenario for scenario in SCENARIOS}


@pytest.mark.parametrize(
    "name", ["Equally good, unequal customers", "Equally good, 18–30 very unequal customers each"]
)
def test_equal_quality_with_unequal_customers_is_told_to_differ_in_five_percent_at_most(scenarios, name):
    tally = study(scenarios[name], WORLDS)
    assert np.mean(tally.flagged) <= 0.05
    assert np.mean(tally.flagged_raw) > 0.3, "without adjusting, the customers are taken for the quality"
    assert np.mean(tally.covered) >= 0.95


@pytest.mark.parametrize(
    "name",
    [
        "15 points apart, unequal customers",
        "15 points apart, the good have harder customers",
    ],
)
def test_fifteen_points_with_a_hundred_customers_each_are_ranked_right_in_nine_pairs_of_ten(scenarios, name):
    tally = study(scenarios[name], WORLDS)
    assert np.mean(tally.ranked) >= 0.9
    assert np.mean(tally.ranked) > np.mean(tally.ranked_raw)


def test_the_table_is_the_same_each_time_and_stands_between_its_marks(tmp_path, monkeypatch):
    monkeypatch.setattr("stegvis.statistics.comparison.study.SCENARIOS", SCENARIOS[3:4])
    assert table(2) == table(2)
    page = tmp_path / "comparison.md"
    page.write_text(f"Före {BEGIN} gammal {END} efter")
    write_into(page, table(2))
    assert page.read_text().startswith(f"Före {BEGIN}\n\n2 worlds of each kind")
    assert page.read_text().endswith(f"{END} efter")
