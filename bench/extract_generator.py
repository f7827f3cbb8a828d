"""Writes a register extract of any size: invented people, realistic proportions, a known number of bad rows.

    python bench/extract_generator.py DIR --rows 1000000 [--bad 100] [--seed 1]

Personal numbers follow the pattern of the tax agency's published test numbers (birth numbers 238 and 239).
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST_NAMES = ("Ali", "Anna", "Olga", "Nils", "Åsa", "Mahmoud", "Lina", "Öyvind", "Alma", "Tove")
LAST_NAMES = ("Olsson", "Ibrahim", "Lindqvist", "Wang", "Rahimi", "Björk", "Abdullahi", "Åkesson", "Sjö")
GROUPS = ("ekonomiskt_bistand", "ekonomiskt_bistand", "sprak", "ungdom_18_24")
REASONS = ("egen_forsorjning_arbete", "egen_forsorjning_studier", "flyttat", "sjukdom", "ovrigt")
INTERVENTIONS = (
    "sai",
    "sai",
    "jobbpeng_forstarkt",
    "jobbpeng_grund",
    "varnas",
    "case_manager",
    "halsotradgarden",
)
FIRST_DAY, LAST_DAY = date(2019, 1, 1), date(2022, 4, 30)
ROWS_PER_PERSON = 8.7
WITH_DECISION = 0.7
PROVIDERS = 40
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """One person's way through the register."""

    number: str
    case: str
    opened: date
    closed: date | None
    start: date
    last: date


