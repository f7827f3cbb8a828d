"""Does a text claim that the person has work or studies?

Words, not understanding: a sentence that says so and holds no denial. The officer reads the text.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?\n]+")
_DENIAL = re.compile(r"\b(inte|ej|inget|ingen|inga|aldrig|saknar|utan|ännu|hoppas|söker|söka|vill)\b")
_CLAIM = re.compile(
    r"\b(?:har|fick|fått|får|erbjöds|erbjudits|skrivit på)\b[^.!?\n]{0,60}"
    r"\b(?:anställning\w*|tillsvidareanställning\w*|provanställning\w*|jobb|jobbet|arbete|arbetet|tjänst)\b"
    r"|\bblivit anställd\b|\banställdes\b|\bär anställd\b"
    r"|\bbörja(?:t|de) (?:arbeta|jobba|studera|plugga|läsa)\b"
    r"|\bantagen till\b|\bantogs till\b"
    r"|\bsjälvförsörjande\b|\begen försörjning\b"
)


def claims_result(text: str) -> bool:
    """Does some sentence of the text say that the person has got work, has begun to study or provides for
    himself?"""
    return any(_CLAIM.search(said) and not _DENIAL.search(said) for said in _sentences(text))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text.casefold())
