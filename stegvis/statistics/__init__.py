"""Measures, the board's report, charts."""
