"""From which day a right is lost or given back, beside what the table of the life cycle says."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check


def may_hold_from(holds_from: date, *, today: date) -> Answer:
    """May a right be lost from the day? Never backwards: what was done until today was done with a right."""
    return Answer.of(Check(holds_from >= today, "Ange i dag eller en senare dag.", "holds_from"))


def may_take(*, is_left: bool) -> Answer:
    """Is there anything to take from the day? A right that ends before it is not lost by a later decision."""
    return Answer.of(
        Check(is_left, "Rätten har redan upphört den dagen. Ange en tidigare dag.", "holds_from")
    )


def may_be_recorded(*, stands_already: bool) -> Answer:
    """May it be written down? Not the very same again: a button pressed twice."""
    return Answer.of(Check(not stands_already, "Det är redan gjort: samma sak med samma skäl."))


def may_be_answered(*, is_answered: bool) -> Answer:
    return Answer.of(Check(not is_answered, "Förslaget är redan besvarat."))


def may_lift(*, is_interim: bool, is_lifted: bool, is_settled: bool, whole_is_suspended: bool) -> Answer:
    """May an interim revocation be taken back? Not when the right has been lost for good since; of a part
    only when the whole is not revoked as well."""
    return Answer.of(
        Check(is_interim, "Bara en interimistisk återkallelse kan upphävas."),
        Check(not is_lifted, "Återkallelsen är redan upphävd."),
        Check(
            not is_interim or is_lifted or not is_settled,
            "Återkallelsen håller inte tillbaka någon rätt längre. Ett senare beslut gäller i stället.",
        ),
        Check(
            not whole_is_suspended,
            "Hela auktorisationen är återkallad tills vidare. Upphäv det beslutet först.",
        ),
    )


def may_give_back(holds_from: date, lost_from: date, *, today: date) -> Answer:
    """May the right be given back from the day? From today, and not before it was lost."""
    return Answer.of(
        Check(holds_from >= today, "Ange i dag eller en senare dag.", "holds_from"),
        Check(holds_from >= lost_from, f"Återkallelsen gäller från {lost_from}.", "holds_from"),
    )


def is_unfelt(given_back_from: date, lost_from: date) -> bool:
    """Is the right given back without a day between, so that all can be as it was?"""
    return given_back_from <= lost_from
