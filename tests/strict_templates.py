"""In the tests, a template of ours that names what does not exist fails.

Django writes an empty text for an undefined variable, so a misspelt name is silently missing from the page.
Other packages' templates rely on that and keep it.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, engines
from django.template.base import FilterExpression, Template, Variable

import stegvis

OUR_TEMPLATES = Path(stegvis.__file__).parent

_now = threading.local()
_original_resolve = FilterExpression.resolve


class UndefinedVariable(AssertionError):
    """A template of ours used a variable that its view did not give it."""


class _Nothing(str):
    """What Django puts in place of an undefined variable: an empty text, known again in our templates."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return getattr(_now, "in_ours", False)

    def __contains__(self, part: object) -> bool:
        return False


NOTHING = _Nothing("")

found: list[str] = []
"""Every undefined variable met. Django's `{% if %}` swallows all errors, so they are kept here too."""


def be_strict() -> None:
    """From now on, and for all templates of the process."""
    engines["django"].engine.string_if_invalid = NOTHING
    FilterExpression.resolve = _resolve  # type: ignore[method-assign]


def _resolve(expression: FilterExpression, context: Context, ignore_failures: bool = False) -> Any:
    template = context.render_context.template
    ours = template is not None and _is_ours(template.origin.name)
    if ours:
        name = _first_name(expression)
        if name is not None and name not in context:
            _fail(expression, template)
    before = getattr(_now, "in_ours", False)
    _now.in_ours = ours
    try:
        answer = _original_resolve(expression, context, ignore_failures)
    finally:
        _now.in_ours = before
    if ours and answer is NOTHING:
        _fail(expression, template)
    return answer


@cache
def _is_ours(origin: str) -> bool:
    """Asked of each variable of each page, so each template's place is compared once."""
    return Path(origin).is_relative_to(OUR_TEMPLATES)


def _first_name(expression: FilterExpression) -> str | None:
    """The name looked up in the context; None for a literal."""
    variable = expression.var
    return variable.lookups[0] if isinstance(variable, Variable) and variable.lookups else None


def _fail(expression: FilterExpression, template: Template) -> None:
    told = f"{template.origin.template_name}: {{{{ {expression.token} }}}} is undefined"
    found.append(told)
    raise UndefinedVariable(told)
