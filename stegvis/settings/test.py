"""The tests' settings: quick passwords, plain static files, a database of their own."""

import os

from stegvis.settings.base import *  # noqa: F403
from stegvis.settings.base import DATA_FOLDER, MIDDLEWARE, TEMPLATES, database

DEMO = False
STYLE_PAGE = True
SECRET_KEY = "only-the-tests-are-signed-with-this-text-and-nothing-else"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATA_FOLDER = DATA_FOLDER / "tests"
EMBEDDED_DATABASE_IS_DURABLE = False

# Sessions and pools outlive a test's connection, so the tests open theirs without a pool.
DATABASES = {"default": database(pooled=False)}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB_NAME", "test_stegvis")}

# Quick, and of the process alone; the tests of throttling use the shared one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# What a request does between its transactions is also done by a role that owns nothing, as in operation.
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"),
    "tests.as_the_server.AsTheServerMiddleware",
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MFA_TOTP_TOLERANCE = 1
CLAMAV_ADDRESS = ""
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 0}  # a worker does what the test has put in, and no more
RATE_LIMITS = {}  # a test asks quicker than anybody reads; those of the limits set their own
SERVE_UNSCANNED_FILES = True
TEMPLATES[0]["OPTIONS"]["debug"] = True
