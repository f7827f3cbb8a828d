"""Estimates drawn towards their mean, the more the less they rest on: empirical Bayes.

The model is the plain one of normal estimates from a normal spread (Efron and Morris 1975). How far apart the
providers truly are, the spread, is not known either. Instead of putting in one guess, every spread is weighed
by how well it agrees with the estimates (Morris 1983): with one guess of nought, which is common where all
are alike, every interval would be far too short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stegvis.statistics.comparison.cohorts import Numbers

GRID = 80


@dataclass(frozen=True)
class Shrunken:
    """What is believed of each estimate once all have been seen."""

    mean: Numbers
    deviation: Numbers
    """The standard deviation of what is believed."""
    centre: float
    spread: float
    """How far apart the true values seem to be, as a standard deviation."""


def shrunken(estimates: Numbers, variances: Numbers) -> Shrunken:
    """`variances` are those of each estimate by itself, all above nought."""
    if len(estimates) == 0:
        raise ValueError("There is nothing to shrink.")
    spreads = np.linspace(0, _widest(estimates, variances), GRID)[:, None]
    total = spreads**2 + variances
    precision = 1 / total
    all_precision = precision.sum(axis=1)
    centres = (precision * estimates).sum(axis=1) / all_precision
    likelihood = _log_likelihood(estimates - centres[:, None], precision, all_precision)
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()

    kept = spreads**2 / total  # the share of an estimate's own distance that is believed
    means = kept * estimates + (1 - kept) * centres[:, None]
    within = kept * variances + (1 - kept) ** 2 / all_precision[:, None]
    mean = weight @ means
    return Shrunken(
        mean=mean,
        deviation=np.sqrt(weight @ within + weight @ (means - mean) ** 2),
        centre=float(weight @ centres),
        spread=float(weight @ spreads[:, 0]),
    )


def _widest(estimates: Numbers, variances: Numbers) -> float:
    """A spread beyond which none is worth trying."""
    return float(2 * (np.std(estimates) + np.sqrt(np.median(variances))))


def _log_likelihood(distances: Numbers, precision: Numbers, all_precision: Numbers) -> Numbers:
    """Of each spread, whatever the centre is."""
    fit: Numbers = 0.5 * (np.log(precision) - precision * distances**2).sum(axis=1)
    return fit - 0.5 * np.log(all_precision)
