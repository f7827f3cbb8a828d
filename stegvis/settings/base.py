"""What holds for every installation. `demo`, `test` and `production` say the rest."""

import os
from pathlib import Path
from typing import Any

from stegvis.core.database.address import APP_ROLE, OUTSIDE_ROLE, database_settings

DATA_FOLDER = Path(os.environ.get("STEGVIS_DATA", ".stegvis")).absolute()
"""Where the program keeps its own files: the embedded database, collected static files, the demo's secret."""

DEBUG = False
STYLE_PAGE = False
"""Shows every part of the page language at /stil: in the demo and the tests, never in production."""
ROOT_URLCONF = "stegvis.urls"
WSGI_APPLICATION = "stegvis.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The rooms, lowest floor last: an upper room may override a template of a lower one and of Django's.
ROOMS = [
    "stegvis.demo",
    "stegvis.portal",
    "stegvis.oversight",
    "stegvis.statistics",
    "stegvis.remuneration",
    "stegvis.assignments",
    "stegvis.casework",
    "stegvis.providers",
    "stegvis.catalogue",
    "stegvis.registry",
    "stegvis.accounts",
    "stegvis.core",
]

INSTALLED_APPS = [
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, found by the same engine as ours
]

MIDDLEWARE = [
    "stegvis.core.edge.headers.HeadersMiddleware",
    "stegvis.core.maintenance.MaintenanceMiddleware",
    "stegvis.core.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stegvis.core.edge.methods.MethodsMiddleware",
    "stegvis.core.edge.texts.NoNulAtTheDoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "stegvis.core.edge.rates.RateMiddleware",
    "stegvis.core.edge.sizes.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stegvis.core.edge.texts.NoNulMiddleware",
    "stegvis.core.database.prepared.PreparedReadsMiddleware",
    "stegvis.core.readings.ReadingsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stegvis.accounts.sessions.SignInMiddleware",
    "stegvis.core.database.transactions.RequestTransactionMiddleware",
    "stegvis.accounts.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stegvis.accounts.second_factor.SecondFactorMiddleware",
    "stegvis.accounts.impersonating.ImpersonationMiddleware",
    "stegvis.accounts.step_up.StepUpMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stegvis.core.history.ChangeHistoryMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["stegvis.core.templatetags.design", "stegvis.casework.templatetags.case_sections"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stegvis.core.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "stegvis.core.forms.StegvisRenderer"

# --- Database -------------------------------------------------------------------------------------


def database(*, pooled: bool) -> dict[str, Any]:
    """The database of `DATABASE_URL`, or the embedded one, which starts at the first query."""
    address = os.environ.get("DATABASE_URL")
    found: dict[str, Any] = database_settings(address) if address else dict(EMBEDDED_DATABASE)
    options = found.get("OPTIONS", {})
    found["OPTIONS"] = {**options, "options": f"{options.get('options', '')} {FOR_ALL}".strip()}
    if pooled:
        found["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return found


# Every trigger asks for this setting. When it is unknown the question fails inside the trigger, in a
# subtransaction that walks through all deferred constraints so far: many rows would take hours.
# Compiling a question takes longer than asking any of ours: two of 2.3 seconds for one of the log's.
FOR_ALL = "-c pgtrigger.ignore={} -c jit=off"


EMBEDDED_DATABASE = {"ENGINE": "stegvis.core.database.embedded_backend", "NAME": "stegvis"}
EMBEDDED_DATABASE_IS_DURABLE = True

DATABASES = {"default": database(pooled=True)}

DATABASE_APP_ROLE = APP_ROLE
DATABASE_OUTSIDE_ROLE = OUTSIDE_ROLE
STATEMENT_SECONDS = 20
"""The longest that one question of a page may take."""
LOCK_SECONDS = 5
"""The longest that a page waits for somebody else's change."""
REQUEST_SECONDS = 60
"""How long after its start a request may still ask the database for something."""

# --- Signing in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "stegvis.accounts.passwords.NotOfHouseWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "stegvis.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Where users open the service: links in what is sent by mail lead there.
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator who knows the address
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    # Failures only, of passwords and codes alike. A whole municipality may share one address.
    "login_failed": "50/10m/ip,5/5m/key,30/d/key",
    "login": "120/m/ip",
    "reset_password": "20/m/ip,3/15m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "paper_code": "30/15m/ip,5/15m/key",
    "voice_code": "120/15m/ip",  # a whole class may answer at the same time; a code has sixty bits
}
"""So many attempts in so long a time, from one address (ip) and against one account (key)."""
ACCOUNT_FORMS = {
    "login": "stegvis.accounts.login_forms.LoginForm",
    "reauthenticate": "stegvis.accounts.login_forms.ReauthenticateForm",
    "change_password": "stegvis.accounts.login_forms.ChangePasswordForm",
    "reset_password": "stegvis.accounts.login_forms.ResetPasswordForm",
    "reset_password_from_key": "stegvis.accounts.login_forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "stegvis.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "stegvis.accounts.login_forms.AuthenticateForm",
    "reauthenticate": "stegvis.accounts.login_forms.ReauthenticateCodeForm",
    "activate_totp": "stegvis.accounts.login_forms.ActivateTOTPForm",
    "add_webauthn": "stegvis.accounts.login_forms.AddKeyForm",
    "edit_webauthn": "stegvis.accounts.login_forms.RenameKeyForm",
    "authenticate_webauthn": "stegvis.accounts.login_forms.UseKeyForm",
    "reauthenticate_webauthn": "stegvis.accounts.login_forms.ReauthenticateKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Stegvis"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address is known by the administrator who opened the account
REQUIRE_SECOND_FACTOR = True
PAPER_CODE_DAYS = 14
"""How long a resident's login code on paper can be used. Codes keep the last day that they were given."""
SOCIALACCOUNT_ADAPTER = "stegvis.accounts.adapter.LoginServiceAdapter"
SINGLE_SIGN_ON_WITHOUT_TLS = False
"""Login services at addresses without https: only for the tests' own."""
SIGN_IN_IDLE_MINUTES = 30
"""After so many minutes without a page somebody who works is signed out."""
SIGN_IN_IDLE_MINUTES_RESIDENT = 20
"""A resident may sit at a library's computer."""
SIGN_IN_LONGEST_HOURS = 8
"""The longest that one sign-in lasts: a working day."""
SIGN_IN_LONGEST_HOURS_RESIDENT = 2
STEP_UP_MINUTES = 15
"""How old a proof of the user may be when a page asks for a fresh one (`@page(step_up=True)`)."""
STEP_UP_EXTRA_MINUTES_TO_SEND = 10
"""So many more when a form is sent, for it takes time to fill in."""

CACHES = {"default": {"BACKEND": "stegvis.accounts.shared_cache.SharedCache"}}
"""Attempts are counted here, and used answers remembered: in the database, so that all workers see them."""

SESSION_ENGINE = "stegvis.accounts.session_store"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # ends with the browser, as the session does
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Security headers -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # icons inside style sheets
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/csp-rapport"],
        "report-to": ["csp"],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "stegvis.core.error_views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Whom to tell about a weakness: `mailto:` or `https:` addresses, shown at /.well-known/security.txt.
SECURITY_CONTACT = list(filter(None, map(str.strip, os.environ.get("SECURITY_CONTACT", "").split(","))))

# Requests at once, and per minute in the long run, of one user (or one address) in each worker. Empty: none.
RATE_LIMITS: dict[str, tuple[int, int]] = {
    "pages": (200, 240),
    "searches": (40, 30),
    "files": (60, 30),
    "exports": (10, 4),
    "reports": (10, 10),
    "applications": (5, 1),
}

# --- Language, time -------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = False

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_FOLDER / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Jobs -----------------------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # rooms register theirs when they are wired
PROCRASTINATE_ON_APP_READY = "stegvis.core.jobs.queue.fill"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 26 * 60 * 60}
"""What was missed while no worker was running is made up for within so many seconds."""

# --- Access log --------------------------------------------------------------------------------------

LOG_KEY = os.environ.get("STEGVIS_LOG_KEY", "")
"""Hashes what was searched for and from which address. Without it SECRET_KEY does, until that is changed."""
HEADS_KEY = os.environ.get("STEGVIS_HEADS_KEY", "")
"""Signs the chains' heads that are taken out; empty = not signed."""
HEADS_FOLDER = os.environ.get("STEGVIS_HEADS_FOLDER", "")
"""Where the heads are written each night: a place that nobody reaches who can change the database."""

# Languages, besides Swedish, in which persons may answer about their provider. Empty = every one there is.
# The installation's owner switches on what a native speaker has approved.
VOICE_LANGUAGES = list(filter(None, map(str.strip, os.environ.get("VOICE_LANGUAGES", "").split(","))))

# Files that people send in: scanned by ClamAV, over `unix:/path` or `tcp:host:port`. Without a scanner they
# are either handed out unscanned or not taken in at all.
CLAMAV_ADDRESS = os.environ.get("CLAMAV_ADDRESS", "")
SERVE_UNSCANNED_FILES = os.environ.get("SERVE_UNSCANNED_FILES", "") == "1"
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Change history -------------------------------------------------------------------------------

# The change log keeps the user's key and the path; a path never holds a name or a personal number.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- Logs -----------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "stegvis.core.logs.JsonLines"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own handlers would write the same line again, unmasked.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},  # what has been done stands on the page of the jobs
    },
}
