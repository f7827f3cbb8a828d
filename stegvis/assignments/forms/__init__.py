"""The forms of assignments."""
