"""Days as documents tell them."""

from stegvis.core.period import Period


def days_in_words(days: Period) -> str:
    """With the last day that is included."""
    if days.last_day is None:
        return f"Från och med {days.start}, tills vidare"
    return f"Från och med {days.start} till och med {days.last_day}"
