"""Every address of the product, with what is declared beside its view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stegvis.casework.models import Attachment
from stegvis.catalogue.models import Intervention
from stegvis.core.pages import Access
from stegvis.providers.models import ConditionVersion
from stegvis.registry.models import Person
from tests.security.world import Chain

APPLYING = {
    "choose_principal",
    "apply",
    "application_letter",
    "application_link",
    "leave_application",
    "application_by_link",
    *(
        f"application_by_link_{page}"
        for page in ("facts", "parts", "sites", "condition", "send", "withdraw", "evidence", "decision")
    ),
}
"""Where an organisation applies; an application itself is opened by the secret in a letter."""

ANONYMOUS = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "sign_in_doors",
    "code_login",
    "single_sign_on",
    "single_sign_on_answer",
    "saml_answer",
    "saml_finish",
    "saml_metadata",
    "demo_login",
    "health_live",
    "health_ready",
    "accessibility",
    *APPLYING,
    "csp_report",
    "security_txt",
    "voice",
    "voice_thanks",
    "open_providers",
    "open_providers_csv",
    "open_providers_json",
    "style",  # only in the demo and in tests
}
"""The only addresses that open to somebody who is not signed in."""

PERSONAL = {
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
"""Addresses about the signed-in user's own account, from the login package; open to every role."""

CLOSED = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_set_password",
}
"""Names that the login package asks for and that have no page: 404 for everybody."""

SAMPLES: dict[str, Any] = {
    "decision_kind": "grant",
    "key": "no-such-kind",
    "kind": "oidc",
    "name": "tend-journal",
    "intervention": Intervention,
    "other": Person,
    "paper": Attachment,
    "version": ConditionVersion,
    "year": 2025,
    "template": "visit",
}
"""A value for each word in an address besides the row's own key; for a model, its row in the chain."""


ANSWERS_404_TO_A_SAMPLE = {
    "connect_account",
    "waiting",
    "change_seat",
    "sign_in_again",
    "report_rows",
    "remove_reporting_time",
    "import_result",
    "import_problems",
    "import_confirm",
    "import_discard",
}
"""Functions that exist for a role but not for the sample that is sent to them."""


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


ALL = {pattern.name: pattern for pattern in patterns(get_resolver())}
OURS_TO_DECLARE = {name: p for name, p in ALL.items() if name not in ANONYMOUS | PERSONAL | CLOSED}
DECLARED: dict[str, Access] = {
    name: getattr(p.callback, "access", Access(who=frozenset())) for name, p in OURS_TO_DECLARE.items()
}


def address(name: str, chain: Chain, pk: int | None = None) -> str:
    words = {word: SAMPLES.get(word) for word in ALL[name].pattern.converters}
    words = {
        word: chain.rows[value].pk if isinstance(value, type) else value for word, value in words.items()
    }
    if pk is not None:
        words["pk"] = pk
    missing = [word for word, value in words.items() if value is None]
    assert not missing, f"{name} has words without a sample: {missing}"
    return reverse(name, kwargs=words)