def luhn_digit(nine: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return str(-total % 10)


def personal_numbers() -> Iterator[str]:
    """Two numbers for each day, then the same again as coordination numbers."""
    for extra in (0, 60):
        day = date(1930, 1, 1)
        while day < date(2004, 1, 1):
            for birth_number in ("238", "239"):
                nine = f"{day:%y%m}{day.day + extra:02d}{birth_number}"
                yield f"{day:%Y}{nine[2:]}{luhn_digit(nine)}"
            day += ONE_DAY


def organisation_number(place: int) -> str:
    nine = f"559998{place:03d}"
    return nine + luhn_digit(nine)


def stories(people: int, chance: random.Random) -> Iterator[Story]:
    """`people` different persons; when the numbers run out, people come back with another closed case."""
    numbers = list(personal_numbers())
    chance.shuffle(numbers)
    days = (LAST_DAY - FIRST_DAY).days
    for place in range(people):
        opened = FIRST_DAY + timedelta(chance.randrange(days - 60))
        start = opened + timedelta(chance.randrange(1, 30))
        last = start + timedelta(chance.randrange(90, 420))
        returning = place >= len(numbers)
        closed = last + timedelta(5) if returning or chance.random() < 0.55 else None
        yield Story(numbers[place % len(numbers)], f"A{place}", opened, closed, start, last)


def spelt(number: str, place: int) -> str:
    """The number in one of the ways that older systems write it."""
    return (number, f"{number[2:8]}-{number[8:]}", f"{number[:8]}-{number[8:]}", number[2:])[place % 4]


class Writer:
    """One file of the extract."""

    def __init__(self, folder: Path, name: str, encoding: str, header: str) -> None:
        self._file = (folder / name).open("w", encoding=encoding, newline="")
        self._rows = csv.writer(self._file, delimiter=";")
        self._rows.writerow(header.split())
        self.count = 0

    def write(self, *cells: object) -> None:
        self._rows.writerow(cells)
        self.count += 1

    def close(self) -> None:
        self._file.close()


def generate(folder: Path, total: int, bad: int = 100, seed: int = 1) -> dict[str, int]:
    """Write the seven files; returns the number of rows in each, the bad ones included."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    files = {
        "personer": Writer(
            folder, "personer.csv", "cp1252", "personnummer förnamn efternamn kön skyddad utrikes_född"
        ),
        "anordnare": Writer(
            folder, "anordnare.csv", "utf-8-sig", "orgnr namn auktoriserad_från auktoriserad_till"
        ),
        "arenden": Writer(
            folder,
            "arenden.csv",
            "utf-8-sig",
            "ärende personnummer öppnat avslutat avslutsorsak handläggare målgrupp",
        ),
        "beslut": Writer(
            folder, "beslut.csv", "utf-8", "beslut ärende insats beslutsdatum från till arbetsförmåga_procent"
        ),
        "uppdrag": Writer(
            folder,
            "uppdrag.csv",
            "utf-8",
            "uppdrag beslut anordnare_orgnr start slut planerade_timmar_per_vecka",
        ),
        "manadsrapporter": Writer(
            folder,
            "manadsrapporter.csv",
            "utf-8",
            "uppdrag månad närvaro_timmar frånvaro_timmar progression_1_5 inkommen",
        ),
        "tillaggscheckar": Writer(folder, "tillaggscheckar.csv", "utf-8", "beslut beslutsdatum belopp_kr"),
    }
    for place in range(PROVIDERS):
        files["anordnare"].write(organisation_number(place), f"Anordnare {place}", "2015-01-01", "")
    seen: set[str] = set()
    for place, story in enumerate(stories(round(total / ROWS_PER_PERSON), chance)):
        if story.number not in seen:
            seen.add(story.number)
            _write_person(files["personer"], story, place, chance)
        _write_case(files["arenden"], story, place, chance)
        if chance.random() < WITH_DECISION:
            _write_intervention(files, story, place, chance)
    for place in range(bad):
        files["manadsrapporter"].write(f"U{place}", "2021-13", "många", 0, 9, "")
        files["beslut"].write(f"BX{place}", f"AX{place}", "kanotkurs", "2021-02-30", "2021-01-01", "", 200)
    for file in files.values():
        file.close()
    return {name: file.count for name, file in files.items()}


def _write_person(file: Writer, story: Story, place: int, chance: random.Random) -> None:
    sex = "M" if int(story.number[10]) % 2 else "K"
    names = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    file.write(
        spelt(story.number, place),
        *names,
        sex,
        "ja" if place % 97 == 0 else "nej",
        chance.choice(("ja", "nej")),
    )


def _write_case(file: Writer, story: Story, place: int, chance: random.Random) -> None:
    reason = chance.choice(REASONS) if story.closed else ""
    file.write(
        story.case,
        spelt(story.number, place + 1),
        story.opened,
        story.closed or "",
        reason,
        f"kv{place % 60:02d}",
        chance.choice(GROUPS),
    )


def _write_intervention(files: dict[str, Writer], story: Story, place: int, chance: random.Random) -> None:
    intervention = chance.choice(INTERVENTIONS)
    decided = story.start - timedelta(chance.randrange(1, 15))
    files["beslut"].write(
        f"B{place}",
        story.case,
        intervention,
        decided,
        story.start,
        story.last,
        chance.choice((25, 50, 75, 100)),
    )
    running = story.closed is None and chance.random() < 0.3
    provider = organisation_number(chance.randrange(PROVIDERS))
    files["uppdrag"].write(f"U{place}", f"B{place}", provider, story.start, "" if running else story.last, 40)
    month = story.start.replace(day=1)
    while month <= story.last:
        following = (month + timedelta(31)).replace(day=1)
        received = following + timedelta(chance.randrange(1, 20))
        files["manadsrapporter"].write(
            f"U{place}",
            f"{month:%Y-%m}",
            chance.randrange(40, 160),
            chance.randrange(20),
            chance.randrange(1, 6),
            received,
        )
        month = following
    if intervention == "jobbpeng_forstarkt" and place % 20 == 0:
        files["tillaggscheckar"].write(f"B{place}", story.start, chance.choice((5000, 10000, 15000)))


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--bad", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    for name, count in generate(wanted.folder, wanted.rows, wanted.bad, wanted.seed).items():
        print(f"{name:16} {count:>9}")


if __name__ == "__main__":
    main()
