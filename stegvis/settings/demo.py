"""A demonstration on one machine, and development: no second factor, invented persons only."""

import os

from stegvis.core.secret import kept_secret
from stegvis.settings.base import *  # noqa: F403
from stegvis.settings.base import DATA_FOLDER, LOGGING

DEMO = True
STYLE_PAGE = True
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret(DATA_FOLDER / "secret_key")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
REQUIRE_SECOND_FACTOR = False
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 60}  # a demonstration makes up for no missed nights
SERVE_UNSCANNED_FILES = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# The terminal is for the address and the logins, not for a line per request.
LOGGING["root"]["level"] = os.environ.get("LOG_LEVEL", "WARNING")
