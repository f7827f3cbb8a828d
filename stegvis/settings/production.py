"""Production: everything that differs between installations comes from environment variables.

| Variable | Holds |
|---|---|
| SECRET_KEY | at least 50 random characters |
| ALLOWED_HOSTS | host names, separated by commas |
| DATABASE_URL | postgresql://stegvis_app:password@host/database?sslmode=verify-full |
| DATABASE_OWNER_URL | the same database for the role that owns the tables: migrations, setting up, imports |
| STEGVIS_LOG_KEY | hashes what was searched for in the access log; optional, else SECRET_KEY |
| STEGVIS_HEADS_KEY | signs the heads of the access log that are taken out; optional |
| STATIC_ROOT, STEGVIS_DATA, LOG_LEVEL | optional |
| TRUST_PROXY | `1` when a proxy in front ends TLS and itself sets X-Forwarded-Proto and X-Forwarded-For |
| SITE_URL | where users open the service, for links in mail; https:// and the first host name when unset |
| EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, DEFAULT_FROM_EMAIL | outgoing mail, optional |
"""

import os

from stegvis.settings import requirements
from stegvis.settings.base import *  # noqa: F403

requirements.check(os.environ)

DEMO = False
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = requirements.hosts(os.environ)
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS]
SITE_URL = os.environ.get("SITE_URL") or CSRF_TRUSTED_ORIGINS[0]

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^halsa/"]  # load balancers ask inside the network, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
if os.environ.get("TRUST_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # attempts are counted per the address that this proxy has seen

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "stegvis@localhost")
