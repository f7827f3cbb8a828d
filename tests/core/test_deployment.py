"""What an installation is told about its edge and its files before it is used."""

import pytest

from stegvis.core.edge import deployment
from tests.clamd import a_scanner

PONG = b"PONG\0"


def ids(check):
    return [message.id for message in check(None)]


@pytest.mark.parametrize(
    ("check", "setting", "value", "told"),
    [
        (deployment.edge_is_in_place, "MIDDLEWARE", [], "stegvis.E010"),
        (deployment.edge_is_in_place, "MIDDLEWARE", list(reversed(deployment.EDGE)), "stegvis.E010"),
        (deployment.cookies_are_bound_to_the_host, "SESSION_COOKIE_NAME", "sessionid", "stegvis.E012"),
        (deployment.transport_is_held_for_a_year, "SECURE_HSTS_SECONDS", 3600, "stegvis.W013"),
        (deployment.requests_are_counted, "RATE_LIMITS", {"pages": (1, 1)}, "stegvis.E014"),
        (deployment.finders_of_weaknesses_know_whom_to_tell, "SECURITY_CONTACT", [], "stegvis.W015"),
        (deployment.finders_of_weaknesses_know_whom_to_tell, "SECURITY_CONTACT", ["a@b.se"], "stegvis.W015"),
        (deployment.files_are_scanned, "SERVE_UNSCANNED_FILES", True, "stegvis.W017"),
        (deployment.files_are_scanned, "CLAMAV_ADDRESS", "unix:/no/such/socket", "stegvis.E016"),
    ],
)
def test_what_is_loose_is_told(settings, check, setting, value, told):
    setattr(settings, setting, value)
    assert ids(check) == [told]


@pytest.mark.parametrize("value", ["'unsafe-inline'", "'unsafe-eval'", "*", "https:"])
def test_a_policy_that_lets_more_in_is_told(settings, value):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "script-src": ["'self'", value]}}
    assert ids(deployment.policy_is_strict) == ["stegvis.E011"]


def test_the_policy_and_the_order_as_they_stand_are_strict():
    assert ids(deployment.policy_is_strict) == []
    assert ids(deployment.edge_is_in_place) == []


def test_a_scanner_that_answers_is_enough(settings):
    with a_scanner(PONG) as settings.CLAMAV_ADDRESS:
        assert ids(deployment.files_are_scanned) == []


def test_without_scanner_and_without_files_all_is_well(settings):
    settings.SERVE_UNSCANNED_FILES = False
    assert ids(deployment.files_are_scanned) == []
