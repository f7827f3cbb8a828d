"""Whom may be searched for by what: name, personal or coordination number, case number, and nothing else."""

from __future__ import annotations

import ast
import pkgutil
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.urls import reverse

import stegvis
from stegvis.casework.models import Decision
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.forms import FilterForm
from tests import builders

SEARCHES: dict[str, dict[str, str]] = {
    "CaseFilter": {"q": "name, personal number, case number"},
    "AssignmentFilter": {"q": "name, personal number, assignment number"},
    "EntryFilter": {"sok": "name, assignment number; never who is protected"},
    "FindingFilter": {"anvandare": "a colleague's name: whose reading the log control picked out"},
    "ProviderFilter": {"q": "a provider's name and organisation number", "sprak": "a provider's languages"},
    "ApplicationFilter": {"q": "an organisation's name and number"},
    "ProposalFilter": {"q": "a provider's name"},
    "DeficiencyFilter": {"q": "a provider's name"},
    "ControlFilter": {"q": "a provider's name"},
    "VisitFilter": {"q": "a provider's name"},
    "ReportFilter": {"q": "a provider's name"},
    "UserFilterForm": {"q": "a colleague's name and address; residents are not among them"},
    "SupportFilterForm": {"q": "a colleague's name and address; residents are not among them"},
    "RecordSearchForm": {"q": "the words of one case that the reader may see already"},
    "StyleFilter": {"q": "nothing: shows how a search looks"},
}
"""Every text field of a filter, with what it searches. A new one is put here after thought."""

READ_FROM_THE_ADDRESS = {
    "anordnare", "code", "dagar", "efter", "enhet", "error", "fel", "field", "for", "fore", "fran", "grupp",
    "insats", "iss", "jamfor", "kommun", "matt", "next", "niva", "nyckel", "provider", "sida", "sok",
    "sortera", "sprak", "state", "till",
}  # fmt: skip
"""Words that views read from the address themselves (`field`: those whose pace is limited). None of them
searches for people in another way than the filters."""


def every_filter() -> list[type[FilterForm]]:
    for module in pkgutil.walk_packages(stegvis.__path__, "stegvis."):
        if "forms" in module.name or module.name.endswith("style_view"):
            import_module(module.name)
    found, waiting = [], [FilterForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.append(kind)
    return [kind for kind in found if kind.__module__.startswith("stegvis.") and kind is not FilterForm]


def test_every_text_field_of_a_filter_is_declared_with_what_it_searches():
    text_fields = {
        kind.__name__: {name for name, field in kind.base_fields.items() if _takes_text(field)}
        for kind in every_filter()
    }
    assert {name: found for name, found in text_fields.items() if found} == {
        name: set(fields) for name, fields in SEARCHES.items()
    }


def _takes_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField)


def test_views_read_nothing_else_from_the_address_that_could_be_a_search():
    read = set()
    for file in Path(stegvis.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            read |= _words_asked_for(node)
    assert read <= READ_FROM_THE_ADDRESS, read - READ_FROM_THE_ADDRESS


def _words_asked_for(node: ast.AST) -> set[str]:
    """`request.GET["word"]` and `request.GET.get("word")`."""
    if isinstance(node, ast.Subscript) and _is_get(node.value):
        return {str(getattr(node.slice, "value", ast.unparse(node.slice)))}
    asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
    if asks and node.func.attr in ("get", "getlist") and _is_get(node.func.value):
        return {str(getattr(node.args[0], "value", ast.unparse(node.args[0])))}
    return set()


def _is_get(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "GET"


@pytest.mark.django_db
class TestWhatIsFound:
    @pytest.fixture(autouse=True)
    def _today(self, settings):
        settings.REQUIRE_SECOND_FACTOR = False
        settings.RATE_LIMITS = {}
        with clock.frozen(builders.TODAY):
            yield

    @pytest.fixture
    def case(self):
        principal = builders.a_principal()
        unit = builders.a_unit(principal)
        person = builders.a_person(principal, born=date(1971, 4, 2), first_name="Tyra", last_name="Ek")
        case = builders.a_case(
            unit, person=person, referred_by="Försäkringskassan", number="S00001", target_group="annan"
        )
        builders.an_assessment(case, own_goal="Nattarbete", obstacles="Missbruk", background="Svetsare")
        decision = builders.a_decision(case, reason="Utmattning", kind=Decision.Kind.GRANT)
        builders.an_assignment(case, decision=decision, number="U00009", note="Våld i hemmet")
        return case

    @pytest.mark.parametrize("page", ["cases", "assignments"])
    @pytest.mark.parametrize(
        "text",
        ["Försäkringskassan", "Nattarbete", "Missbruk", "Svetsare", "Utmattning", "Våld", "annan",
         "0402", "Jobbpeng", "kvinna"],
    )  # fmt: skip
    def test_nobody_is_found_by_what_is_written_about_him(self, client, case, page, text):
        seat = builders.a_seat(Role.HEAD_OF_UNIT, case.principal, unit=case.unit)
        client.force_login(seat.user)
        found = client.get(reverse(page), {"q": text, "visa": "alla", "status": "alla"})
        assert found.context["page"].count == 0

    @pytest.mark.parametrize("text", ["Tyra", "ek tyra", "710402", "S00001"])
    def test_the_control_he_is_found_by_name_number_and_case_number(self, client, case, text):
        seat = builders.a_seat(Role.HEAD_OF_UNIT, case.principal, unit=case.unit)
        client.force_login(seat.user)
        assert client.get(reverse("cases"), {"q": text}).context["page"].count == 1

    def test_the_rows_behind_a_number_are_no_search_for_people(self, client, case):
        seat = builders.a_seat(Role.ANALYST, case.principal)
        client.force_login(seat.user)
        address = reverse("report_rows", args=["nya"])
        period = {"fran": "2026-01-01", "till": "2026-03-31"}
        plain = client.get(address, period)
        for word in ("q", "sok", "namn", "personnummer"):
            asked = client.get(address, {**period, word: "Tyra"})
            assert asked.context["number"] == plain.context["number"]
        shown = plain.content.decode()
        assert case.number in shown
        for told in ("Tyra", "1971", "Missbruk", "Utmattning", "Försäkringskassan"):
            assert told not in shown
