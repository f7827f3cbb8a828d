"""What a login code on paper looks like: twelve signs that nobody mixes up, in three groups.

Sixty bits: no rate of attempts that we allow comes near. Only a keyed hash is kept, so that who reads the
database cannot sign in as somebody.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.utils.crypto import salted_hmac

from stegvis.core.answers import Answer

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1."""
LENGTH, GROUP = 12, 4

WRONG = (
    "Koden stämmer inte ihop med uppgifterna, eller så är den använd eller för gammal. "
    "Kontrollera det du skrev. Be din handläggare om en ny kod om det inte hjälper."
)


def new_code() -> str:
    """`ABCD-EFGH-JKLM`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """What is kept of a code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("stegvis.accounts.paper_codes", signs, algorithm="sha256").hexdigest()


def may_use(*, is_used: bool, is_void: bool, last_day: date, today: date) -> Answer:
    """Once, until its last day, and only the latest one. The reason tells a stranger nothing."""
    return Answer.yes() if not is_used and not is_void and today <= last_day else Answer.no(WRONG, "code")
