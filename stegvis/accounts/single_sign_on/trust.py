"""Why an answer of a login service is not taken: what the user is told, and what the log is told."""

from __future__ import annotations

from stegvis.core.answers import Refused

UNREACHABLE = "Inloggningstjänsten svarar inte. Försök igen om en stund, eller kontakta din it-avdelning."


class NotTrusted(Refused):
    """What came back is not the service's word, or not meant for us, or not an answer to this request."""

    def __init__(self, why: str) -> None:
        super().__init__("Svaret från inloggningstjänsten gick inte att lita på. Försök igen.")
        self.why = why
        """For the log: which check failed, and nothing of what the service said about somebody."""


class StaleState(NotTrusted):
    """The browser has asked for nothing, or too long ago, or has had its answer already."""

    def __init__(self) -> None:
        Refused.__init__(self, "Inloggningen tog för lång tid eller var redan använd. Börja om.")
        self.why = "no such request in this session"


class Cancelled(Refused):
    """The user changed his mind at the service."""

    def __init__(self) -> None:
        super().__init__("Du avbröt inloggningen. Försök igen när du vill.")
