"""What every form of the house refuses by itself."""

import pytest
from django import forms

from stegvis.core.forms import MOST_SIGNS, Form


class DayForm(Form):
    day = forms.DateField()


@pytest.mark.parametrize("day", ["1900-01-01", "2024-02-29", "2199-12-31"])
def test_a_day_of_our_time_is_taken(day):
    assert DayForm({"day": day}).is_valid()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_is_a_slip_of_the_pen_is_told_at_its_field(day):
    form = DayForm({"day": day})
    assert "Kontrollera årtalet" in form.errors["day"][0]


class Letter(Form):
    text = forms.CharField(widget=forms.Textarea)


def test_a_text_may_be_long_but_not_a_book():
    assert Letter({"text": "å" * MOST_SIGNS}).is_valid()
    book = Letter({"text": "å" * (MOST_SIGNS + 1)})
    assert book.errors["text"] == ["Skriv högst 50\u00a0000 tecken. Nu är det 50\u00a0001."]
