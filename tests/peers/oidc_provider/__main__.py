"""`python -m tests.peers.oidc_provider`: listens at a free port and prints its address.

`POST /says/<user>` sets what it says about somebody; `GET /be/<user>` signs the browser in as somebody.
"""

from __future__ import annotations

import json
import time
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def a_key() -> str:
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return rsa.generate_private_key(65537, 2048).private_bytes(*pem).decode()


server = make_server("127.0.0.1", 0, lambda *_: [], handler_class=Quiet)
ADDRESS = f"http://127.0.0.1:{server.server_port}"
KEY, ANOTHER_KEY = a_key(), a_key()
CLIENT, SECRET = "stegvis", "en-hemlighet-mellan-tva"

settings.configure(
    SECRET_KEY="only-the-peer-knows-this-and-it-does-not-matter",
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    ROOT_URLCONF="__main__",
    LOGIN_URL="/login-is-by-/be/",
    USE_TZ=True,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": f"{ADDRESS}/o",
        "OIDC_RSA_PRIVATE_KEY": KEY,
        "PKCE_REQUIRED": True,
        "SCOPES": {"openid": "who", "profile": "name", "email": "address", "number": "personal number"},
        "OAUTH2_VALIDATOR_CLASS": "__main__.Validator",
    },
)
django.setup()

import jwt  # noqa: E402
from django.contrib.auth import get_user_model, login  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402

from tests.peers.lifetime import end_with_the_tests  # noqa: E402

SAID: dict[str, dict[str, Any]] = {}
"""What is said about each user, by name."""


class Validator(OAuth2Validator):
    """The toolkit's own, with our users' claims and, on order, its faults."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return {name: value for name, value in SAID.get(request.user.username, {}).items() if name != "fault"}

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        claims = super().get_userinfo_claims(request)
        if SAID[request.user.username].get("fault") == "user page of another":
            claims["sub"] = "another"
        return claims

    def finalize_id_token(self, id_token: Any, token: Any, token_handler: Any, request: Any) -> str:
        signed: str = super().finalize_id_token(id_token, token, token_handler, request)
        return faulty(signed, SAID.get(request.user.username, {}).get("fault", ""))


def faulty(signed: str, fault: str) -> str:
    """The token as an attacker, or a service gone wrong, would send it."""
    claims = jwt.decode(signed, options={"verify_signature": False})
    header = {"kid": jwt.get_unverified_header(signed)["kid"]}
    now = int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "expired": {"exp": now - 3600, "iat": now - 7200},
        "audience": {"aud": "another-client"},
        "issuer": {"iss": "https://another.example"},
        "nonce": {"nonce": "another-request"},
        "azp": {"azp": "another-client"},
        "signed again": {},
        "asked long ago": {"auth_time": now - 3600},
        "asked nobody knows when": {"auth_time": None},
    }
    if fault in wrong:
        return jwt.encode({**claims, **wrong[fault]}, KEY, "RS256", header)
    if fault == "signature":
        return jwt.encode(claims, ANOTHER_KEY, "RS256", header)
    if fault == "unsigned":
        return jwt.encode(claims, None, "none", header)
    if fault == "signed with the secret":
        return jwt.encode(claims, SECRET * 2, "HS256", header)
    return signed


@csrf_exempt
def says(request: HttpRequest, user: str) -> HttpResponse:
    SAID[user] = json.loads(request.body)
    get_user_model().objects.get_or_create(username=user)
    return HttpResponse()


def be(request: HttpRequest, user: str) -> HttpResponse:
    login(request, get_user_model().objects.get(username=user))
    return HttpResponse()


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("says/<str:user>", says),
    path("be/<str:user>", be),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0, interactive=False)
    keys = ("jobbet", "grannen", "eid")
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        hash_client_secret=False,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=" ".join(f"http://testserver/konto/tjanst/{key}/svar/" for key in keys),
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )
    end_with_the_tests()
    server.set_app(get_wsgi_application())
    print(ADDRESS, flush=True)
    server.serve_forever()
