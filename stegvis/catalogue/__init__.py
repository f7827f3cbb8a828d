"""Interventions, their dated terms and tariffs."""
