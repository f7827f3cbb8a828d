"""The demo's settings, plus Django's admin for comparison. DATABASE_URL names the measured database."""

from stegvis.settings.demo import *  # noqa: F403
from stegvis.settings.demo import INSTALLED_APPS

DEMO = False  # no demo logins on the measured pages
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin", "bench.admin_app"]
ROOT_URLCONF = "bench.urls"
RATE_LIMITS: dict[str, tuple[int, int]] = {}  # the measuring asks quicker than anybody reads
