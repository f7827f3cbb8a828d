"""Keyset paging: every row once, in order, forwards and back, whatever stands in the address."""

import base64
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.casework.models import Case
from stegvis.core.paging import KeysetPage, Sorting
from tests import builders

pytestmark = pytest.mark.django_db

SORTINGS = {
    "oppnat": Sorting("Öppnat", ("opened_on", "id"), descending=True),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
}


@pytest.fixture
def cases():
    unit = builders.a_unit(builders.a_principal())
    for n in range(13):
        builders.a_case(unit, opened_on=date(2026, 1, 1) + timedelta(days=n % 4))
    return Case.objects.filter(unit=unit).select_related("person")


def page(cases, address: str, size: int) -> KeysetPage:
    return KeysetPage(cases, SORTINGS, QueryDict(address.lstrip("?")), size=size)


def walk(cases, address: str, size: int) -> list[KeysetPage]:
    pages = [page(cases, address, size)]
    while pages[-1].next_url:
        pages.append(page(cases, pages[-1].next_url, size))
    return pages


@pytest.mark.parametrize("address", ["", "sortera=-oppnat", "sortera=namn", "sortera=-namn"])
@pytest.mark.parametrize("size", [1, 4, 12, 13, 50])
def test_walking_forward_meets_every_row_once_and_in_order(cases, address, size):
    pages = walk(cases, address, size)
    met = [row.pk for p in pages for row in p.rows]
    assert met == [row.pk for row in cases.order_by(*pages[0].active.order(backwards=False))]


@pytest.mark.parametrize("address", ["", "sortera=-oppnat", "sortera=namn"])
def test_walking_back_meets_the_same_pages(cases, address):
    pages = walk(cases, address, 4)
    here = pages[-1]
    for expected in reversed(pages[:-1]):
        here = page(cases, here.previous_url, 4)
        assert [r.pk for r in here.rows] == [r.pk for r in expected.rows]
    assert here.previous_url is None


@given(text=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_damaged_position_gives_the_first_page(cases, text):
    params = QueryDict(mutable=True)
    params["efter"] = text
    assert len(KeysetPage(cases, SORTINGS, params, size=4).rows) == 4


@pytest.mark.parametrize(
    "position", ['["x", 1]', "[1, 2]", '["2026-01-01", 99999999999999999999]', "{}", '["2026-01-02"]']
)
def test_a_position_of_the_wrong_kind_gives_rows_and_no_error(cases, position):
    params = QueryDict(mutable=True)
    params["fore"] = base64.urlsafe_b64encode(position.encode()).decode()
    assert KeysetPage(cases, SORTINGS, params, size=4).rows


@pytest.mark.parametrize(
    "position", ["[" * 3000, r'["a\u0000", 1]', r'["\ud800", 1]', '["a", "b\\u0000"]', "[true, null]"]
)
@pytest.mark.parametrize("direction", ["efter", "fore"])
def test_a_position_that_the_database_cannot_read_gives_the_first_page(cases, position, direction):
    params = QueryDict(mutable=True)
    params["sortera"] = "namn"
    params[direction] = base64.urlsafe_b64encode(position.encode()).decode()
    assert KeysetPage(cases, SORTINGS, params, size=4).rows == page(cases, "sortera=namn", 4).rows


def test_an_unknown_sorting_is_the_default_one(cases):
    assert page(cases, "sortera=hittpa", 4).key == "oppnat"


def test_the_filters_in_the_address_stay_when_paging_and_sorting(cases):
    shown = page(cases, "q=anna&status=open", 4)
    assert "q=anna" in shown.next_url and "status=open" in shown.next_url
    assert "q=anna" in shown.sort_url("namn") and "efter" not in shown.sort_url("namn")


def test_a_list_that_fits_on_one_page_costs_one_query(cases, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert page(cases, "", 50).count == 13
