"""How a view is guarded: declared, found by what the actor may see, written down when it shows a person."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from stegvis.casework.models import Case
from stegvis.core import readings
from stegvis.core.actor import CASEWORKERS, Role
from stegvis.core.pages import page
from tests import builders

pytestmark = pytest.mark.django_db


@page(who=CASEWORKERS, shows=Case)
def show(request, case):
    return HttpResponse(case.number)


@page(who=CASEWORKERS)
def function(request):
    return HttpResponse("ja")


@pytest.fixture
def seat():
    return builders.a_seat(Role.CASEWORKER, builders.a_principal())


def ask(view, seat, method="get", **kwargs):
    request = getattr(RequestFactory(), method)("/")
    request.user, request.actor = (seat.user, seat.actor) if seat else (builders.User(), None)
    return view(request, **kwargs)


def test_the_view_gets_the_row_instead_of_its_key(seat):
    case = builders.a_case(seat.membership.unit)
    assert ask(show, seat, pk=case.pk).content.decode() == case.number


def test_another_units_row_does_not_exist(seat):
    case = builders.a_case(builders.a_unit(seat.membership.principal))
    with pytest.raises(Http404):
        ask(show, seat, pk=case.pk)


def test_a_wrong_role_learns_nothing_about_a_row_and_is_refused_a_function(seat):
    case = builders.a_case(seat.membership.unit)
    analyst = builders.a_seat(Role.ANALYST, seat.membership.principal)
    with pytest.raises(Http404):
        ask(show, analyst, pk=case.pk)
    with pytest.raises(PermissionDenied):
        ask(function, analyst)


def test_showing_a_row_is_noted_once_as_a_reading_of_that_row(seat):
    case = builders.a_case(seat.membership.unit)
    with readings.gathering() as notes:
        ask(show, seat, pk=case.pk)
        ask(show, seat, pk=case.pk)
    assert [(noted.kind, noted.record, noted.what) for noted in notes] == [
        (readings.Kind.SHOWN, case, "show")
    ]


def test_a_row_that_may_not_be_seen_is_no_reading(seat):
    case = builders.a_case(builders.a_unit(seat.membership.principal))
    with readings.gathering() as notes, pytest.raises(Http404):
        ask(show, seat, pk=case.pk)
    assert not notes
