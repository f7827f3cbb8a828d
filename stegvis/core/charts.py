"""Charts for pages and documents: one definition, drawn on the server, no client code.

A chart is data plus words. It is drawn by Vega-Lite into SVG (pages and PDF) or PNG (Word).
Every chart has a title and a description for those who cannot see it, and its numbers stand
on the bars as well, so that colour is never the only carrier.
"""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Protocol

FONT_FOLDER = Path(__file__).parent / "data" / "fonts"
FONTS = "Inter, sans-serif"  # an unknown first font would give a picture without any text

# Colour-blind-safe (blue against orange, then green and purple), each at least 3:1 both on white and
# on the dark theme's background: WCAG 2.2, 1.4.11.
PALETTE = ("#2a78b8", "#c2640c", "#1c8a6b", "#a0609c")
SHAPES = ("circle", "square", "triangle-up", "diamond")

INK = "#1e2b3c"
FAINT = "#8a94a3"
WIDTH = 620  # pixels over all, labels included: fills the text column of an A4 page at 8.5 points
FIT = {"type": "fit-x", "contains": "padding"}
NARROW = 340  # for a phone: the same size of text, so the labels take more lines
LABEL_WIDTH = {WIDTH: 34, NARROW: 16}  # characters before a label takes a new line
LINE = 15  # pixels, one line of label text

_NAMED_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')


@dataclass(frozen=True)
class Series:
    """One colour in the legend: a name and one value per category. None = no value known."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True)
class Chart:
    """What every chart says in words. `description` is read aloud instead of the picture."""

    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"{series.name}: {len(series.values)} values for {len(self.categories)} categories"
                )

    def points(self, width: int) -> list[dict[str, Any]]:
        return [
            {
                "category": _wrapped(category, width),
                "series": series.name,
                "value": value,
                "order": index,
            }
            for index, series in enumerate(self.series)
            for category, value in zip(self.categories, series.values, strict=True)
            if value is not None
        ]

    @property
    def number_format(self) -> str:
        values = [value for series in self.series for value in series.values if value is not None]
        return ",d" if all(isinstance(value, int) for value in values) else ",.1f"

    def spec(self, width: int) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True)
class BarChart(Chart):
    """Lying bars, one group per category and one bar per series, in the order given."""

    def spec(self, width: int) -> dict[str, Any]:
        encoding: dict[str, Any] = {
            "y": {
                "field": "category",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": _label_axis(),
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": self.unit,
                "axis": _value_axis(self),
            },
        }
        encoding["x"]["scale"] = {"domainMin": 0, "domainMax": self._room_for_numbers()}
        if len(self.series) > 1:
            encoding["yOffset"] = {"field": "order", "type": "ordinal"}
        bars = {
            "mark": {"type": "bar"},
            "encoding": {"color": _by_series(self, "color", PALETTE, width)},
        }
        numbers = {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
            "encoding": {
                "text": {
                    "field": "value",
                    "type": "quantitative",
                    "format": self.number_format,
                }
            },
        }
        return {
            "data": {"values": self.points(width)},
            "width": width,
            "autosize": FIT,
            "height": self._row_height(width) * len(self.categories),
            "encoding": encoding,
            "layer": [bars, numbers],
        }

    def _room_for_numbers(self) -> float:
        """The axis goes on a little after the longest bar, so that the number beside it is not cut."""
        return (
            1.1
            * max(
                (v for series in self.series for v in series.values if v is not None),
                default=1,
            )
            or 1
        )

    def _row_height(self, width: int) -> int:
        lines = max((_wrapped(c, width).count("\n") + 1 for c in self.categories), default=1)
        return max(17 * len(self.series) + 8, LINE * lines + 6, 24)


@dataclass(frozen=True)
class LineChart(Chart):
    """Values over time, one line per series. Categories are the points in time, in order."""

    def spec(self, width: int) -> dict[str, Any]:
        line = {
            "mark": {
                "type": "line",
                "strokeWidth": 2.5,
                "point": {"size": 45, "filled": True},
            }
        }
        return {
            "data": {"values": self.points(width)},
            "width": width,
            "autosize": FIT,
            "height": 240,
            "encoding": {
                "x": {
                    "field": "category",
                    "type": "ordinal",
                    "sort": None,
                    # Of the points alone a time whose first value is not known would come last.
                    "scale": {"domain": [_wrapped(category, width) for category in self.categories]},
                    "title": None,
                    "axis": {"labelAngle": 0, "labelOverlap": "greedy", "grid": False},
                },
                "y": {
                    "field": "value",
                    "type": "quantitative",
                    "title": self.unit,
                    "axis": _value_axis(self),
                },
                "color": _by_series(self, "color", PALETTE, width),
                "shape": _by_series(self, "shape", SHAPES, width),
            },
            "layer": [line],
        }


class Drawable(Protocol):
    """What can be drawn: words that name the picture, and its specification at a width."""

    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    def spec(self, width: int) -> dict[str, Any]: ...


def svg_for_page(chart: Drawable, *, width: int = WIDTH) -> str:
    """The chart as inline SVG: follows the page's text colour, so it reads on light and dark."""
    drawing = _drawn_svg(_canonical(chart.spec(width)))
    drawing = drawing.replace(INK, "currentColor")
    return _named(drawing, chart)


