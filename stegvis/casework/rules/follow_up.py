"""Was it lasting? Asked six months after a case was closed as self-sufficient."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check


def may_follow_up(*, due_on: date, held_on: date | None, today: date) -> Answer:
    """May the follow-up be made today? Not before six months have passed, and once."""
    return Answer.of(
        Check(held_on is None, "Uppföljningen är redan gjord."),
        Check(due_on <= today, f"Uppföljningen görs tidigast {due_on}, sex månader efter avslutet."),
    )


def may_record(*, lasting: bool, evidence: str) -> Answer:
    """May the outcome be recorded? That it lasted is shown by a certificate, which has been reviewed."""
    return Answer.of(
        Check(not lasting or bool(evidence), "Ange vilket underlag du har granskat.", "evidence"),
        Check(lasting or not evidence, "Underlag anges bara när egen försörjning har varat.", "evidence"),
    )
