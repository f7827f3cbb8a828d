"""What each provider would reach with the same customers: a logistic model of what was known beforehand.

Customers are described by what stood in the case before the decision, never by what the provider did. The
weight of each characteristic is found with the providers' own differences taken into account, and these with
the characteristics taken into account, turn by turn: a provider that is good with hard customers would
otherwise make the customers seem less hard. Told in docs/comparison.md.

Takes seconds to load; import it only where something is computed.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.special import expit
from scipy.stats import norm
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from stegvis.statistics.comparison.cohorts import Cohort, Numbers
from stegvis.statistics.comparison.shrinking import Shrunken, shrunken

ROUNDS = 4
"""After so many turns nothing changes that can be seen."""
STEPS = 8
CONFIDENCE = 0.95
Z = float(norm.ppf(0.5 + CONFIDENCE / 2))


@dataclass(frozen=True)
class Adjusted:
    """The results of all providers of a cohort, one place each."""

    n: Numbers
    raw: Numbers
    expected: Numbers
    """What a middling provider would have reached with this one's customers."""
    adjusted: Numbers
    low: Numbers
    high: Numbers
    strength: Numbers
    """How many standard deviations of the providers' true differences each lies from their middle."""
    middle: float
    """What a middling provider reaches with everybody's customers."""

    @property
    def differs(self) -> Any:
        """Where the interval does not hold the middle."""
        return (self.low > self.middle) | (self.high < self.middle)


class Outcome(Protocol):
    """How one kind of outcome is modelled."""

    def customers(self, cohort: Cohort, design: Numbers, effects: Numbers) -> Numbers:
        """What each customer's characteristics say, on the scale of the model, with the effects given."""

    def own(self, cohort: Cohort, predicted: Numbers) -> tuple[Numbers, Numbers]:
        """Each provider's difference and its variance, each by itself."""

    def level(self, predicted: Numbers, effect: float) -> float:
        """The mean outcome of all the customers with one provider's effect."""


class Share:
    """Of something that happens or not: logistic."""

    def customers(self, cohort: Cohort, design: Numbers, effects: Numbers) -> Numbers:
        """Beside the customers stands half a success and half a failure for each characteristic. They keep
        its weight finite when everybody or nobody with it succeeds (the log-F prior of Greenland and
        Mansournia 2015), and are nothing beside a hundred customers."""
        width = design.shape[1]
        rows = np.vstack([design, np.eye(width)])
        outcome = np.append(cohort.outcome, np.full(width, 0.5))
        offset = np.append(effects[cohort.provider], np.zeros(width))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = GLM(outcome, rows, family=families.Binomial(), offset=offset)
            weights: Numbers = model.fit(maxiter=50).params
        return design @ weights

    def own(self, cohort: Cohort, predicted: Numbers) -> tuple[Numbers, Numbers]:
        """By Newton's steps for all providers at once, with half a customer of each outcome beside."""
        effect = np.zeros(cohort.providers)
        information = np.ones(cohort.providers)
        for _ in range(STEPS):
            chance = expit(predicted + effect[cohort.provider])
            beside = expit(effect)
            score = cohort.summed(cohort.outcome - chance) + 0.5 - beside
            information = cohort.summed(chance * (1 - chance)) + beside * (1 - beside)
            effect = effect + np.clip(score / information, -1, 1)
        return effect, 1 / information

    def level(self, predicted: Numbers, effect: float) -> float:
        return float(expit(predicted + effect).mean())


class Time:
    """Of a number of days: linear."""

    def customers(self, cohort: Cohort, design: Numbers, effects: Numbers) -> Numbers:
        weights, *_ = np.linalg.lstsq(design, cohort.outcome - effects[cohort.provider], rcond=None)
        predicted: Numbers = design @ weights
        return predicted

    def own(self, cohort: Cohort, predicted: Numbers) -> tuple[Numbers, Numbers]:
        left = cohort.outcome - predicted
        effect = cohort.meaned(left)
        within = left - effect[cohort.provider]
        freedom = max(len(cohort) - cohort.providers, 1)
        variance = max(float(within @ within) / freedom, 1.0)
        return effect, variance / np.maximum(cohort.sizes, 1)

    def level(self, predicted: Numbers, effect: float) -> float:
        return float(predicted.mean()) + effect


SHARE = Share()
TIME = Time()


def adjust(cohort: Cohort, kind: Outcome = SHARE) -> Adjusted:
    """Compare all the providers of the cohort, each of which has a customer in it at the least."""
    predicted, believed = _in_turns(cohort, kind)
    low, high = believed.mean - Z * believed.deviation, believed.mean + Z * believed.deviation
    levels = [
        np.array([kind.level(predicted, effect) for effect in bound]) for bound in (believed.mean, low, high)
    ]
    expected = [
        kind.level(predicted[cohort.provider == place], believed.centre) for place in range(cohort.providers)
    ]
    return Adjusted(
        n=cohort.sizes.astype(np.float64),
        raw=cohort.meaned(cohort.outcome),
        expected=np.array(expected),
        adjusted=levels[0],
        low=levels[1],
        high=levels[2],
        strength=(believed.mean - believed.centre) / max(believed.spread, 1e-9),
        middle=kind.level(predicted, believed.centre),
    )


def _in_turns(cohort: Cohort, kind: Outcome) -> tuple[Numbers, Shrunken]:
    design = cohort.design()
    effects = np.zeros(cohort.providers)
    for _ in range(ROUNDS):
        predicted = kind.customers(cohort, design, effects)
        believed = shrunken(*kind.own(cohort, predicted))
        effects = believed.mean
    return predicted, believed
