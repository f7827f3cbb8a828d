"""May a case of another unit be opened for reading in an emergency, and what is said of it after?"""

from __future__ import annotations

from stegvis.core.answers import Answer, Check

SHORTEST_REASON = 20
NOT_FOUND = "Inget ärende kan nödöppnas med det numret. Kontrollera det, eller kontakta den andra enheten."
"""Said alike of a number that does not exist, of one that is not reached, and of who is protected."""


def may_open_in_emergency(reason: str, *, is_found: bool) -> Answer:
    """With the exact number and a reason that another person can judge."""
    return Answer.of(
        Check(is_found, NOT_FOUND, "number"),
        Check(
            len(reason.strip()) >= SHORTEST_REASON,
            f"Skriv skälet med minst {SHORTEST_REASON} tecken. Enhetschefen läser det och tar ställning.",
            "reason",
        ),
    )


def may_judge(comment: str, *, questions: bool, is_judged: bool) -> Answer:
    """Once, and with a comment when it is questioned."""
    return Answer.of(
        Check(not is_judged, "Nödöppningen är redan bedömd."),
        Check(not questions or bool(comment.strip()), "Skriv vad du ifrågasätter.", "comment"),
    )
