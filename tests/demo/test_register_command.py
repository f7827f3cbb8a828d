"""`stegvis import-register` at the terminal: exit codes, the problem file, and an import that is killed
half-way."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from stegvis.casework.models import Case
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.registry.models import Person, Principal
from tests.builders import a_principal, a_unit
from tests.demo.extracts import TODAY


@pytest.fixture
def principal(db) -> Principal:
    principal = a_principal()
    install(principal, read_catalogue())
    a_unit(principal, "Arbetsenheten")
    return principal


@pytest.fixture(autouse=True)
def stopped_clock():
    from stegvis.core.clock import frozen

    with frozen(TODAY):
        yield


def exit_code(*words: object) -> int:
    try:
        call_command("import_register", *map(str, words), "--verbosity=0")
    except SystemExit as end:
        return int(end.code or 0)
    except CommandError as error:
        return error.returncode
    return 0


def test_a_right_extract_ends_with_0_and_one_with_refused_rows_with_1(principal, extract, capsys):
    assert exit_code(extract.write(), "--principal", principal.slug) == 0
    extract.change("beslut.csv", "sai", "kanotkurs")
    assert exit_code(extract.write(), "--principal", principal.slug) == 1
    assert "avvisad: beslut.csv, rad 2, insats (kanotkurs)" in capsys.readouterr().out


def test_a_dry_run_writes_nothing_and_ends_as_the_import_would(principal, extract):
    assert exit_code(extract.write(), "--principal", principal.slug, "--dry-run") == 0
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "spoil", ["no place for the report", "missing file", "no folder", "no principal", "no unit"]
)
def test_what_cannot_be_tried_ends_with_2(principal, extract, spoil):
    folder = extract.write()
    words: list[object] = [folder, "--principal", principal.slug]
    if spoil == "missing file":
        (folder / "uppdrag.csv").unlink()
    elif spoil == "no place for the report":
        words += ["--report", folder / "ingen mapp" / "problem.csv"]
    elif spoil == "no folder":
        words[0] = folder / "annan"
    elif spoil == "no principal":
        words[2] = "okand"
    else:
        words += ["--unit", "Okänd enhet"]

    assert exit_code(*words) == 2
    assert not Person.objects.exists()


def test_the_problem_file_holds_every_problem(principal, extract, tmp_path):
    extract.change("beslut.csv", "sai", "kanotkurs")
    report = tmp_path / "problem.csv"

    assert exit_code(extract.write(), "--principal", principal.slug, "--report", report) == 1

    rows = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["fil"], row["rad"], row["kolumn"], row["allvar"]) for row in rows] == [
        ("beslut.csv", "2", "insats", "avvisad"),
        ("uppdrag.csv", "2", "beslut", "beror på avvisad rad"),
        ("manadsrapporter.csv", "2", "uppdrag", "beror på avvisad rad"),
        ("manadsrapporter.csv", "3", "uppdrag", "beror på avvisad rad"),
    ]


KILLED_IN = """
import django, os, signal
django.setup()
from stegvis.demo.register_import import write

def killed(self):
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(write._Writing, {part!r}, killed)
from django.core.management import call_command
call_command("import_register", {folder!r}, "--principal", {principal!r}, "--verbosity=0")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["cases", "reports"])
def test_an_import_killed_while_it_writes_leaves_nothing_and_the_next_one_completes(extract, part):
    principal = a_principal()
    install(principal, read_catalogue())
    a_unit(principal)
    folder = extract.write()

    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED_IN.format(part=part, folder=str(folder), principal=principal.slug),
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "reached" in ended.stdout, ended.stderr
    assert ended.returncode == -signal.SIGKILL
    assert not Person.objects.exists()
    assert not Case.objects.exists()
    assert exit_code(folder, "--principal", principal.slug) == 0
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_from_outside_while_the_server_works_frees_the_way_for_the_next(extract):
    principal = a_principal()
    install(principal, read_catalogue())
    a_unit(principal)
    lines = [f"U2;{year}-{month:02}" for year in range(1900, 2021) for month in range(1, 13)]
    extract.add("manadsrapporter.csv", *[f"{line};1;1;9;2021-05-05" for line in lines] * 200)
    folder = extract.write()
    running = subprocess.Popen(
        [sys.executable, "-m", "stegvis", "import-register", str(folder), "--principal", principal.slug],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for_lock()

    running.kill()
    running.wait()
    began = time.monotonic()

    assert exit_code(folder, "--principal", principal.slug) == 1
    assert Case.objects.count() == 2
    assert time.monotonic() - began < 110


def environment() -> dict[str, str]:
    """The test database's address for another process."""
    params = connection.get_connection_params()
    address = f"postgresql://{params.get('user', '')}:{params.get('password', '') or ''}@"
    host = str(params.get("host", ""))
    place = f"/{params['dbname']}?host={host}" if host.startswith("/") else f"{host}/{params['dbname']}"
    return {
        **os.environ,
        "DATABASE_URL": address + place,
        "DJANGO_SETTINGS_MODULE": "stegvis.settings.test",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "STEGVIS_TODAY": TODAY.isoformat(),
    }


def wait_for_lock() -> None:
    """Until the other process is inside its import."""
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
                "WHERE locktype = 'advisory' AND d.datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("The other import never began.")
