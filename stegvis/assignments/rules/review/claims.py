"""Does a text claim that the person has work or studies?

Words, not understanding: a sentence that says that something was got, or is had, and holds no denial. Between
"has" and "work" there may be a few words, but none that makes it a hope, a try or a piece of the way: "har
sökt jobb", "fått hjälp att hitta ett arbete". The officer reads the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?\n]+")
_DENIAL = re.compile(r"\b(inte|ej|inget|ingen|inga|aldrig|saknar|utan|ännu|hoppas|söker|söka|vill)\b")
_WORK = (
    r"(?:(?:tillsvidare|prov|heltids|deltids|tim)?anställning(?:en|savtal|savtalet)?|"
    r"(?:(?:heltids|deltids|tim|sommar|extra)?jobb|arbete|vikariat)(?:et)?|tjänst(?:en)?)"
)
_GOT = re.compile(
    r"(?=\b(?:fick|fått|får|har|erbjöds|erbjudits|skrivit på)\b"
    rf"(?P<between>(?:[ ,]+[\w-]+){{0,5}}?)[ ,]+{_WORK}\b)"
)
_NOT_YET = re.compile(
    r"\b(?:om|till|på|mot|av|för|med|att|inför|hos|i|vid|kring"
    r"|närmare|nära|söker|sökt|ansök\w*|haft|tidigare|hjälp\w*|stöd|chans\w*|möjlighet\w*|intervju\w*|praktik\w*)\b"
)
_TOOK_HOLD = re.compile(r"\btag (?:på|i)\b")
_BEGUN = re.compile(
    r"\bblivit anställd\b|\banställdes\b|\bär (?:nu )?anställd\b"
    r"|\bbörja(?:t|de) (?:arbeta|jobba|studera|plugga|läsa)\b"
    r"|\bantagen till\b|\bantogs till\b"
    r"|\bsjälvförsörjande\b|\begen försörjning\b"
)


def claims_result(text: str) -> bool:
    """Does some sentence of the text say that the person has got work, has begun to study or provides for
    himself?"""
    return any(_claims(said) and not _DENIAL.search(said) for said in _SENTENCE.findall(text.casefold()))


def _claims(said: str) -> bool:
    return bool(_BEGUN.search(said)) or any(not _NOT_YET.search(between) for between in _between(said))


def _between(said: str) -> Iterator[str]:
    """What stands between each word for having got and the work that follows."""
    return (_TOOK_HOLD.sub(" ", found["between"]) for found in _GOT.finditer(said))
