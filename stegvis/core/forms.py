"""Forms as every room makes them: one look, Swedish words, and refusals shown where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist

from stegvis.core.answers import Problem, Refused
from stegvis.core.money import Ore, kr
from stegvis.core.numbers import format_decimal, format_number

WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fyll i det här fältet."},
    forms.ChoiceField: {
        "required": "Välj ett alternativ.",
        "invalid_choice": "Välj ett av alternativen i listan.",
    },
    forms.ModelChoiceField: {
        "required": "Välj ett alternativ.",
        "invalid_choice": "Välj ett av alternativen i listan.",
    },
    forms.DateField: {
        "required": "Ange ett datum.",
        "invalid": "Skriv datumet som år-månad-dag, till exempel 2026-11-22.",
    },
    forms.IntegerField: {"invalid": "Skriv ett helt tal med siffror."},
    forms.DecimalField: {"invalid": "Skriv ett tal med siffror."},
    forms.EmailField: {"required": "Fyll i e-postadressen."},
    forms.FileField: {
        "required": "Välj en fil.",
        "empty": "Filen är tom. Välj en annan fil.",
    },
}
"""What a field says when the form gives it no words of its own; a subclass's words go before its parent's."""


MOST_SIGNS = 50_000
"""What a text without a limit of its own may hold: some twenty pages, more than anybody writes in a box."""

EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""A day outside these is a slip of the pen, and would take periods out of the calendar."""


class StegvisBoundField(BoundField):
    """A field with its value, as the templates see it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        _dress(field)
        super().__init__(form, field, name)

    @property
    def kind(self) -> str:
        """How the field is laid out: `group` of choices, single `check`, or plain `input`."""
        if self.use_fieldset:
            return "group"
        return "check" if isinstance(self.field.widget, forms.CheckboxInput) else "input"

    @property
    def is_optional(self) -> bool:
        """True when the label shall say that the field may be left empty."""
        if self.field.required or self.kind == "check" or getattr(self.form, "all_optional", False):
            return False
        return not self._always_says_something

    @property
    def _always_says_something(self) -> bool:
        """A list that begins with *Alla insatser* or *Inte bestämt* is never left empty."""
        if not isinstance(self.field.widget, forms.Select) or self.field.widget.allow_multiple_selected:
            return False
        if isinstance(self.field, forms.ModelChoiceField):
            word = str(self.field.empty_label or "")
        else:
            value, shown = next(iter(self.field.widget.choices), ("", ""))
            word = "" if value else str(shown)
        return word.strip("-") != "" and not word.startswith("Välj")

    @property
    def unit(self) -> str:
        """What is counted, shown after the input: `kr`, `timmar per vecka`."""
        units: dict[str, str] = getattr(self.form, "units", {})
        return units.get(self.name, getattr(self.field, "unit", ""))

    @property
    def first_id(self) -> str:
        """Where a link from the error summary lands: in a group, its first choice."""
        widget_id = str(self.field.widget.attrs.get("id") or self.auto_id)
        return f"{widget_id}_0" if self.kind == "group" else widget_id

    @property
    def description_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def errors_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def problems(self) -> list[str]:
        return [str(problem) for problem in self.errors]


class StegvisRenderer(TemplatesSetting):
    """Draws forms with our templates; a widget we have not drawn ourselves falls back to Django's."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
    bound_field_class = StegvisBoundField

    def __init__(self) -> None:
        self._builtin = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._builtin.get_template(template_name)


class Form(forms.Form):
    """The base of every form.

    `acts` lets an action decide and keeps what it answered in `outcome`. `units` names what is counted,
    per field. `all_optional` (filters) leaves out the word "frivilligt".
    """

    use_required_attribute = False  # all problems at once and in Swedish, not one at a time by the browser
    units: ClassVar[dict[str, str]] = {}
    all_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.outcome: Any = None
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.validators.append(_in_our_time)
            elif isinstance(field, forms.CharField) and field.max_length is None:
                field.validators.append(_not_a_book)

    def acts(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """True when the form was sent, is valid and the action did it; its answer is kept in `outcome`.

        A refusal puts every reason at its field and leaves what was typed.
        """
        if not (self.is_bound and self.is_valid()):
            return False
        try:
            self.outcome = action(*args, **kwargs)
        except Refused as refused:
            self.show(refused.problems)
            return False
        return True

    def show(self, problems: Iterable[Problem]) -> None:
        """Puts each problem at its field, or on top when it belongs to none."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class FilterForm(Form):
    """A form that asks for rows and changes nothing: sent with GET, every field may be empty."""

    all_optional = True


class AmountField(forms.CharField):
    """An amount in kronor as people write it (`1 234,50`), in code whole öre."""

    unit = "kr"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": "10"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Ore | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return kr(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return format_decimal(Fraction(value, 100), 2) if isinstance(value, int) else value


def _not_a_book(text: str) -> None:
    if len(text) > MOST_SIGNS:
        most, written = format_number(MOST_SIGNS), format_number(len(text))
        raise ValidationError(f"Skriv högst {most} tecken. Nu är det {written}.")


def _in_our_time(day: date) -> None:
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValidationError(f"Kontrollera årtalet. Ange en dag mellan {EARLIEST_DAY} och {LATEST_DAY}.")


def _dress(field: forms.Field) -> None:
    """Gives a field of Django's our input: our words, the browser's calendar, text that grows."""
    _speak(field)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = "Välj" if field.required else "Inget val"
    widget = field.widget
    if type(widget) is forms.DateInput:
        _show_calendar(widget)
    if isinstance(widget, forms.Textarea):
        _let_grow(widget)
    classes = str(widget.attrs.get("class", "")).split()
    if "ds-input" not in classes:
        widget.attrs["class"] = " ".join(["ds-input", *classes])


def _speak(field: forms.Field) -> None:
    for kind in reversed(type(field).__mro__):
        for code, words in WORDS.get(kind, {}).items():
            if field.error_messages.get(code) in _builtin_words(field, code):
                field.error_messages[code] = words


def _builtin_words(field: forms.Field, code: str) -> list[Any]:
    """The words that Django, or a more general entry of ours, would use."""
    of_django = [kind.__dict__.get("default_error_messages", {}).get(code) for kind in type(field).__mro__]
    return [*of_django, *(words[code] for words in WORDS.values() if code in words)]


def _show_calendar(widget: forms.DateInput) -> None:
    widget.input_type = "date"
    widget.format = "%Y-%m-%d"


def _let_grow(widget: forms.Textarea) -> None:
    # Without rows and cols the style sheet lets the text decide the height (field-sizing).
    widget.attrs.pop("cols", None)
    widget.attrs.pop("rows", None)
