"""A small register extract that is right in every way, to be spoilt one cell at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from stegvis.core.period import Period
from stegvis.demo.register_import.extract import Reading, open_extract
from stegvis.demo.register_import.problems import Kind, Problem, ProblemLog
from stegvis.demo.register_import.vocabulary import Vocabulary, VoucherTerms

TODAY = date(2022, 5, 23)

VOCABULARY = Vocabulary(
    interventions={"sai": "SAI", "jobbpeng_forstarkt": "Jobbpeng förstärkt"},
    closure_reasons=frozenset({"flyttat", "ovrigt"}),
    target_groups=frozenset({"sprak", "ekonomiskt_bistand"}),
    voucher_terms=(
        VoucherTerms(
            "jobbpeng_forstarkt", Period(date(1980, 1, 1)), frozenset({500_000, 1_000_000, 1_500_000})
        ),
    ),
)

# Published test numbers' pattern: birth numbers 238 and 239.
ANNA, NILS, ALI = "198005172385", "199202032398", "200105182398"

SMALL = {
    "personer.csv": [
        "personnummer;förnamn;efternamn;kön;skyddad;utrikes_född",
        f"{ANNA};Anna;Björk;K;nej;nej",
        f"{NILS};Nils;Åkesson;M;ja;ja",
    ],
    "anordnare.csv": [
        "orgnr;namn;auktoriserad_från;auktoriserad_till",
        "559999-0008;Stegen ek. för.;2015-01-01;",
        "559999-0016;Norrsken Jobb AB;2016-02-01;",
    ],
    "arenden.csv": [
        "ärende;personnummer;öppnat;avslutat;avslutsorsak;handläggare;målgrupp",
        f"A1;{ANNA};2021-01-10;2022-01-31;flyttat;kv01;sprak",
        f"A2;{NILS};2021-03-01;;;kv02;ekonomiskt_bistand",
    ],
    "beslut.csv": [
        "beslut;ärende;insats;beslutsdatum;från;till;arbetsförmåga_procent",
        "B1;A1;sai;2021-01-20;2021-02-01;2021-08-31;75",
        "B2;A2;jobbpeng_forstarkt;2021-03-05;2021-03-15;2022-09-30;100",
    ],
    "uppdrag.csv": [
        "uppdrag;beslut;anordnare_orgnr;start;slut;planerade_timmar_per_vecka",
        "U1;B1;5599990008;2021-02-01;2021-08-31;30",
        "U2;B2;5599990016;2021-03-15;;40",
    ],
    "manadsrapporter.csv": [
        "uppdrag;månad;närvaro_timmar;frånvaro_timmar;progression_1_5;inkommen",
        "U1;2021-02;95;13;4;2021-03-05",
        "U1;2021-03;81;3;3;2021-04-04",
        "U2;2021-04;150;0;2;2021-05-05",
    ],
    "tillaggscheckar.csv": ["beslut;beslutsdatum;belopp_kr", "B2;2021-05-01;5000"],
}


class ExtractFolder:
    """The small extract in a folder; `change` replaces text in one file, `add` appends a row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = {name: "\n".join(lines) + "\n" for name, lines in SMALL.items()}
        self.encoding = "utf-8"
        folder.mkdir(parents=True, exist_ok=True)

    def change(self, file: str, old: str, new: str) -> ExtractFolder:
        assert old in self.content[file], f"{old} is not in {file}"
        self.content[file] = self.content[file].replace(old, new, 1)
        return self

    def add(self, file: str, *rows: str) -> ExtractFolder:
        self.content[file] += "".join(f"{row}\n" for row in rows)
        return self

    def write(self) -> Path:
        for name, text in self.content.items():
            (self.folder / name).write_bytes(text.encode(self.encoding))
        return self.folder


@contextmanager
def read(folder: Path, today: date = TODAY, **options: int) -> Iterator[tuple[dict[str, int], list[Problem]]]:
    """Number of good rows per file, and all problems."""
    with ProblemLog() as problems:
        reading = Reading(open_extract(folder, today, problems, **options), VOCABULARY, today, problems)
        yield reading.count(), list(problems)


def refusals(folder: Path, today: date = TODAY, **options: int) -> list[tuple[str, int, str]]:
    """Where rows were refused: file, line, column."""
    with read(folder, today, **options) as (_, problems):
        return [(each.file, each.line, each.column) for each in problems if each.kind is not Kind.WARNING]


def warnings(folder: Path) -> list[tuple[str, int, str]]:
    with read(folder) as (_, problems):
        return [(each.file, each.line, each.column) for each in problems if each.kind is Kind.WARNING]
