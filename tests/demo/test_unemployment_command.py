"""`stegvis import-unemployment` at the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from stegvis.statistics.models import UnemploymentMonth
from tests.builders import a_principal

pytestmark = pytest.mark.django_db

HEAD = "månad;öppet_arbetslösa;i_program;arbetskraften\n"


def run(file, principal, content=HEAD + "2022-04;1209;933;52244\n"):
    file.write_text(content, encoding="cp1252")
    call_command("import_unemployment", str(file), "--principal", principal.slug)


def test_a_month_comes_in_for_its_principal_alone_and_once(tmp_path, capsys):
    principal = a_principal()

    run(tmp_path / "april.csv", principal)
    run(tmp_path / "april.csv", principal)

    month = UnemploymentMonth.objects.get()
    assert (month.principal, month.openly_unemployed) == (principal, 1209)
    assert "Nya eller ändrade månader: 1" in capsys.readouterr().out


def test_a_wrong_file_ends_with_1_and_every_problem(tmp_path):
    with pytest.raises(CommandError, match="Rad 2: .*\n- Rad 3") as error:
        run(tmp_path / "april.csv", a_principal(), HEAD + "2022-13;1;1;9\n2022-04;x;1;9\n")
    assert error.value.returncode == 1
    assert not UnemploymentMonth.objects.exists()


def test_a_missing_file_and_an_unknown_principal_end_with_2(tmp_path):
    for words in ((tmp_path / "ingen.csv", a_principal().slug), (tmp_path, "okand")):
        with pytest.raises(CommandError) as error:
            call_command("import_unemployment", str(words[0]), "--principal", words[1])
        assert error.value.returncode == 2
