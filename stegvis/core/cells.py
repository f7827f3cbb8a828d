"""What every table that leaves the system has in common: no text in it can run, and it says who took it out.

A spreadsheet program takes a text for a formula or a command by how it begins. Numbers are not texts: a
negative amount is written as a number and never comes here.
"""

from __future__ import annotations

from datetime import datetime

DANGEROUS_STARTS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide forms count too: some programs read them as the narrow ones."""


def harmless(text: str) -> str:
    """The text with an apostrophe before anything that a spreadsheet program could run, also after blanks."""
    begins = text.startswith(DANGEROUS_STARTS) or text.lstrip().startswith(DANGEROUS_STARTS)
    return f"'{text}" if begins else text


def taken_out(by: str, at: datetime) -> str:
    """The mark of an export: an export leaves the system's control, so it says whose it is."""
    return f"Uttag av {by} {at:%Y-%m-%d %H:%M}"
