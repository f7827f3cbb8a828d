"""The door for a WSGI server: `granian --interface wsgi stegvis.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.production")

application = get_wsgi_application()

# Load the code of every page now and not at somebody's first visit. It stays for good, so the garbage
# collector need not walk through it again and again: that was a quarter of the time of a list page.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
