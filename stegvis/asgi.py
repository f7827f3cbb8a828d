"""The door for an ASGI server. The pages are synchronous; WSGI serves them with half the work."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.production")

application = get_asgi_application()
