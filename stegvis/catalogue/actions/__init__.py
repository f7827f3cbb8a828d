"""The verbs of the catalogue."""

from stegvis.catalogue.actions.interventions import add_intervention, rename_intervention
from stegvis.catalogue.actions.terms import add_terms, change_terms, phase_out, withdraw_terms

__all__ = (
    "add_intervention",
    "add_terms",
    "change_terms",
    "phase_out",
    "rename_intervention",
    "withdraw_terms",
)
