"""Groups so small that they could be somebody, which are not told to others than those who work with them."""

from __future__ import annotations

from typing import Final

SMALLEST_SHOWN: Final = 5
"""Groups of fewer are not told outside of the unit (docs/casework.md, "Heltid"); nobody is told as 0."""
FEW: Final = f"färre än {SMALLEST_SHOWN}"
KEPT_BACK: Final = "döljs"
"""For a group that is large enough, but would give away a small one by subtraction."""


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST_SHOWN


def splits_off_few(part: int, whole: int) -> bool:
    """Would the part, told beside the whole, tell of a small group: itself, or those that it leaves?

    Then one and the same word has to stand for both: which of the two is small tells it when the whole is.
    """
    return is_small(part) or is_small(whole - part)