def svg_for_document(chart: Chart, *, width: int = WIDTH) -> bytes:
    """The chart as a stand-alone SVG file with its own colours, for PDF."""
    return _drawn_svg(_canonical(chart.spec(width))).encode()


def png_for_document(chart: Chart, *, width: int = WIDTH, scale: float = 3.0) -> bytes:
    """The chart as PNG, for Word. Scale 3 prints sharply at the width of a page."""
    return _drawn_png(_canonical(chart.spec(width)), scale)


def _canonical(spec: dict[str, Any]) -> str:
    return json.dumps({**spec, "config": _config()}, ensure_ascii=False, sort_keys=True)


# Drawing takes 50–100 ms and one chart at a time; equal data gives the equal picture from memory.
@lru_cache(maxsize=256)
def _drawn_svg(spec: str) -> str:
    return str(_engine().vegalite_to_svg(spec, format_locale="sv-SE"))


@lru_cache(maxsize=64)
def _drawn_png(spec: str, scale: float) -> bytes:
    return bytes(_engine().vegalite_to_png(spec, scale=scale, format_locale="sv-SE"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    # Imported at the first chart and never before: the engine starts threads, which do not
    # survive a web server's fork.
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
    return vl_convert


def _named(drawing: str, chart: Drawable) -> str:
    """Name the picture for screen readers, as one image with one description and no named parts."""
    drawing = _NAMED_PARTS.sub("", drawing)
    label = escape(f"{chart.title}. {chart.description}", quote=True)
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', drawing, count=1)


def _wrapped(label: str, width: int) -> str:
    return (
        "\n".join(
            textwrap.wrap(label, LABEL_WIDTH[NARROW if width < WIDTH else WIDTH], break_long_words=False)
        )
        or label
    )


def _label_axis() -> dict[str, Any]:
    return {
        "labelLimit": 0,  # Swedish compounds are long: never cut
        "labelExpr": "split(datum.label, '\\n')",
        "labelLineHeight": LINE,
        "labelOffset": {"condition": [_lifted(lines) for lines in range(2, 9)], "value": 0},
        "labelPadding": 8,
        "domain": False,
        "ticks": False,
        "grid": False,
    }


def _lifted(lines: int) -> dict[str, Any]:
    """The engine puts a label's first line at its bar; the lines are lifted until their middle is there."""
    return {"test": f"length(split(datum.label, '\\n')) === {lines}", "value": -LINE * (lines - 1) / 2}


def _value_axis(chart: Chart) -> dict[str, Any]:
    return {
        "format": chart.number_format,
        "tickMinStep": 1,
        "tickCount": 5,
        "domain": False,
        "ticks": False,
    }


def _by_series(chart: Chart, channel: str, looks: tuple[str, ...], width: int) -> dict[str, Any]:
    """One look per series. Equal legends on all channels are drawn as one."""
    names = [series.name for series in chart.series]
    columns = len(names) if width >= WIDTH else 1
    legend = (
        {"orient": "top", "labelLimit": 0, "symbolSize": 90, "columns": columns} if len(names) > 1 else None
    )
    if legend and channel == "color" and isinstance(chart, BarChart):
        legend["symbolType"] = "square"
    return {
        "field": "series",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": list(looks[: len(names)])},
        "legend": legend,
    }


def _config() -> dict[str, Any]:
    return {
        "font": FONTS,
        "background": None,
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 26},  # room for half of the last label
        "aria": False,  # the picture has one name; its parts would only be noise when read aloud
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": FAINT,
            "gridOpacity": 0.25,
        },
        "legend": {"labelFontSize": 12, "labelColor": INK, "titleColor": INK},
        "text": {"fontSize": 12},
        "line": {"interpolate": "linear"},
    }
