"""A provider's own wish to end: asked for once at a time, taken back or decided once."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check

ANY_RIGHT = "Ni har ingen auktorisation att avsluta."
FROM_TODAY = "Ange i dag eller en senare dag."


def may_ask(last_day: date | None, *, has_right: bool, is_asked: bool, today: date) -> Answer:
    """May the provider ask to end after `last_day`? Of what it has, from today on, and not while the same
    wish or one about the whole waits. `is_asked` = such a wish waits."""
    return Answer.of(
        Check(has_right, ANY_RIGHT, "about"),
        Check(
            not is_asked,
            "Ni har redan begärt det, och kommunen har inte beslutat än. Ta tillbaka den begäran först om "
            "något ska ändras.",
            "about",
        ),
        Check(last_day is None or last_day >= today, FROM_TODAY, "last_day"),
    )


def may_end_after(last_day: date, *, is_over_before: bool, today: date) -> Answer:
    """May the right end after the day? Not backwards, and not after a day on which it has run out by itself:
    the decision would read as if it held until then."""
    return Answer.of(
        Check(last_day >= today, FROM_TODAY, "last_day"),
        Check(
            not is_over_before,
            "Auktorisationen slutar av sig själv före den dagen. Ange en tidigare dag.",
            "last_day",
        ),
    )


def may_settle(*, closed_on: date | None) -> Answer:
    """May it be decided on, or taken back? Once."""
    return Answer.of(Check(closed_on is None, f"Begäran stängdes {closed_on}."))


def may_drop(*, closed_on: date | None, can_end: bool) -> Answer:
    """May the municipality close it without a decision? Only when there is nothing left to end: a provider
    that wants to leave is let go."""
    return may_settle(closed_on=closed_on) & Answer.of(
        Check(not can_end, "Auktorisationen gäller fortfarande. Besluta om begäran i stället.")
    )
