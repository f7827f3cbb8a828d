"""The words of the page language: cards, tags, alerts, facts, lists and the ways to write a value.

Registered as built-in, so templates use them without `{% load %}`. Shown at /stil, told in docs/design.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from stegvis.core import money, numbers
from stegvis.core.paging import KeysetPage
from stegvis.core.parts import Stage, TimelineEntry, Tone
from stegvis.core.period import Period
from stegvis.core.steps import Step
from stegvis.core.waiting import Group

register = template.Library()

NOTHING = "–"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


# --- Values -----------------------------------------------------------------------------------------------


@register.filter
def kr(ore: int | None) -> str:
    """Öre as kronor: `1 234,50 kr`."""
    return NOTHING if ore is None else money.format_kr(ore)


@register.filter
def whole_kr(ore: int | None) -> str:
    """Öre as whole kronor: `1 235 kr`."""
    return NOTHING if ore is None else money.format_kr(ore, decimals=False)


@register.filter
def day(moment: date | datetime | None) -> str:
    """A date as `2026-11-22`; of a moment, the day in Sweden."""
    if moment is None:
        return NOTHING
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment.isoformat()


@register.filter
def clock_time(moment: datetime | None) -> str:
    """A moment as `2026-11-22 09:15`, Swedish time."""
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%Y-%m-%d %H:%M}"


@register.filter
def period(days: Period | None) -> str:
    """A period with its last day inclusive: `2026-01-01 – 2026-03-31`, or `2026-01-01 och tills vidare`."""
    if days is None:
        return NOTHING
    if days.last_day is None:
        return f"{days.start} och tills vidare"
    if days.last_day == days.start:
        return str(days.start)
    return f"{days.start} – {days.last_day}"


@register.filter
def month(day_in_month: date | Period | None) -> str:
    """The month in words: `april 2022`. Of a period, the month it starts in."""
    if day_in_month is None:
        return NOTHING
    first = day_in_month.start if isinstance(day_in_month, Period) else day_in_month
    return f"{MONTHS[first.month - 1]} {first.year}"


@register.filter
def whole_days(text: Any) -> SafeString:
    """Running text whose dates are never broken at a hyphen when the window is narrow."""
    escaped = conditional_escape(text)
    return mark_safe(ISO_DAY.sub(r'<span class="nowrap">\g<0></span>', escaped))  # noqa: S308


@register.filter
def stop(text: Any) -> str:
    """The text with its full stop. A name like *Stegen ek. för.* has one already."""
    words = str(text)
    return words if words.endswith((".", "!", "?")) else f"{words}."


@register.filter
def percent(share: float | Decimal | None, decimals: int = 0) -> str:
    """A share of one as percent: `0.41|percent` = `41 %`."""
    if share is None:
        return NOTHING
    return f"{numbers.format_decimal(Decimal(str(share)) * 100, decimals)}{numbers.NO_BREAK}%"


@register.filter
def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """A number with a decimal comma and thousands apart: `1 234`, `37,5`."""
    return NOTHING if value is None else numbers.format_decimal(value, decimals)


# --- Small parts ------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from core/icons.svg. Hidden from screen readers unless it has a label of its own."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        said,
        static("core/icons.svg"),
        name,
    )


@register.simple_tag(name="tag")
def status_tag(text: Any, tone: str = "neutral") -> SafeString:
    """A status in words on a coloured ground: neutral, info, success, warning or danger."""
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', Tone(tone).value, text)


@register.simple_tag
def button(
    text: str,
    variant: str = "primary",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    color: str = "",
) -> SafeString:
    """A button that sends its form. Variants: primary, secondary, tertiary."""
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button class="ds-button" type="submit" data-variant="{}"{}{}>{}{}</button>',
        variant,
        _colour(color),
        sent,
        icon(icon_name) if icon_name else "",
        text,
    )


@register.simple_tag
def link_button(
    text: str,
    url: str,
    variant: str = "secondary",
    icon_name: str = "",
    color: str = "",
) -> SafeString:
    """A link that looks like a button: goes somewhere, changes nothing."""
    return format_html(
        '<a class="ds-button" href="{}" data-variant="{}"{}>{}{}</a>',
        url,
        variant,
        _colour(color),
        icon(icon_name) if icon_name else "",
        text,
    )


def _colour(color: str) -> SafeString | str:
    return format_html(' data-color="{}"', color) if color else ""


@register.simple_block_tag(name="alert")
def alert_block(content: str, tone: str = "info", title: str = "", level: int = 2) -> SafeString:
    """A message that stands on the page: info, success, warning or danger."""
    heading = (
        format_html('<h{} class="ds-heading" data-size="2xs">{}</h{}>', level, title, level) if title else ""
    )
    return format_html(
        '<div class="ds-alert" data-color="{}">{}{}</div>',
        Tone(tone).value,
        heading,
        content,
    )


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, note: str = "", tone: str = "") -> SafeString:
    """A white sheet with a heading, `note` beside it; `tone="tinted"` gives a coloured ground."""
    return format_html(
        '<section class="sheet"{}>{}{}</section>',
        format_html(' data-tone="{}"', tone) if tone else "",
        _card_heading(title, level, note) if title else "",
        content,
    )


def _card_heading(title: str, level: int, note: str) -> SafeString:
    return format_html(
        '<div class="sheet-heading"><h{}>{}</h{}>{}</div>',
        level,
        title,
        level,
        format_html('<span class="sheet-note">{}</span>', note) if note else "",
    )


@register.simple_block_tag(name="facts")
def fact_list(content: str, columns: int = 1) -> SafeString:
    """A list of facts: wraps `{% fact %}` and `{% fact_block %}`, in columns when there is room."""
    return format_html('<dl class="facts" data-columns="{}">{}</dl>', columns, content)


@register.simple_tag
def fact(term: str, value: Any = "") -> SafeString:
    """One fact. Nothing known is shown as a dash."""
    shown = NOTHING if value in (None, "") else value
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, shown)


@register.simple_block_tag
def fact_block(content: str, term: str) -> SafeString:
    """One fact whose value is more than a text: tags, links, several lines."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, content)


