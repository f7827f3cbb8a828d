"""Capacity and its two words (activation follow-up, 2024)."""

from __future__ import annotations

ACTIVITY_BELOW = 25
"""Under this many percent of full time the word is activity capacity."""


def capacity_word(percent: int) -> str:
    """`arbetsförmåga`, or `aktivitetsförmåga` when it is under a quarter of full time."""
    return "aktivitetsförmåga" if percent < ACTIVITY_BELOW else "arbetsförmåga"


def capacity_in_words(percent: int | None) -> str:
    """`arbetsförmåga 75 %`; empty when nothing is known."""
    return "" if percent is None else f"{capacity_word(percent)} {percent}\u00a0%"


def step_in_words(before: int | None, after: int) -> str:
    """What a new grade means beside the one before it: a step up, a step down, or neither."""
    if before is None:
        return "Första graden"
    if after == before:
        return "Samma grad"
    return f"Steg {'upp' if after > before else 'ner'} från {capacity_in_words(before)}"
