"""The edge: what every answer carries, what is turned away before any page, and how often one may ask."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stegvis.core.actor import Role
from stegvis.core.edge import rates
from stegvis.core.edge.rates import Buckets
from stegvis.core.edge.sizes import MOST_OF_A_FORM
from tests import builders, samples
from tests.security.addresses import ANONYMOUS
from tests.security.headers import missing, policy_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]


@pytest.fixture
def limits(settings, monkeypatch) -> dict[str, tuple[int, int]]:
    """High limits and empty buckets; a test lowers the one that it is about."""
    monkeypatch.setattr(rates, "buckets", Buckets())
    settings.RATE_LIMITS = dict.fromkeys(
        (rates.PAGES, rates.SEARCHES, rates.FILES, rates.EXPORTS), (500, 500)
    )
    settings.RATE_LIMITS[rates.REPORTS] = (5, 5)
    return settings.RATE_LIMITS


# --- What every answer carries ---


def test_every_open_address_carries_the_headers(client):
    plain = {
        "health_live",
        "health_ready",
        "accessibility",
        "style",
        "account_login",
        "csp_report",
        "security_txt",
    }
    assert plain <= ANONYMOUS
    assert not {name: found for name in plain if (found := missing(client.get(reverse(name))))}


def test_answers_that_never_reach_a_page_carry_them_too(client, settings):
    client.raise_request_exception = False
    assert not missing(client.get("/finns-inte"))
    assert not missing(client.get("/", headers={"host": "ond.example"}))
    assert not missing(client.get("/?a=%00"))
    assert not missing(Client(enforce_csrf_checks=True).post("/stil"))


def test_the_policy_of_the_pages_lets_nothing_inline_or_foreign_in(client):
    policy = policy_of(client.get("/konto/login/"))
    allowed = {value for values in policy.values() for value in values}
    assert allowed <= {"'none'", "'self'", "data:", "csp", "/csp-rapport"}
    assert [name for name, values in policy.items() if "data:" in values] == ["img-src"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


def test_static_files_may_be_kept_by_the_browser_but_not_taken_for_another_type(client):
    response = client.get("/static/core/theme.css")
    assert "max-age" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_after_signing_out_the_browser_forgets_what_it_has_seen(client):
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    client.force_login(seat.user)
    page = client.get(reverse("cases"))
    assert "no-store" in page["Cache-Control"]
    assert "Clear-Site-Data" not in page
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("cases")).status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, settings):
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    client.get("/konto/login/")
    answer = client.post("/konto/login/", {"login": seat.user.email, "password": builders.PASSWORD})
    assert answer.status_code == 302
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
        assert not cookie["domain"]
        assert not cookie["max-age"]


# --- What is turned away ---


def test_a_host_that_is_not_ours_is_told_so_in_swedish(client):
    response = client.get("/konto/login/", headers={"host": "ond.example"})
    assert response.status_code == 400
    assert "Vi förstod inte det som skickades" in response.text
    assert "ond.example" not in response.text


def test_a_letter_about_a_new_password_never_leads_to_a_forged_host(client):
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    client.post(
        reverse("account_reset_password"),
        {"email": seat.user.email},
        headers={"x-forwarded-host": "ond.example", "forwarded": "host=ond.example"},
    )
    assert mail.outbox
    assert all("ond.example" not in str(letter.message()) for letter in mail.outbox)
    forged = client.post(
        reverse("account_reset_password"), {"email": seat.user.email}, headers={"host": "ond.example"}
    )
    assert forged.status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "SEARCH"])
def test_pages_are_read_and_sent_to_and_nothing_else(client, method):
    response = client.generic(method, "/", HTTP_X_SECRET="not to be told")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert not response.content


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.get("/arenden/?q=a%00b"),
        lambda client: client.get("/arenden%00/"),
        lambda client: client.get("/arenden/?%00=a"),
        lambda client: client.post(reverse("change_seat"), {"seat": "1\0"}),
        lambda client: client.post(reverse("change_seat"), {"seat\0": "1"}),
        lambda client: client.post("/konto/login/", {"login": "a\0@example.org", "password": "\0"}),
    ],
)
def test_a_nul_is_turned_away_wherever_it_stands(client, send):
    client.raise_request_exception = False
    client.force_login(builders.a_seat(Role.CASEWORKER, builders.a_principal()).user)
    response = send(client)
    assert response.status_code == 400
    assert "Inget har sparats" in response.text


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "annan"])
@pytest.mark.parametrize("written", ['"a\\000b"', "a\0b"])
def test_a_nul_in_a_cookie_is_turned_away(client, name, written):
    client.raise_request_exception = False
    response = client.get("/", headers={"cookie": f"{name}={written}"})
    assert response.status_code in (302, 400)
    assert client.get("/", headers={"cookie": f'{name}="a\\000b"'}).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["sessionid=" + "å" * 900, "sessionid=;=,", "\x01=\x02", "sessionid=\ud800"]
)
def test_no_cookie_gives_an_error_of_ours(client, cookie):
    client.raise_request_exception = False
    environment = {"HTTP_COOKIE": cookie.encode("utf-8", "surrogatepass").decode("latin-1")}
    assert client.get("/arenden/", **environment).status_code in (302, 400)


def test_more_fields_than_any_form_has_are_turned_away(client):
    client.raise_request_exception = False
    response = client.post("/konto/login/", {f"f{n}": "1" for n in range(1100)})
    assert response.status_code == 400
    assert "Vi förstod inte" in response.text


def test_more_files_than_any_form_takes_are_turned_away(client):
    client.raise_request_exception = False
    response = client.post("/konto/login/", {f"f{n}": SimpleUploadedFile("a", b"a") for n in range(25)})
    assert response.status_code == 400


def test_a_form_that_is_too_large_is_told_so_before_it_is_read(client):
    response = client.post("/konto/login/", {"login": "a" * MOST_OF_A_FORM, "password": "b"})
    assert response.status_code == 413
    assert "för stort" in response.text

    class Unread(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("the body was read")

    announced = client.generic(
        "POST", "/konto/login/", b"", CONTENT_LENGTH=str(10**12), **{"wsgi.input": Unread()}
    )
    assert announced.status_code == 413


def test_a_page_that_takes_files_takes_those_and_no_larger_ones(client):
    unit = builders.a_unit(builders.a_principal())
    case = builders.a_case(unit)
    client.force_login(builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit).user)
    where = reverse("add_attachment", args=[case.pk])
    large = client.post(where, {"file": SimpleUploadedFile("a.txt", b"a" * (15 * 1024 * 1024 + 1))})
    assert "större än 15 MB" in large.text
    huge = client.post(where, {"file": SimpleUploadedFile("a.txt", b"a" * (16 * 1024 * 1024))})
    assert huge.status_code == 413


def test_text_of_a_form_with_files_is_bounded_too(client):
    client.raise_request_exception = False
    unit = builders.a_unit(builders.a_principal())
    client.force_login(builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit).user)
    where = reverse("add_attachment", args=[builders.a_case(unit).pk])
    assert client.post(where, {"title": "a" * 4_000_000, "file": samples.a_pdf()}).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "1e9", "9" * 400, "٣"])
def test_a_length_that_is_no_number_is_no_error_of_ours(client, length):
    client.raise_request_exception = False
    assert client.generic("POST", "/konto/login/", b"a=b", CONTENT_LENGTH=length).status_code < 500


def test_a_form_from_another_site_is_refused_in_swedish():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/konto/login/", {"login": "a"}, headers={"origin": "https://ond.example"})
    assert response.status_code == 403
    assert "Inget har sparats" in response.text


# --- How often ---


def test_a_bucket_gives_its_burst_and_then_an_even_pace(settings):
    settings.RATE_LIMITS = {"pages": (3, 60)}
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    assert [buckets.take("pages", "anna") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.take("pages", "bo") == 0
    now[0] += 1
    assert [buckets.take("pages", "anna") for _ in range(2)] == [0, 1]
    now[0] += 3600
    assert [buckets.take("pages", "anna") for _ in range(4)] == [0, 0, 0, 1]


def test_many_addresses_do_not_fill_the_memory(settings, monkeypatch):
    settings.RATE_LIMITS = {"pages": (3, 60)}
    monkeypatch.setattr(rates, "MOST_BUCKETS", 100)
    buckets = Buckets()
    for n in range(1000):
        buckets.take("pages", str(n))
    assert len(buckets._held) <= 100


def test_a_user_who_asks_too_often_is_told_how_long_to_wait_and_others_are_not(client, limits):
    limits[rates.PAGES] = (2, 6)
    principal = builders.a_principal()
    quick, other = (builders.a_seat(Role.CASEWORKER, principal).user for _ in range(2))
    client.force_login(quick)
    assert [client.get(reverse("cases")).status_code for _ in range(3)] == [200, 200, 429]
    told = client.get(reverse("cases"))
    assert 5 <= int(told["Retry-After"]) <= 10
    assert f"Vänta {told['Retry-After']} sekunder" in told.text
    assert not missing(told)
    client.force_login(other)
    assert client.get(reverse("cases")).status_code == 200


def test_health_is_answered_however_often_it_is_asked_for(client, limits):
    limits[rates.PAGES] = (1, 1)
    assert {client.get("/halsa/live").status_code for _ in range(5)} == {200}


def test_searches_are_counted_and_the_list_alone_is_not(client, limits):
    limits[rates.SEARCHES] = (1, 1)
    client.force_login(builders.a_seat(Role.CASEWORKER, builders.a_principal()).user)
    assert {client.get(reverse("cases")).status_code for _ in range(3)} == {200}
    assert [client.get(reverse("cases"), {"q": "Anna"}).status_code for _ in range(2)] == [200, 429]


def test_taking_out_data_is_counted_tightly(client, limits):
    limits[rates.EXPORTS] = (1, 1)
    client.force_login(builders.a_seat(Role.ANALYST, builders.a_principal()).user)
    assert [client.get(reverse("report_tables")).status_code for _ in range(2)] == [200, 429]


def test_every_export_and_search_declares_its_limit():
    from tests.security.addresses import ALL

    counted = {name: getattr(getattr(p.callback, "limit", None), "kind", None) for name, p in ALL.items()}
    for name in (
        "settlement_export",
        "my_remuneration_export",
        "take_export",
        "report_tables",
        "report_memo",
        "comparison_table",
    ):
        assert counted[name] == rates.EXPORTS
    for name in ("cases", "assignments", "open_case", "settlement", "my_remuneration"):
        assert counted[name] == rates.SEARCHES
    assert counted["download_attachment"] == rates.FILES


@pytest.mark.parametrize(
    ("proxies", "passed", "expected"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),  # what the visitor wrote himself stands first
        (2, "9.9.9.9, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
    ],
)
def test_who_is_not_signed_in_is_counted_by_the_address_that_our_own_proxy_saw(
    rf, settings, proxies, passed, expected
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert rates.address(rf.get("/", headers={"x-forwarded-for": passed})) == expected


# --- What the browser and the finder of a weakness may tell us ---


def test_what_a_policy_stopped_is_told_in_the_log_without_personal_data(client, limits, caplog):
    def tell(report: Any) -> int:
        body = json.dumps(report)
        return client.post("/csp-rapport", body, content_type="application/csp-report").status_code

    body = {
        "documentURL": "https://s.example/arenden/?q=Anna",
        "blockedURL": "https://ond.example/x?y",
        "effectiveDirective": "script-src",
    }
    assert tell([{"type": "csp-violation", "body": body}]) == 204
    old = {"document-uri": "https://s.example/", "blocked-uri": "inline", "effective-directive": "style-src"}
    assert tell({"csp-report": old}) == 204
    told = [record.getMessage() for record in caplog.records if "policy forbids" in record.getMessage()]
    assert told == [
        "The page /arenden/ tried what its policy forbids: script-src from ond.example.",
        "The page / tried what its policy forbids: style-src from inline.",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[[]]",
        b'{"csp-report": 1}',
        b"[" * 5000,
        b'[{"body": {"documentURL": "http://[x"}}]',
        b"\xff",
    ],
)
def test_no_report_gives_an_error_of_ours(client, limits, body):
    client.raise_request_exception = False
    assert client.post("/csp-rapport", body, content_type="application/reports+json").status_code == 204


def test_reports_are_small_and_few(client, limits):
    large = client.post("/csp-rapport", b"[" + b" " * 20_000 + b"]", content_type="application/json")
    assert large.status_code == 413
    codes = [
        client.post("/csp-rapport", b"[]", content_type="application/json").status_code for _ in range(8)
    ]
    assert 429 in codes


def test_security_txt_names_whom_to_tell(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:sakerhet@example.org", "https://example.org/sarbarhet"]
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[:2] == ["Contact: mailto:sakerhet@example.org", "Contact: https://example.org/sarbarhet"]
    assert "Expires: 2026-09-12T00:00:00Z" in lines
    assert "Canonical: http://testserver/.well-known/security.txt" in lines
