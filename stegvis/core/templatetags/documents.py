"""Parts of a document on a page: the same blocks that are set in Word and PDF."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from stegvis.core.charts import Chart, svg_for_page

register = template.Library()


@register.simple_tag
def drawn(chart: Chart) -> SafeString:
    """The chart as one named picture. Its labels are escaped by the drawing engine."""
    return mark_safe(svg_for_page(chart))
