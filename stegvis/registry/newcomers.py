"""What is told about a person who is registered: with a number of the state's, a reserve number or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.names import tidy_name
from stegvis.registry.likeness import Particulars
from stegvis.registry.numbers import Number


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who may be new to the register. Birth date and sex are told where no number says them."""

    number: Number | None = None
    first_name: str = ""
    last_name: str = ""
    told_birth_date: date | None = None
    told_birth_date_is_certain: bool = False
    told_sex: str = ""

    @property
    def birth_date(self) -> date | None:
        return self.number.birth_date if isinstance(self.number, PersonalNumber) else self.told_birth_date

    @property
    def birth_date_is_certain(self) -> bool:
        """A coordination number's date may only be near the true one (domain: identifiers)."""
        if isinstance(self.number, PersonalNumber):
            return self.number.kind == "personal"
        return self.told_birth_date_is_certain

    @property
    def sex(self) -> str:
        return self.number.sex if isinstance(self.number, PersonalNumber) else self.told_sex

    @property
    def particulars(self) -> Particulars | None:
        """What the register is searched by for somebody alike; None when no birth date is told."""
        if self.birth_date is None:
            return None
        return Particulars(self.first_name, self.last_name, self.birth_date, self.birth_date_is_certain)


def is_told_enough(newcomer: Newcomer, *, today: date) -> Answer:
    """Is what is needed to register somebody there?"""
    born = newcomer.birth_date
    return Answer.of(
        Check(
            bool(tidy_name(newcomer.first_name)),
            "Personen är ny i registret. Skriv förnamn.",
            "first_name",
        ),
        Check(
            bool(tidy_name(newcomer.last_name)), "Personen är ny i registret. Skriv efternamn.", "last_name"
        ),
        Check(born is not None, "Skriv födelsedatum, ungefärligt om ingen vet.", "birth_date"),
        Check(born is None or born <= today, "Födelsedatumet ligger i framtiden.", "birth_date"),
        Check(newcomer.sex in ("K", "M"), "Välj juridiskt kön.", "sex"),
    )
