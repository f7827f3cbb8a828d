"""The funnel plot: how far each provider's result lies from what was expected, against how many it rests on.

The fewer the customers, the wider chance throws the results; the curves show how wide. A point outside them
is worth a look, a point inside them is not (Spiegelhalter 2005).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from stegvis.core.charts import FAINT, FIT, INK, NARROW, PALETTE

NINETY_FIVE, ALMOST_ALL = 1.96, 3.09
"""Standard deviations: 95 and 99,8 percent of what is due to chance lies within them."""
CURVE_POINTS = 60
FEWEST_IN_CURVE = 5
NAME_LENGTH = {True: 14, False: 32}
"""Characters of a provider's name, on a phone and on a wide page."""


@dataclass(frozen=True)
class Point:
    """One provider: how many customers, and how many percentage points from the expected."""

    name: str
    n: int
    distance: float
    differs: bool


@dataclass(frozen=True)
class Funnel:
    """What can be drawn (`core.charts.Drawable`)."""

    title: str
    points: tuple[Point, ...]
    share: float
    """Of all customers together: how wide chance throws depends on it."""

    @property
    def description(self) -> str:
        apart = [point.name for point in self.points if point.differs]
        told = (
            f"Utanför det väntade: {', '.join(apart)}."
            if apart
            else "Ingen skiljer sig säkert från det väntade."
        )
        return f"Varje punkt är en av {len(self.points)} anordnare. {told} Värdena finns i tabellen."

    def spec(self, width: int) -> dict[str, Any]:
        return {
            "width": width,
            "autosize": FIT,
            "height": 320,
            "layer": [
                self._curves(ALMOST_ALL, [2, 3]),
                self._curves(NINETY_FIVE, [7, 4]),
                _expected_line(self._widest),
                self._dots(),
                self._names(narrow=width <= NARROW),
            ],
        }

    @property
    def _widest(self) -> int:
        return max((point.n for point in self.points), default=FEWEST_IN_CURVE)

    def _curves(self, deviations: float, dash: list[int]) -> dict[str, Any]:
        values = [
            {"n": n, "y": side * self._reach(n, deviations), "side": side}
            for n in _steps(self._narrowest, self._widest)
            for side in (-1, 1)
        ]
        return {
            "data": {"values": values},
            "mark": {"type": "line", "strokeDash": dash, "strokeWidth": 1.5, "color": INK},
            "encoding": {"x": _x(), "y": _y(), "detail": {"field": "side"}},
        }

    @property
    def _narrowest(self) -> int:
        return max(min((point.n for point in self.points), default=FEWEST_IN_CURVE), FEWEST_IN_CURVE)

    def _reach(self, n: int, deviations: float) -> float:
        return deviations * sqrt(self.share * (1 - self.share) / n) * 100

    def _dots(self) -> dict[str, Any]:
        """Those that differ have a colour, a form of their own and their name."""
        return {
            "data": {"values": [_dot(point) for point in self.points]},
            "mark": {"type": "point", "filled": True, "opacity": 0.9},
            "encoding": {
                "x": _x(),
                "y": _y(),
                "size": {"condition": {"test": "datum.differs", "value": 90}, "value": 40},
                "shape": {"condition": {"test": "datum.differs", "value": "diamond"}, "value": "circle"},
                "color": {"condition": {"test": "datum.differs", "value": PALETTE[1]}, "value": PALETTE[0]},
            },
        }

    def _names(self, *, narrow: bool) -> dict[str, Any]:
        longest = NAME_LENGTH[narrow]
        values = [
            {**_dot(point), "name": _cut(point.name, longest)} for point in self.points if point.differs
        ]
        return {
            "data": {"values": values},
            "mark": {"type": "text", "baseline": "bottom", "dy": -6, "color": INK},
            "encoding": {"x": _x(), "y": _y(), "text": {"field": "name"}},
        }


def funnel(title: str, points: Iterable[Point], share: float) -> Funnel:
    return Funnel(title, tuple(points), share)


def _steps(first: int, last: int) -> Sequence[int]:
    """Denser where the curves bend most."""
    ratio = max(last / first, 1.0)
    return sorted({round(first * ratio ** (step / CURVE_POINTS)) for step in range(CURVE_POINTS + 1)})


def _expected_line(widest: int) -> dict[str, Any]:
    return {
        "data": {"values": [{"n": 0, "y": 0}, {"n": widest, "y": 0}]},
        "mark": {"type": "line", "strokeWidth": 1, "color": FAINT},
        "encoding": {"x": _x(), "y": _y()},
    }


def _dot(point: Point) -> dict[str, Any]:
    return {"n": point.n, "y": round(point.distance, 2), "differs": point.differs}


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _x() -> dict[str, Any]:
    return {
        "field": "n",
        "type": "quantitative",
        "title": "antal deltagare",
        "axis": {"tickMinStep": 1, "tickCount": 6, "domain": False, "ticks": False},
    }


def _y() -> dict[str, Any]:
    return {
        "field": "y",
        "type": "quantitative",
        "title": "procentenheter från det väntade",
        "axis": {"tickCount": 6, "domain": False, "ticks": False},
    }
