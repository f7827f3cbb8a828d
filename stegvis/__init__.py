"""Stegvis: kundval for labour-market interventions, from assessment to the board's report."""

__version__ = "0.1.0"
