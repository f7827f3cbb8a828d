"""Charts say in words what they show, and are drawn without anything the page's security refuses."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from stegvis.core.charts import (
    PALETTE,
    BarChart,
    LineChart,
    Series,
    png_for_document,
    svg_for_document,
    svg_for_page,
)

LONG = "Arbetsförlagd praktik för nyanlända med behov av samordnat stöd"
BARS = BarChart(
    title="Personer per insats",
    description='Jobbpeng förstärkt 57 mot 49, "SAI" 125 mot 107.',
    categories=("Jobbpeng förstärkt", LONG),
    series=(
        Series("sep 2021–apr 2022", (57, 1125)),
        Series("sep 2020–apr 2021", (49, None)),
    ),
    unit="Antal personer",
)
LINE = LineChart(
    "Arbetslöshet",
    "Från 5,6 till 4,1.",
    ("2022-03", "2022-04"),
    (Series("Andel", (4.2, 4.1)),),
    "Procent",
)


@pytest.mark.parametrize("chart", [BARS, LINE])
def test_a_chart_on_a_page_is_one_named_image_without_inline_style_or_script(chart):
    drawing = svg_for_page(chart)

    assert drawing.startswith('<svg role="img" aria-label="')
    assert drawing.count("role=") == drawing.count("aria-label=") == 1
    assert chart.title in drawing
    assert "style=" not in drawing
    assert "<script" not in drawing
    assert "<style" not in drawing


def test_the_description_cannot_break_out_of_its_attribute():
    assert "&quot;SAI&quot;" in svg_for_page(BARS)


def test_text_on_a_page_follows_the_page_colour_so_that_it_reads_in_the_dark():
    assert 'fill="currentColor"' in svg_for_page(BARS)
    assert b"currentColor" not in svg_for_document(BARS)


def test_long_labels_are_broken_into_lines_and_never_cut():
    drawing = svg_for_page(BARS)

    assert "…" not in drawing
    for word in LONG.split():
        assert word in drawing


def test_numbers_stand_on_the_bars_the_swedish_way():
    assert "1\u00a0125" in svg_for_page(BARS)


def test_shares_keep_their_decimal_comma():
    assert "4,0" in svg_for_page(LINE)


def test_a_picture_for_word_has_text_in_it():
    """A missing font gives a picture without text and without an error."""
    picture = Image.open(BytesIO(png_for_document(BARS, scale=1))).convert("RGBA")
    labels = picture.crop((0, 30, 150, picture.height - 40))

    dark = [pixel for pixel in labels.get_flattened_data() if pixel[3] > 128 and max(pixel[:3]) < 110]
    assert len(dark) > 200


def test_the_same_data_gives_the_same_picture():
    assert svg_for_document(BARS) == svg_for_document(BARS)


def test_times_stand_in_their_order_also_when_the_first_values_are_not_known():
    months = ("jan 2026", "feb 2026", "mar 2026")
    gaps = (Series("a", (None, 1, 2)), Series("b", (1, None, 2)))
    drawing = svg_for_page(LineChart("t", "d", months, gaps, "procent"))
    assert sorted(months, key=drawing.index) == list(months)


def test_a_series_must_have_a_value_for_each_category():
    with pytest.raises(ValueError):
        BarChart("t", "d", ("a", "b"), (Series("s", (1,)),), "u")


def test_a_chart_without_categories_is_drawn_empty():
    assert svg_for_page(BarChart("t", "d", (), (Series("s", ()),), "u")).startswith("<svg")


@pytest.mark.parametrize("colour", PALETTE)
@pytest.mark.parametrize("background", ["#ffffff", "#15202b"])
def test_every_colour_stands_out_on_light_and_dark(colour, background):
    assert _contrast(colour, background) >= 3


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
