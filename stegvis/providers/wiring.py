"""What the providers' room adds to the frame of every page, and to the provider's own."""

from stegvis.providers import application_wiring, quality_wiring, register_wiring, row_security  # noqa: F401

row_security.declare()
