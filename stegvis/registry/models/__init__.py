"""Principals, units, people and their identifiers."""

from stegvis.registry.models.people import Person, PersonIdentifier
from stegvis.registry.models.principals import NumberSeries, Principal, Unit

__all__ = ["NumberSeries", "Person", "PersonIdentifier", "Principal", "Unit"]
