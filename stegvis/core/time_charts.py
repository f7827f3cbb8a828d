"""A chart over time: steps that hold until they change, columns per month, and spans below the axis.

Drawn as the other charts are (`core.charts`): by the server, named as one picture, and never by colour alone:
each line has its own stroke, columns are filled, spans carry their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.core.charts import FAINT, FIT, INK, NARROW, PALETTE
from stegvis.core.period import Period

SPAN_ROW = 15  # percent of the scale for each span: its name, its bar and air
SPAN_BAR = 4
MARGIN = 6
STROKES = ([1, 0], [7, 4])
PIXELS_PER_PERCENT = 2.1
NAME_LENGTH = {True: 34, False: 80}  # characters of a span's name, on a phone and on a wide page


@dataclass(frozen=True)
class Steps:
    """A line that holds on each stretch and is not drawn between them."""

    name: str
    stretches: tuple[tuple[Period, int], ...]


@dataclass(frozen=True)
class Span:
    """Something that went on, with its name."""

    name: str
    period: Period


@dataclass(frozen=True)
class TimeChart:
    """Percent over time. `description` is read aloud instead of the picture."""

    title: str
    description: str
    window: Period
    """With an end; everything is cut to it."""
    lines: tuple[Steps, ...]
    columns: Steps
    spans: tuple[Span, ...] = ()
    unit: str = "procent av heltid"

    def spec(self, width: int) -> dict[str, Any]:
        layers = [self._columns(), *(self._line(place) for place in range(len(self.lines)))]
        if self.spans:
            layers += self._spans(narrow=width <= NARROW)
        return {
            "width": width,
            "autosize": FIT,
            "height": round((self._top - self._bottom) * PIXELS_PER_PERCENT),
            "layer": layers,
        }

    @property
    def _top(self) -> int:
        values = [value for steps in (*self.lines, self.columns) for _, value in steps.stretches]
        return max(100, *values, 0) + MARGIN

    @property
    def _bottom(self) -> int:
        return -(SPAN_ROW * len(self.spans) + MARGIN) if self.spans else 0

    def _columns(self) -> dict[str, Any]:
        values = [
            {"start": _iso(days.start), "end": _iso(days.end), "value": value}
            for days, value in self._cut(self.columns)
        ]
        return {
            "data": {"values": values},
            "mark": {"type": "bar", "opacity": 0.55},
            "encoding": {
                "x": {**self._x("start"), "bandPosition": 0},
                "x2": {"field": "end"},
                "y": self._y("value"),
                "y2": {"datum": 0},
                "color": self._color(self.columns.name),
            },
        }

    def _line(self, place: int) -> dict[str, Any]:
        """Each stretch a line of its own, joined upwards or downwards to one that follows directly."""
        steps = self.lines[place]
        values = []
        number, ended = 0, None
        for days, value in self._cut(steps):
            number += days.start != ended
            values += [{"day": _iso(day), "value": value, "part": number} for day in (days.start, days.end)]
            ended = days.end
        return {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 2.5, "strokeDash": STROKES[place % len(STROKES)]},
            "encoding": {
                "x": self._x("day"),
                "y": self._y("value"),
                "detail": {"field": "part"},
                "color": self._color(steps.name),
            },
        }

    def _spans(self, *, narrow: bool) -> list[dict[str, Any]]:
        rows = [self._span(place, span, narrow=narrow) for place, span in enumerate(self.spans)]
        x, y = self._x("start"), self._y("low")
        bars = {
            "data": {"values": rows},
            "mark": {"type": "bar", "color": INK},
            "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "y2": {"field": "high"}},
        }
        names = [
            {
                "data": {"values": [row for row in rows if row["side"] == side]},
                "mark": {"type": "text", "align": side, "baseline": "bottom", "dy": -2, "color": INK},
                "encoding": {
                    "x": self._x("start" if side == "left" else "end"),
                    "y": self._y("high"),
                    "text": {"field": "name"},
                },
            }
            for side in ("left", "right")
            if any(row["side"] == side for row in rows)
        ]
        return [bars, *names]

    def _span(self, place: int, span: Span, *, narrow: bool) -> dict[str, Any]:
        days = span.period.intersect(self.window) or self.window
        low = -(SPAN_ROW * (place + 1))
        longest = NAME_LENGTH[narrow]
        # What begins late has its name to the left of its end, or it would run out of the picture.
        late = (days.start - self.window.start).days > self.window.days / 3
        return {
            "start": _iso(days.start),
            "end": _iso(days.end),
            "low": low,
            "high": low + SPAN_BAR,
            "name": span.name if len(span.name) <= longest else span.name[: longest - 1] + "…",
            "side": "right" if late else "left",
        }

    def _cut(self, steps: Steps) -> list[tuple[Period, int]]:
        return [
            (days, value)
            for period, value in steps.stretches
            if (days := period.intersect(self.window)) is not None
        ]

    def _x(self, field: str) -> dict[str, Any]:
        domain = [_iso(self.window.start), _iso(self.window.end)]
        return {
            "field": field,
            "type": "temporal",
            "title": None,
            "scale": {"type": "utc", "domain": domain, "nice": False},
            "axis": {"format": "%Y-%m", "labelAngle": 0, "labelOverlap": "greedy", "tickCount": 6},
        }

    def _y(self, field: str) -> dict[str, Any]:
        marks = [value for value in range(0, self._top, 25) if value <= self._top - MARGIN]
        return {
            "field": field,
            "type": "quantitative",
            "title": self.unit,
            "scale": {"domain": [self._bottom, self._top], "nice": False},
            "axis": {"values": marks, "domain": False, "ticks": False, "gridColor": FAINT},
        }

    def _color(self, name: str) -> dict[str, Any]:
        names = [*(line.name for line in self.lines), self.columns.name]
        return {
            "datum": name,
            "type": "nominal",
            "scale": {"domain": names, "range": list(PALETTE[: len(names)])},
            "legend": {
                "orient": "top",
                "title": None,
                "labelLimit": 0,
                "symbolType": "square",
                "symbolOpacity": 1,
            },
        }


def _iso(day: date | None) -> str:
    return f"{day}T00:00:00Z"