@register.simple_tag
def empty_state(text: str, action: str = "", url: str = "") -> SafeString:
    """What a list says when it has nothing to show, and what to do about it."""
    link = format_html('<p><a class="ds-link" href="{}">{}</a></p>', url, action) if url else ""
    return format_html('<div class="empty-state"><p>{}</p>{}</div>', text, link)


# --- Forms ------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field with label, description, input and problems."""
    return bound.as_field_group()


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """All fields, with every problem gathered on top and shown again at its field."""
    return form.render()


@register.inclusion_tag("core/forms/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """Every problem of a form, each linked to its field. Shows nothing when there are none."""
    return {"problems": list(_problems_with_places(form))}


def _problems_with_places(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    for message in form.non_field_errors():
        yield {"text": str(message), "place": "", "label": ""}
    for name, messages in form.errors.items():
        if name not in form.fields:
            continue
        bound: Any = form[name]
        for message in messages:
            yield {
                "text": str(message),
                "place": "" if bound.is_hidden else bound.first_id,
                "label": "" if bound.is_hidden else str(bound.label),
            }


@register.inclusion_tag("core/parts/filters.html")
def filters(form: forms.BaseForm, clear_url: str = "", submit: str = "Visa") -> dict[str, Any]:
    """A search and filter bar above a list: sent with GET, so that the address keeps the filter."""
    return {"form": form, "clear_url": clear_url, "submit": submit}


# --- Lists ------------------------------------------------------------------------------------------------


@register.simple_block_tag(name="table")
def table_block(content: str, caption: str, stacked: bool = True, caption_shown: bool = False) -> SafeString:
    """A table. On a narrow screen each row becomes a card (give each `td` a `data-label`).

    `stacked=False` for figures that must be compared down the columns: then the table scrolls sideways.
    """
    return format_html(
        '<div class="table-region"{}><table class="ds-table" data-stacked="{}">'
        "<caption{}>{}</caption>{}</table></div>",
        "" if stacked else format_html(' role="region" tabindex="0" aria-label="{}"', caption),
        "yes" if stacked else "no",
        "" if caption_shown else mark_safe(' class="ds-sr-only"'),
        caption,
        content,
    )


@register.simple_tag
def sort_header(page: KeysetPage, key: str, title: str, numeric: bool = False) -> SafeString:
    """A column's heading that sorts the list by it."""
    direction = page.sorting.get(key, "none")
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a class="sort-link" href="{}">{}{}</a></th>',
        direction,
        mark_safe(' class="numeric"') if numeric else "",
        page.sort_url(key),
        title,
        icon({"ascending": "sort-up", "descending": "sort-down"}.get(direction, "sort")),
    )


@register.inclusion_tag("core/parts/pager.html")
def pager(page: KeysetPage, of_what: str = "rader", one: str = "") -> dict[str, Any]:
    """How many there are, and the way to the pages around.

    `of_what` = what is counted, in plural; `one` = a single one, where the word is another.
    """
    return {"page": page, "of_what": one if one and page.count_text == "1" else of_what}


# --- Larger parts -----------------------------------------------------------------------------------------


@register.inclusion_tag("core/parts/timeline.html")
def timeline(entries: Iterable[TimelineEntry], shown: int | None = None) -> dict[str, Any]:
    """What has happened, newest first as given; what comes after the `shown` first is behind a fold."""
    told = list(entries)
    return {"parts": [told[:shown], told[shown:] if shown else []]}


@register.inclusion_tag("core/parts/stepper.html")
def stepper(stages: Sequence[Stage], label: str = "Ärendets väg") -> dict[str, Any]:
    """Where on the road the case is."""
    return {"stages": stages, "label": label}


@register.inclusion_tag("core/parts/next_steps.html")
def next_steps(steps: Iterable[Step], empty: str = "Inget att göra här just nu.") -> dict[str, Any]:
    """What can be done now, the awaited steps first; and behind a fold what can not, with every reason."""
    steps = sorted(steps, key=lambda step: not step.main)
    allowed = [step for step in steps if step.allowed]
    grouped: dict[str, list[Step]] = {}
    for step in allowed:
        if step.group and not step.main:
            grouped.setdefault(step.group, []).append(step)
    return {
        "allowed": [step for step in allowed if step.main or not step.group],
        "groups": list(grouped.items()),
        "refused": [step for step in steps if not step.allowed],
        "empty": empty,
    }


@register.inclusion_tag("core/parts/tasks.html")
def task_list(
    groups: Iterable[Group],
    today: date,
    empty: str = "Du har inget som väntar just nu.",
) -> dict[str, Any]:
    """What awaits the one who looks, in groups with counts (`core.waiting.awaiting`), late ones marked."""
    return {"groups": list(groups), "today": today, "empty": empty}


@register.inclusion_tag("core/parts/figure.html")
def figure(value: Any, label: str, note: str = "", url: str = "") -> dict[str, Any]:
    """One large figure with its words; several of them stand in `<div class="figures">`."""
    return {"value": value, "label": label, "note": note, "url": url}


@register.simple_tag
def listing(items: Iterable[Any]) -> SafeString:
    """Texts as a plain list, or a dash when there are none."""
    texts = [(item,) for item in items]
    if not texts:
        return escape(NOTHING)
    return format_html('<ul class="ds-list">{}</ul>', format_html_join("", "<li>{}</li>", texts))
