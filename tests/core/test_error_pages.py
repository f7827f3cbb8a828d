"""What visitors see when a page cannot be shown, and when the service is closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from stegvis.core import error_views, maintenance


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_no_error_page_needs_the_database(request_: HttpRequest) -> None:
    # No database is given to this test: a query would fail it.
    assert "behörighet" in text_of(error_views.forbidden(request_, PermissionDenied()))
    assert "Sidan finns inte" in text_of(error_views.not_found(request_, Exception()))
    assert "inte sparat" in text_of(error_views.broken(request_))
    assert "Inget har sparats" in text_of(error_views.csrf_failure(request_))
    assert "uppdateras" in text_of(error_views.closed(request_))


def test_even_without_templates_something_is_said(
    request_: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_template(name: str) -> Any:
        raise OSError(name)

    monkeypatch.setattr(error_views, "get_template", broken_template)
    response = error_views.broken(request_)
    assert response.status_code == 500
    assert "Något gick fel" in text_of(response)


def test_an_unknown_address_is_told_in_swedish(client: Client, db: None) -> None:
    response = client.get("/finns-inte/")
    assert response.status_code == 404
    assert "Sidan finns inte" in text_of(response)


def test_a_failing_page_gives_the_error_page(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("stegvis.core.style_view._examples", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/stil")
    assert response.status_code == 500
    assert "Något gick fel hos oss" in text_of(response)


def test_a_form_without_its_proof_is_refused_in_swedish(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/stil")
    assert response.status_code == 403
    assert "Inget har sparats" in text_of(response)


@pytest.mark.parametrize("switch", ["", "0"])
def test_the_service_is_open_unless_it_is_closed(
    switch: str, client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("STEGVIS_MAINTENANCE", switch)
    assert client.get("/tillganglighet").status_code == 200


def test_a_closed_service_says_when_to_come_back_and_is_still_watched_over(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("STEGVIS_MAINTENANCE", "1")
    response = client.get("/tillganglighet")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "300"
    assert client.get("/halsa/live").status_code == 200
    style_sheet = client.get("/static/core/frame.css")
    assert style_sheet.status_code == 200
    style_sheet.close()


def test_the_switch_is_read_at_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_MAINTENANCE", "1")
    assert maintenance.is_closed()
    monkeypatch.delenv("STEGVIS_MAINTENANCE")
    assert not maintenance.is_closed()
