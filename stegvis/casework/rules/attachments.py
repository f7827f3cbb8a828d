"""May a paper be put into a case, and taken out of use again?"""

from __future__ import annotations

from stegvis.core.answers import Answer, Check

MOST_IN_A_CASE = 200
"""More than anybody finds anything in; whoever has more to keep has an archive for it."""


def may_attach(already: int) -> Answer:
    """Also in a closed case: the proof of lasting work comes half a year after (docs/domain.md)."""
    return Answer.of(
        Check(already < MOST_IN_A_CASE, f"Ärendet har redan {MOST_IN_A_CASE} bilagor. Återkalla någon först.")
    )


def may_withdraw(*, is_withdrawn: bool) -> Answer:
    return Answer.of(Check(not is_withdrawn, "Bilagan är redan återkallad."))
