"""Where a line may not break, however narrow the page is."""

import re
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_NUMBER = re.compile(r"\b[A-ZÅÄÖ]*\d{4}(?:-\d+)+\b")


@register.filter
def whole_numbers(text: Any) -> SafeString:
    """The text with the numbers of cases and assignments, and days, each kept on one line: `2022-00011`.

    A browser may break after any hyphen; a non-breaking one would be copied and searched for as another
    character.
    """
    return mark_safe(_NUMBER.sub(r'<span class="nowrap">\g<0></span>', escape(text)))  # noqa: S308 - escaped
