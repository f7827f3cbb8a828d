"""What the review adds to the frame, the start page and a provider's page."""

from stegvis.assignments.review import row_security

row_security.declare()
