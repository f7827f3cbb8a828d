"""Reading the monthly file of unemployment figures. Every problem is told at once, each with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Problem, Problems, Refused

REQUIRED = ("månad", "öppet_arbetslösa", "i_program", "arbetskraften")
OPTIONAL = ("utrikes_födda_arbetslösa", "utrikes_födda_i_arbetskraften")
LARGEST_FILE = 1_000_000  # bytes: a century of months is a hundredth of it
MOST_LINES = 5_000
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class MonthRow:
    """One line, in persons."""

    month: date
    openly_unemployed: int
    in_programmes: int
    labour_force: int
    foreign_born_unemployed: int | None
    foreign_born_labour_force: int | None


def read_unemployment(content: bytes) -> list[MonthRow]:
    """The file's months in order. Raises Refused with every problem and its line."""
    if len(content) > LARGEST_FILE:
        raise Refused.at("file", "Filen är för stor för att vara månadsfilen. Välj en annan fil.")
    lines = _lines(content)
    if not lines:
        raise Refused.at("file", "Filen är tom.")
    columns = [name.strip().lower() for name in lines[0]]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise Refused.at("file", f"Filen saknar kolumnen {' och '.join(missing)}.")
    return _rows(columns, lines[1:])


def _lines(content: bytes) -> list[list[str]]:
    lines = _text(content).splitlines()
    if len(lines) > MOST_LINES:
        raise Refused.at("file", "Filen har för många rader för att vara månadsfilen. Välj en annan fil.")
    try:
        return list(csv.reader(lines, delimiter=_separator(content)))
    except csv.Error:
        raise Refused.at("file", "Filen är inte en tabell. Spara den som csv och försök igen.") from None


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise Refused.at("file", "Filen är inte en textfil. Spara den som csv och försök igen.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(content: bytes) -> str:
    head = content.split(b"\n", 1)[0]
    return max(";,\t", key=lambda mark: head.count(mark.encode()))


def _rows(columns: list[str], lines: list[list[str]]) -> list[MonthRow]:
    rows: dict[date, MonthRow] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=2):
        if not any(value.strip() for value in line):
            continue
        values = {name: value.strip() for name, value in zip(columns, line, strict=False)}
        found = list(_problems(values))
        problems.extend(Problem(f"Rad {number}: {text}", "file") for text in found)
        if not found:
            row = _row(values)
            if row.month in rows:
                problems.append(Problem(f"Rad {number}: månaden {values['månad']} finns två gånger.", "file"))
            rows[row.month] = row
    if problems:
        raise Refused(Problems(problems))
    if not rows:
        raise Refused.at("file", "Filen har inga månader.")
    return [rows[month] for month in sorted(rows)]


def _problems(values: dict[str, str]) -> Iterator[str]:
    if _month(values.get("månad", "")) is None:
        yield f"månaden ”{values.get('månad', '')}” ska skrivas som 2022-04."
    for name in (*REQUIRED[1:], *OPTIONAL):
        text = values.get(name, "")
        if (text or name in REQUIRED) and _count(text) is None:
            yield f"{name} är ”{text}” men ska vara ett antal personer."
    unemployed = [_count(values.get(name, "")) for name in ("öppet_arbetslösa", "i_program")]
    labour_force = _count(values.get("arbetskraften", ""))
    if labour_force is not None and sum(count or 0 for count in unemployed) > labour_force:
        yield "de arbetslösa är fler än arbetskraften."
    if labour_force == 0:
        yield "arbetskraften kan inte vara 0."


def _row(values: dict[str, str]) -> MonthRow:
    month = _month(values["månad"])
    counts = [_count(values.get(name, "")) for name in (*REQUIRED[1:], *OPTIONAL)]
    openly, programmes, force, foreign_unemployed, foreign_force = counts
    assert month is not None and openly is not None and programmes is not None and force is not None
    return MonthRow(month, openly, programmes, force, foreign_unemployed, foreign_force)


def _month(text: str) -> date | None:
    found = _MONTH.match(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1990:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _count(text: str) -> int | None:
    """A number of persons, with or without blanks between thousands."""
    plain = re.sub(r"\s", "", text)
    return int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else None
