"""Personal, coordination and organisation numbers: read as people write them, refused with a reason.

A personal number is stored with twelve digits (domain: identifiers). A coordination number has the day
plus 60. The last digit is a Luhn checksum over the last ten; the ninth of the ten is odd for men.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["personal", "coordination"]
Sex = Literal["K", "M"]

COORDINATION = 60
"""What a coordination number adds to the day of birth."""

# Personal numbers came in 1947, to everyone then alive.
EARLIEST_BIRTH_YEAR = 1840

_PERSONAL = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})")
_ORGANISATION = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})")
_ODD_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")


class BadIdentifier(ValueError):
    """The text is no valid number. `reason` says why in Swedish, without repeating the number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A valid personal or coordination number, twelve digits."""

    value: str
    kind: Kind

    @property
    def birth_date(self) -> date:
        """The date in the number. A coordination number's may only be near the true one."""
        day = int(self.value[6:8])
        return date(
            int(self.value[:4]),
            int(self.value[4:6]),
            day - COORDINATION if self.kind == "coordination" else day,
        )

    @property
    def sex(self) -> Sex:
        """The legal sex the number states: K for women, M for men."""
        return "M" if int(self.value[10]) % 2 else "K"

    @property
    def masked(self) -> str:
        """For logs and problem tables: `YYYYMMDD-****`."""
        return f"{self.value[:8]}-****"

    def formatted(self) -> str:
        """As shown on pages: `YYYYMMDD-NNNN`."""
        return f"{self.value[:8]}-{self.value[8:]}"

    def short(self, today: date) -> str:
        """The ten-digit form: `YYMMDD-NNNN`, with `+` from the year the person turns 100."""
        # Folkbokföringslag 1991:481 18 §
        mark = "+" if today.year - int(self.value[:4]) >= 100 else "-"
        return f"{self.value[2:8]}{mark}{self.value[8:]}"

    def __str__(self) -> str:
        return self.formatted()


def parse_personal_number(text: str, *, today: date) -> PersonalNumber:
    """The personal or coordination number in the text.

    Ten or twelve digits, with `-`, `+` or nothing between, and blanks anywhere. Ten digits mean the
    latest such birth date up to today; with `+` the latest in a year at least a hundred years back.
    Raises BadIdentifier.
    """
    match = _PERSONAL.fullmatch("".join(text.split()))
    if match is None:
        match = _PERSONAL.fullmatch("".join(text.split()).translate(_ODD_DASHES))
    if match is None:
        raise BadIdentifier("Ett personnummer skrivs med tio eller tolv siffror: ÅÅÅÅMMDD-NNNN.")
    century, six, mark, four = match.groups()
    if century == "16" or six[2] >= "2":
        raise BadIdentifier("Det här är ett organisationsnummer, inte ett personnummer.")
    if not _has_valid_checksum(six + four):
        raise BadIdentifier("Kontrollsiffran stämmer inte. Kontrollera att alla siffror är rätt.")
    month, day = int(six[2:4]), int(six[4:6])
    kind: Kind = "personal"
    if day > COORDINATION:
        kind, day = "coordination", day - COORDINATION
    year = (
        int(century + six[:2])
        if century
        else _year_of(int(six[:2]), month, day, over_100=mark == "+", today=today)
    )
    _check_birth_date(year, month, day, four, today)
    return PersonalNumber(f"{year:04d}{six[2:]}{four}", kind)


def parse_organisation_number(text: str) -> str:
    """The organisation number in the text, as ten digits; a dash and the prefix 16 are allowed.

    Raises BadIdentifier.
    """
    match = _ORGANISATION.fullmatch("".join(text.split()).translate(_ODD_DASHES))
    if match is None:
        raise BadIdentifier("Ett organisationsnummer skrivs med tio siffror: NNNNNN-NNNN.")
    digits = "".join(match.groups())
    if digits[2] < "2":
        raise BadIdentifier("Det här är inte ett organisationsnummer: den tredje siffran ska vara minst 2.")
    if not _has_valid_checksum(digits):
        raise BadIdentifier("Kontrollsiffran stämmer inte. Kontrollera att alla siffror är rätt.")
    return digits


def format_organisation_number(digits: str) -> str:
    """Ten digits as shown: `212000-0167`."""
    return f"{digits[:6]}-{digits[6:]}"


def _year_of(two_digits: int, month: int, day: int, *, over_100: bool, today: date) -> int:
    latest = today.year - 100 if over_100 else today.year
    year = latest - (latest - two_digits) % 100
    # Without a plus sign a birthday later this year cannot be this year's.
    if not over_100 and (year, month, day) > (today.year, today.month, today.day):
        return year - 100
    return year


def _check_birth_date(year: int, month: int, day: int, four: str, today: date) -> None:
    try:
        born = date(year, month, day)
    except ValueError:
        raise BadIdentifier("Datumet i personnumret finns inte. Kontrollera år, månad och dag.") from None
    if born > today:
        raise BadIdentifier("Födelsedatumet ligger i framtiden. Kontrollera årtalet.")
    if year < EARLIEST_BIRTH_YEAR:
        raise BadIdentifier("Födelseåret är för långt tillbaka. Kontrollera årtalet.")
    if four[:3] == "000":
        raise BadIdentifier("Födelsenumret kan inte vara 000. Kontrollera de fyra sista siffrorna.")


# What two digits add to a Luhn sum, the first doubled: five look-ups per number instead of ten sums,
# since an import reads a million numbers.
_PAIR_SUM = {f"{a}{b}": sum(divmod(2 * a, 10)) + b for a in range(10) for b in range(10)}


def _has_valid_checksum(ten: str) -> bool:
    pair = _PAIR_SUM
    return (pair[ten[:2]] + pair[ten[2:4]] + pair[ten[4:6]] + pair[ten[6:8]] + pair[ten[8:]]) % 10 == 0


# Whatever looks like a personal number, also with a digit too many or too few: the date stays, the rest goes.
_DATE = r"(?<![0-9])((?:[0-9]{2})?[0-9]{6}"
_RESEMBLING = (
    re.compile(_DATE + r")\s?[-+\u2010-\u2014\u2212]\s?[0-9A-Z]{3,5}(?![0-9A-Za-z])"),
    re.compile(_DATE + r")\s?[0-9A-Z]{4}(?![0-9A-Za-z])"),
    re.compile(_DATE + r")[0-9]{4,}"),
    re.compile(
        r"(?<![0-9])((?:[0-9]{2})?[0-9]{2}[-/. ][0-9]{2}[-/. ][0-9]{2})[-+ ]?[0-9]{4}(?![0-9]|-[0-9])"
    ),
)


def mask(text: str) -> str:
    """The text with every personal number masked, and whatever resembles one; for logs and problem tables."""
    for pattern in _RESEMBLING:
        text = pattern.sub(r"\1-****", text)
    return text
