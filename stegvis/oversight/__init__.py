"""The log of who has read what."""
