"""A study of the method on made-up customers whose providers' true quality is known (docs/comparison.md).

    python -m stegvis.statistics.comparison.study docs/comparison.md

Each world has its customers, described by four characteristics that weigh on the outcome; each provider draws
easier or harder customers than the others. What the method says is held against what is true. The same seed
gives the same table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from stegvis.core.numbers import format_decimal
from stegvis.statistics.comparison.adjusting import Adjusted, Z, adjust
from stegvis.statistics.comparison.cohorts import Codes, Cohort, Numbers

SEED = 2026
WORLDS = 400
WEIGHTS = ((1.0, 4), (0.8, 3), (0.6, 2), (0.5, 5))
"""Of each characteristic: its weight between the lowest and the highest value, and how many values it has."""
COMMON = -0.2
"""On the logistic scale: a little under half of all customers succeed."""
DIFFERENCE = 0.15
"""The true difference between good and bad providers, with the same customers."""
HEADER = (
    "| World | Told to differ | – without adjusting | Interval holds the truth | Pairs ranked right "
    "| – without adjusting |"
)
BEGIN, END = "<!-- study -->", "<!-- /study -->"


@dataclass(frozen=True)
class World:
    """Customers, and what is true of their providers."""

    cohort: Cohort
    is_good: Codes
    truth: Numbers
    """What each provider reaches with everybody's customers."""


@dataclass(frozen=True)
class Scenario:
    name: str
    providers: int
    difference: float
    sizes: Callable[[np.random.Generator, int], Codes]
    mix: float
    """How far apart the providers' customers are, in standard deviations."""
    against: float = 0.0
    """How much harder customers the good providers have."""


def _unequal(draw: np.random.Generator, providers: int) -> Codes:
    return draw.integers(18, 300, providers)


def _few(draw: np.random.Generator, providers: int) -> Codes:
    return draw.integers(18, 31, providers)


def _hundred(_: np.random.Generator, providers: int) -> Codes:
    return np.full(providers, 100)


SCENARIOS = (
    Scenario("Equally good, equal customers", 20, 0.0, _unequal, 0.0),
    Scenario("Equally good, unequal customers", 20, 0.0, _unequal, 0.7),
    Scenario("Equally good, very unequal customers", 20, 0.0, _unequal, 1.2),
    Scenario("Equally good, five providers only", 5, 0.0, _unequal, 0.7),
    Scenario("Equally good, 18–30 very unequal customers each", 20, 0.0, _few, 1.2),
    Scenario("15 points apart, equal customers", 20, DIFFERENCE, _hundred, 0.0),
    Scenario("15 points apart, unequal customers", 20, DIFFERENCE, _hundred, 0.5),
    Scenario("15 points apart, the good have harder customers", 20, DIFFERENCE, _hundred, 0.3, against=0.6),
    Scenario("15 points apart, two providers only", 2, DIFFERENCE, _hundred, 0.3),
)


@dataclass
class Tally:
    """Shares over the worlds of a scenario."""

    flagged: list[float] = field(default_factory=list)
    flagged_raw: list[float] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    ranked: list[float] = field(default_factory=list)
    ranked_raw: list[float] = field(default_factory=list)

    def add(self, world: World, result: Adjusted) -> None:
        self.flagged.append(float(result.differs.mean()))
        self.flagged_raw.append(float(_differs_raw(world.cohort, result).mean()))
        self.covered.append(float(((result.low <= world.truth) & (world.truth <= result.high)).mean()))
        if world.is_good.any():
            self.ranked.append(_ranked_right(result.adjusted, world.is_good))
            self.ranked_raw.append(_ranked_right(result.raw, world.is_good))


def study(scenario: Scenario, worlds: int, seed: int = SEED) -> Tally:
    draw = np.random.default_rng(seed)
    tally = Tally()
    for _ in range(worlds):
        world = a_world(scenario, draw)
        tally.add(world, adjust(world.cohort))
    return tally


def a_world(scenario: Scenario, draw: np.random.Generator) -> World:
    provider = np.repeat(np.arange(scenario.providers), scenario.sizes(draw, scenario.providers))
    is_good = (
        np.arange(scenario.providers) % 2 == 0
        if scenario.difference
        else np.zeros(scenario.providers, dtype=bool)
    )
    hardness = draw.normal(0, scenario.mix, scenario.providers)
    hardness += np.where(is_good, scenario.against / 2, -scenario.against / 2) if scenario.difference else 0
    characteristics, chance = _customers(provider, hardness, draw)
    reach = _effect(chance, scenario.difference)
    effects = np.where(is_good, reach, -reach)
    outcome = draw.random(len(provider)) < expit(chance + effects[provider])
    return World(
        Cohort(provider, outcome.astype(np.float64), scenario.providers, characteristics),
        is_good.astype(np.int64),
        np.array([expit(chance + effect).mean() for effect in effects]),
    )


def _customers(
    provider: Codes, hardness: Numbers, draw: np.random.Generator
) -> tuple[tuple[Codes, ...], Numbers]:
    """Each customer's characteristics, and what they say on the logistic scale."""
    chance = np.full(len(provider), COMMON)
    characteristics = []
    for weight, values in WEIGHTS:
        limits = np.quantile(np.random.default_rng(1).normal(size=4000), np.linspace(0, 1, values + 1)[1:-1])
        value = np.digitize(draw.normal(size=len(provider)) + hardness[provider], limits).astype(np.int64)
        characteristics.append(value)
        chance = chance - weight * (value / (values - 1) - 0.5)
    return tuple(characteristics), chance


def _effect(chance: Numbers, difference: float) -> float:
    """How far good and bad are from the middle on the logistic scale, for their shares to differ so much."""
    if not difference:
        return 0.0

    def missing(reach: float) -> float:
        return float((expit(chance + reach) - expit(chance - reach)).mean()) - difference

    return float(brentq(missing, 0, 5))


def _differs_raw(cohort: Cohort, result: Adjusted) -> Codes:
    """What would be told if nobody asked who the customers were."""
    share = cohort.outcome.mean()
    distance: Codes = np.abs(result.raw - share) > Z * np.sqrt(share * (1 - share) / result.n)
    return distance


def _ranked_right(results: Numbers, is_good: Codes) -> float:
    """Of all pairs of a good and a bad provider, in how many the good one is above."""
    good, bad = results[is_good == 1], results[is_good == 0]
    return float((good[:, None] > bad[None, :]).mean())


def table(worlds: int) -> str:
    lines = [
        f"{worlds} worlds of each kind, seed {SEED}.",
        "",
        HEADER,
        "|---|--:|--:|--:|--:|--:|",
    ]
    for scenario in SCENARIOS:
        tally = study(scenario, worlds)
        columns = (tally.flagged, tally.flagged_raw, tally.covered, tally.ranked, tally.ranked_raw)
        lines.append(f"| {scenario.name} | {' | '.join(_percent(column) for column in columns)} |")
    return "\n".join(lines)


def _percent(shares: list[float]) -> str:
    return f"{format_decimal(round(float(np.mean(shares)) * 100, 1), 1)} %" if shares else "–"


def write_into(path: Path, text: str) -> None:
    """Between the marks of the study."""
    before, rest = path.read_text().split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


if __name__ == "__main__":
    write_into(Path(sys.argv[1]), table(WORLDS))
