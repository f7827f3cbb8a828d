"""Principals, units, people and their identifiers."""
