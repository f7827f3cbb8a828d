"""Parts of a document on a page: the same blocks that are set in Word and PDF."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from stegvis.core.charts import NARROW, Drawable, svg_for_page

register = template.Library()


@register.simple_tag
def drawn(chart: Drawable) -> SafeString:
    """The chart as one named picture, drawn wide and narrow; the style sheet shows one of them."""
    wide, narrow = svg_for_page(chart), svg_for_page(chart, width=NARROW)
    # The drawing engine escapes its labels, and `svg_for_page` the description.
    return mark_safe(  # noqa: S308
        f'<div class="chart-wide">{wide}</div><div class="chart-narrow">{narrow}</div>'
    )
