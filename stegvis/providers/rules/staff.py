"""A provider answers for who works with its customers: its own administrator opens and ends the accounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from stegvis.core.actor import Duty
from stegvis.core.answers import Answer, Check

NOT_HERE = "Personen kan inte få ett konto hos er. Kontakta kommunen."
"""The same words whatever the reason: it is nobody's business at a provider what a person is elsewhere."""


def may_open_account(
    duties: Collection[Duty], last_day: date | None, *, is_of_the_principal: bool, is_here: bool, today: date
) -> Answer:
    """May somebody get an account at the provider? Not who works for the principal, nor its customer."""
    return Answer.of(
        _some_duty(duties),
        Check(last_day is None or last_day >= today, "Sista dagen har redan varit.", "last_day"),
        Check(not is_of_the_principal, NOT_HERE, "email"),
        Check(is_of_the_principal or not is_here, "Personen har redan ett konto hos er. Ändra det.", "email"),
    )


def still_administers(administrators: Collection[int], user_id: int) -> Answer:
    """Asked once the provider is locked: another administrator may have ended the account meanwhile."""
    return Answer.of(Check(user_id in administrators, "Du är inte längre administratör här."))


def still_works_here(*, is_here: bool) -> Answer:
    """Asked before anything is done with an account: it may have been ended in another window, and of who has
    left, and may work elsewhere now, a provider changes nothing and signs nobody out."""
    return Answer.of(Check(is_here, "Personen har inget konto hos er längre."))


def may_change_duties(
    wanted: Collection[Duty], *, other_administrators: int, of_login_service: bool
) -> Answer:
    """May the duties be changed to `wanted`? Somebody always administers."""
    return Answer.of(
        _some_duty(wanted),
        Check(
            Duty.ADMINISTRATOR in wanted or other_administrators > 0,
            "Ni måste ha minst en administratör. Ge uppgiften till någon annan först.",
            "duties",
        ),
        _by_hand(of_login_service=of_login_service),
    )


def may_end_account(*, own: bool, other_administrators: int, of_login_service: bool) -> Answer:
    """May the account be ended? Nobody ends his own, so that somebody is left who can."""
    return Answer.of(
        Check(not own, "Du kan inte avsluta ditt eget konto. Be en annan administratör."),
        Check(own or other_administrators > 0, "Ni måste ha minst en administratör."),
        _by_hand(of_login_service=of_login_service),
    )


def _some_duty(duties: Collection[Duty]) -> Check:
    return Check(bool(duties), "Välj minst en uppgift.", "duties")


def _by_hand(*, of_login_service: bool) -> Check:
    return Check(
        not of_login_service,
        "Kontot styrs av er egen inloggningstjänst. Ändra det där, eller kontakta kommunen.",
    )
