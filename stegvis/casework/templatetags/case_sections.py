"""Tags for the pages of a case."""

from __future__ import annotations

from typing import Any

from django import template

from stegvis.casework.models import Case
from stegvis.casework.sections import links

register = template.Library()


@register.inclusion_tag("casework/sections.html", takes_context=True)
def case_sections(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The way between the parts of the case; the part that is shown is marked."""
    shown = context["request"].resolver_match.url_name
    return {"links": links(case, shown)}
