"""Passwords that whoever knows the house would try first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

WORDS_OF_THE_HOUSE = re.compile(
    "stegvis|kommunen|kommun|arbetsmarknad|handläggare|anordnare|enhetschef|controller"
    "|administratör|administrator|admin|support|välkommen|lösenord|losenord|password|qwerty"
    "|sommaren|sommar|hösten|höst|vintern|vinter|våren"
    "|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
)
"""The program, the work, the roles, the seasons and the months. A longer word stands before its beginning."""
FEWEST_OTHER_LETTERS = 6


class NotOfHouseWords:
    """Refuses what has few letters of its own when the words of the house are taken out."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = WORDS_OF_THE_HOUSE.sub("", password.casefold())
        if sum(sign.isalpha() for sign in rest) < FEWEST_OTHER_LETTERS:
            raise ValidationError(
                "Lösenordet är lätt att gissa för den som känner till verksamheten. Välj flera andra ord.",
                code="password_of_house_words",
            )

    def get_help_text(self) -> str:
        return "Inte bara ord som kommunen, månader, årstider och siffror."
