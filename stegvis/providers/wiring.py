"""What the providers' room adds to the frame of every page, and to the provider's own."""

from stegvis.core.jobs import timetable
from stegvis.providers import (  # noqa: F401
    application_wiring,
    control_wiring,
    deciding_wiring,
    quality_wiring,
    register_wiring,
    row_security,
)
from stegvis.providers.jobs import TEND_PROVIDERS

row_security.declare()
timetable.register(TEND_PROVIDERS)
