"""Names: folded for search, keyed for Swedish order, tidied for storage.

PostgreSQL repeats the folding in generated columns as `translate(lower(x), FROM, TO)`: the tables below
are one character to one character, and they hold capitals too, so that the answer does not depend on
which letters the server's locale can lower. A sort key needs a column with `COLLATE "C"`.
"""

from __future__ import annotations

import re
import unicodedata

# The Latin letters with accents; Ə (Azeri) has its small letter outside their ranges.
_LETTERS = [chr(code) for code in (*range(0x00C0, 0x0250), 0x0259, *range(0x1E00, 0x1F00))]

# Letters that have no accent to take off.
_SPECIAL = {
    "æ": "a", "ǽ": "a", "ǣ": "a", "ø": "o", "ǿ": "o", "œ": "o", "ß": "s", "ẞ": "s", "þ": "t", "ð": "d",
    "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t", "ə": "e", "ǝ": "e", "ƒ": "f",
    "ŀ": "l",
}  # fmt: skip

_INVISIBLE = "\u00ad\u200b\u200c\u200d\ufeff"
_PUNCTUATION = (
    "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())
    + "\t\n\v\f\r\u00a0\u2009\u202f\u00a8\u00b4\u00b7\u00b8\u02b9\u02bb\u02bc\u2010\u2011\u2012\u2013\u2014"
    + "\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2032\u2033\u2212"
    + _INVISIBLE
)

# å ä ö come after z (U+007A) in plain code-point order, and so do their Danish and German relatives.
# ü is sorted as y (Svenska Akademiens ordlista).
_SWEDISH_ORDER = {
    "å": "{",
    "ä": "|",
    "æ": "|",
    "ǽ": "|",
    "ǣ": "|",
    "ö": "}",
    "ø": "}",
    "ǿ": "}",
    "ő": "}",
    "œ": "}",
    "ü": "y",
    "ű": "y",
}


def _base(letter: str) -> str | None:
    small = letter.lower()
    if small in _SPECIAL:
        return _SPECIAL[small]
    base = unicodedata.normalize("NFKD", small)[0]
    return base if base.isascii() and base.isalpha() else None


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    fold_to = {letter: base for letter in _LETTERS if (base := _base(letter))} | dict.fromkeys(
        _PUNCTUATION, " "
    )
    in_order = {
        letter: _SWEDISH_ORDER[letter.lower()] for letter in _LETTERS if letter.lower() in _SWEDISH_ORDER
    }
    return fold_to, fold_to | in_order


_FOLD, _SORT = _tables()

FOLD_FROM, FOLD_TO = "".join(_FOLD), "".join(_FOLD.values())
SORT_FROM, SORT_TO = "".join(_SORT), "".join(_SORT.values())

_FOLDING = str.maketrans(FOLD_FROM, FOLD_TO)
_SORTING = str.maketrans(SORT_FROM, SORT_TO)


def fold(text: str) -> str:
    """The text as it is searched: `"Åsa  O'Brien-Müller "` → `"asa o brien muller"`."""
    return _translated(text, _FOLDING)


def swedish_sort_key(text: str) -> str:
    """A string whose code-point order is the Swedish alphabet's: å ä ö last, é as e, ü as y, case ignored."""
    return _translated(text, _SORTING)


def _translated(text: str, table: dict[int, int]) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(table).lower().split())


# Lower-case wherever they stand before the name proper; the second row only inside a name ("De Geer").
_ALWAYS_SMALL = {"von", "af", "av", "zu"}
_SMALL_INSIDE = {"van", "der", "den", "de", "la", "du", "da", "dos", "del", "und"}

_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_PARTS = re.compile(r"([-\u2010\u2011])")
_APOSTROPHE = re.compile(r"^(\w)(['\u2019\u02bc])(\w.*)$")


def tidy_name(text: str) -> str:
    """The name as it is stored: blanks squeezed, and name case when typed in capitals or small letters only.

    `"TOVE "` → `"Tove"`, `"carl von linné"` → `"Carl von Linné"`. Mixed case is somebody's choice and
    is left alone.
    """
    name = " ".join(unicodedata.normalize("NFC", text).translate(_WITHOUT_INVISIBLE).split())
    if not (name.isupper() or name.islower()):
        return name
    words = name.split(" ")
    return " ".join(_name_case(word, first=i == 0, last=i == len(words) - 1) for i, word in enumerate(words))


def _name_case(word: str, *, first: bool, last: bool) -> str:
    small = _lowered(word)
    if not last and (small in _ALWAYS_SMALL or (small in _SMALL_INSIDE and not first)):
        return small
    return "".join(_capitalised(part) for part in _PARTS.split(word))


def _capitalised(part: str) -> str:
    # O'Brien and D'Angelo, but Ma'ruf: a capital after the apostrophe only when one letter precedes it.
    if match := _APOSTROPHE.match(part):
        before, apostrophe, after = match.groups()
        return before.upper() + apostrophe + _capitalised(after)
    first, rest = part[:1], part[1:]
    capital = first.upper()
    # ß and a few others have no capital of their own: their capitals are two letters.
    return (capital if len(capital) == 1 else first) + _lowered(rest)


def _lowered(word: str) -> str:
    # Turkish İ lowers to i with a loose dot above, which no register means.
    return word.lower().replace("i\u0307", "i")
