"""What the terms of the choice may say."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.core.answers import Answer, Check

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms as they are written. `seed` empty = one is drawn; `max_changes` None = no limit;
    `when_right_ends` = what becomes of assignments under a right that ends by its own day."""

    days_to_choose: int
    non_choice: str
    seed: str = ""
    max_changes: int | None = None
    decided_in: str = ""
    when_right_ends: str = "go_on"


def may_be_written(terms: NewTerms) -> Answer:
    return Answer.of(
        Check(
            1 <= terms.days_to_choose <= MOST_DAYS,
            f"Ange mellan 1 och {MOST_DAYS} dagar.",
            "days_to_choose",
        ),
        Check(bool(terms.decided_in.strip()), "Skriv i vilket beslut villkoren finns.", "decided_in"),
    )
