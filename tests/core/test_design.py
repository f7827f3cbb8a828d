"""The page language: how values, parts and forms look, and how what is refused is treated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils.safestring import SafeString

import stegvis.core
from stegvis.core import style_view
from stegvis.core.answers import Answer, Problem, Refused, Stale
from stegvis.core.forms import AmountField, FilterForm, Form
from stegvis.core.parts import Stage, TimelineEntry
from stegvis.core.period import Period
from stegvis.core.steps import Step
from stegvis.core.templatetags.design import pager, stop, whole_days
from stegvis.core.templatetags.wrapping import whole_numbers
from stegvis.core.waiting import Group, Line

STATIC = Path(stegvis.core.__file__).parent / "static"
PACKAGE = STATIC.parent.parent
NBSP = "\u00a0"


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


# Values


def test_money_is_shown_with_comma_and_unit() -> None:
    assert drawn("{{ x|kr }}", x=123450) == f"1{NBSP}234,50{NBSP}kr"
    assert drawn("{{ x|whole_kr }}", x=123450) == f"1{NBSP}235{NBSP}kr"


def test_a_period_is_shown_with_its_last_day_inclusive() -> None:
    assert drawn("{{ x|period }}", x=Period(date(2026, 1, 1), date(2026, 4, 1))) == "2026-01-01 – 2026-03-31"
    assert drawn("{{ x|period }}", x=Period(date(2026, 1, 1))) == "2026-01-01 och tills vidare"
    assert drawn("{{ x|period }}", x=Period(date(2026, 1, 1), date(2026, 1, 2))) == "2026-01-01"


def test_the_day_of_a_moment_is_the_day_in_sweden() -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert drawn("{{ x|day }}", x=late) == "2026-07-01"
    assert drawn("{{ x|clock_time }}", x=late) == "2026-07-01 00:30"


def test_months_shares_and_numbers_are_written_in_swedish() -> None:
    assert drawn("{{ x|month }}", x=date(2022, 4, 17)) == "april 2022"
    assert drawn("{{ x|month }}", x=Period(date(2022, 12, 1))) == "december 2022"
    assert drawn("{{ x|percent }} {{ x|percent:1 }}", x=Decimal("0.354")) == f"35{NBSP}% 35,4{NBSP}%"
    assert drawn("{{ x|number:1 }}", x=1037.25) == f"1{NBSP}037,3"


@pytest.mark.parametrize(
    "name", ["kr", "whole_kr", "day", "clock_time", "period", "month", "percent", "number"]
)
def test_what_is_not_known_is_a_dash(name: str) -> None:
    assert drawn(f"{{{{ x|{name} }}}}", x=None) == "–"


# Parts


def test_the_number_of_a_case_stays_on_one_line() -> None:
    assert whole_numbers("Bo <b>, ärende 2022-00003") == (
        'Bo &lt;b&gt;, ärende <span class="nowrap">2022-00003</span>'
    )
    assert whole_numbers("uppdrag U2022-00001") == 'uppdrag <span class="nowrap">U2022-00001</span>'


def test_what_a_person_wrote_is_never_markup() -> None:
    html = drawn(
        '{% fact "Namn" x %}{% tag x %}{% card x %}{% endcard %}{% timeline entries %}',
        x="<script>",
        entries=[TimelineEntry(date(2026, 1, 1), "<script>", "<script>", "<script>")],
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 6


def test_an_unknown_tone_is_a_mistake_of_the_page() -> None:
    with pytest.raises(ValueError, match="purple"):
        drawn('{% tag "Klar" "purple" %}')


def test_a_fact_without_value_is_a_dash_but_zero_is_a_value() -> None:
    assert "<dd>–</dd>" in drawn('{% fact "Telefon" x %}', x=None)
    assert "<dd>0</dd>" in drawn('{% fact "Barn" x %}', x=0)


def test_a_card_has_a_heading_of_the_level_asked_for() -> None:
    html = drawn('{% card "Vad som har hänt" level=3 %}<p>x</p>{% endcard %}')
    assert "<h3>Vad som har hänt</h3>" in html


def test_a_late_task_says_so_and_one_in_time_does_not() -> None:
    late = Line("Astrid", "/a", date(2026, 1, 1), due=date(2026, 1, 8))
    html = drawn("{% task_list groups today %}", groups=_group(late), today=date(2026, 1, 9))
    assert "Försenad" in html
    html = drawn("{% task_list groups today %}", groups=_group(late), today=date(2026, 1, 8))
    assert "Försenad" not in html


def _group(*lines: Line) -> list[Group]:
    return [Group("reports", "Rapporter", list(lines), len(lines), "")]


def test_the_awaited_step_comes_first_and_what_cannot_be_done_tells_why() -> None:
    steps = [
        Step("note", "Skriv", "/n", Answer.yes()),
        Step("meet", "Boka", "/b", Answer.yes(), main=True),
        Step("close", "Avsluta", "/c", Answer.no("Slutrapporten saknas.")),
    ]
    html = drawn("{% next_steps steps %}", steps=steps)
    assert html.index("Boka") < html.index("Skriv") < html.index("Slutrapporten saknas.")
    assert 'href="/c"' not in html


def test_the_stage_where_the_case_is_is_told_to_screen_readers() -> None:
    html = drawn("{% stepper stages %}", stages=[Stage("Beslut", "done"), Stage("Val", "current")])
    assert html.count('aria-current="step"') == 1
    assert "Klart" in html


def test_the_sorted_column_says_in_which_direction() -> None:
    page = style_view.StylePage()
    assert 'aria-sort="descending"' in drawn('{% sort_header page "start" "Start" %}', page=page)
    assert 'aria-sort="none"' in drawn('{% sort_header page "namn" "Namn" %}', page=page)


def test_a_table_that_scrolls_can_be_reached_with_the_keyboard() -> None:
    html = drawn('{% table "Kunder" stacked=False %}{% endtable %}')
    assert 'role="region" tabindex="0" aria-label="Kunder"' in html


def test_every_icon_named_in_a_template_exists() -> None:
    icons = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "core/icons.svg").read_text()))
    named = set()
    for template in PACKAGE.rglob("templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)"|icon_name="([\w-]+)"', template.read_text()))
    assert {name for pair in named for name in pair if name} <= icons


# Forms


class VoucherForm(Form):
    units = {"hours": "timmar"}

    day = forms.DateField(label="Dag", help_text="Tidigast i dag.")
    hours = forms.IntegerField(label="Tid", required=False)
    amount = AmountField(label="Belopp", required=False)
    level = forms.ChoiceField(label="Nivå", widget=forms.RadioSelect, choices=[("1", "Ett"), ("2", "Två")])
    reason = forms.CharField(label="Skäl", widget=forms.Textarea)


GOOD = {"day": "2026-11-22", "hours": "40", "amount": "1 234,50", "level": "2", "reason": "Behövs."}


def refusing(*problems: Problem) -> Any:
    def action() -> None:
        raise Refused(problems)

    return action


def test_a_form_that_was_not_sent_does_not_act() -> None:
    assert VoucherForm().acts(refusing(Problem("Nej."))) is False


def test_a_form_that_is_not_valid_does_not_act() -> None:
    assert VoucherForm({**GOOD, "day": ""}).acts(refusing(Problem("Nej."))) is False


def test_the_action_gets_its_arguments_and_its_answer_is_kept() -> None:
    form = VoucherForm(GOOD)
    assert form.acts(lambda *given, **named: (given, named), 1, by=2) is True
    assert form.outcome == ((1,), {"by": 2})


def test_a_refusal_stands_at_its_fields_and_what_was_typed_stays() -> None:
    form = VoucherForm(GOOD)
    assert not form.acts(
        refusing(
            Problem("Välj en senare dag.", "day"), Problem("Ärendet är avslutat."), Problem("Annat.", "gone")
        )
    )
    assert form.errors["day"] == ["Välj en senare dag."]
    assert form.non_field_errors() == ["Ärendet är avslutat.", "Annat."]
    html = str(form)
    assert 'value="2026-11-22"' in html
    assert "Behövs." in html


def test_somebody_elses_change_is_told_like_any_refusal() -> None:
    def action() -> None:
        raise Stale("Någon annan har ändrat. Läs in sidan igen.")

    form = VoucherForm(GOOD)
    assert not form.acts(action)
    assert form.non_field_errors() == ["Någon annan har ändrat. Läs in sidan igen."]


def test_other_exceptions_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        VoucherForm(GOOD).acts(lambda: 1 // 0)


def test_all_problems_are_gathered_on_top_each_linked_to_its_field() -> None:
    html = str(VoucherForm({"amount": "mycket"}))
    summary = html[html.index('role="alert"') : html.index("</ul>")]
    places = re.findall(r'href="#([\w-]+)"', summary)
    assert places == ["id_day", "id_amount", "id_level_0", "id_reason"]
    assert all(f'id="{place}"' in html for place in places)


def test_a_problem_is_told_with_the_input_it_belongs_to() -> None:
    html = str(VoucherForm({**GOOD, "day": "i går"})["day"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'id="id_day_helptext"' in html
    assert 'id="id_day_error"' in html
    assert "Skriv datumet som år-månad-dag" in html


def test_a_group_of_choices_has_a_legend_and_tells_its_problem() -> None:
    html = str(VoucherForm({**GOOD, "level": ""})["level"].as_field_group())
    assert "<fieldset" in html
    assert "<legend" in html
    assert 'aria-describedby="id_level_error"' in html
    assert "Välj ett alternativ." in html


def test_only_what_may_be_left_empty_says_so_and_filters_never_do() -> None:
    assert str(VoucherForm()).count("(frivilligt)") == 2

    class Filter(FilterForm):
        q = forms.CharField(label="Sök", required=False)

    assert "(frivilligt)" not in str(Filter())


def test_a_list_with_a_word_for_everything_is_never_left_empty() -> None:
    class Wanted(Form):
        all_or_one = forms.ChoiceField(choices=[("", "Alla insatser"), ("1", "SAI")], required=False)
        one_or_none = forms.ChoiceField(choices=[("", "Välj"), ("1", "SAI")], required=False)

    form = Wanted()
    assert "(frivilligt)" not in str(form["all_or_one"].as_field_group())
    assert "(frivilligt)" in str(form["one_or_none"].as_field_group())


def test_a_name_that_is_cut_short_has_its_full_stop_already() -> None:
    assert [stop("Stegen ek. för."), stop("Ny Väg AB")] == ["Stegen ek. för.", "Ny Väg AB."]


def test_dates_use_the_browsers_calendar_in_iso_and_texts_grow() -> None:
    html = str(VoucherForm(initial={"day": date(2026, 11, 22)}))
    assert '<input type="date" name="day" value="2026-11-22"' in html
    assert not re.search(r"<textarea[^>]*(rows|cols)=", html)


def test_an_amount_is_typed_in_kronor_and_kept_in_ore() -> None:
    form = VoucherForm(GOOD)
    assert form.is_valid()
    assert form.cleaned_data["amount"] == 123450
    assert f'value="1{NBSP}234,50"' in str(VoucherForm(initial={"amount": 123450}))
    assert VoucherForm({**GOOD, "amount": "1,234"}).errors["amount"] == [
        "Ett belopp kan ha högst två decimaler."
    ]


def test_a_fields_own_words_are_kept() -> None:
    class Own(Form):
        q = forms.CharField(error_messages={"required": "Skriv ett namn."})

    assert Own({}).errors["q"] == ["Skriv ett namn."]


def test_any_form_of_any_package_is_drawn_alike() -> None:
    class Foreign(forms.Form):
        q = forms.CharField(label="Namn")

    html = str(Foreign())
    assert isinstance(Foreign().render(), SafeString)
    assert 'class="ds-input"' in html
    assert "Namn:" not in html


# Pages


@pytest.mark.parametrize("address", ["/stil", "/stil?fel", "/tillganglighet"])
def test_pages_have_no_inline_style_script_or_handler(client: Client, address: str, db: None) -> None:
    html = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)


def test_every_page_leads_past_the_header_and_says_its_language(client: Client, db: None) -> None:
    html = client.get("/stil").content.decode()
    assert '<html lang="sv"' in html
    assert html.index('href="#innehall"') < html.index("<header")
    assert html.count("<main") == html.count("<h1") == 1


def test_identifiers_on_the_style_page_are_unique(client: Client, db: None) -> None:
    found = re.findall(r'\sid="([^"]+)"', client.get("/stil?fel").content.decode())
    assert sorted(found) == sorted(set(found))


def test_vendored_files_are_the_ones_that_were_fetched() -> None:
    vendor = STATIC / "vendor"
    listed = dict(re.findall(r"^([0-9a-f]{64})  \./(.+)$", (vendor / "VERSIONS").read_text(), re.MULTILINE))
    present = [file for file in vendor.rglob("*") if file.is_file() and file.name != "VERSIONS"]
    assert {
        sha256(file.read_bytes()).hexdigest(): str(file.relative_to(vendor)) for file in present
    } == listed


def test_a_list_of_texts_is_a_list_and_an_empty_one_a_dash() -> None:
    assert drawn("{% listing x %}", x=["a", "<b>"]).count("<li>") == 2
    assert drawn("{% listing x %}", x=[]) == "–"


@pytest.mark.parametrize(
    ("count_text", "told"), [("1", "träff"), ("0", "träffar"), ("2", "träffar"), ("1 000+", "träffar")]
)
def test_a_single_row_is_counted_in_the_singular(count_text, told):
    page = SimpleNamespace(count_text=count_text)
    assert pager(page, "träffar", "träff")["of_what"] == told


def test_a_date_in_running_text_is_kept_whole_and_the_text_stays_escaped():
    assert whole_days("Från 2026-03-01 <b>") == 'Från <span class="nowrap">2026-03-01</span> &lt;b&gt;'
    assert whole_days("Nummer 12026-03-01") == "Nummer 12026-03-01"
