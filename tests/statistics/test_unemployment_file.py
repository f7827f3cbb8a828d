"""The monthly file of unemployment comes in whole or not at all, with every problem told at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.statistics.actions import import_unemployment
from stegvis.statistics.models import UnemploymentMonth
from stegvis.statistics.unemployment_file import read_unemployment
from tests.builders import a_principal, a_seat

HEAD = "månad;öppet_arbetslösa;i_program;arbetskraften\n"
APRIL = HEAD + "2022-04;1 209;933;52 244\n"


@pytest.fixture
def analyst(db):
    return a_seat(Role.ANALYST, a_principal()).actor


def problems_in(content: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_unemployment(content.encode())
    return [problem.message for problem in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_found_out(encoding, separator):
    (row,) = read_unemployment(APRIL.replace(";", separator).encode(encoding))

    assert (row.month, row.openly_unemployed, row.labour_force) == (date(2022, 4, 1), 1209, 52244)
    assert row.foreign_born_unemployed is None


def test_all_problems_are_told_at_once_each_with_its_line():
    content = HEAD + "2022-13;1;1;10\n\n2022-04;många;1;10\n2022-05;6;5;10\n2022-06;1;1;0\n"

    assert problems_in(content) == [
        "Rad 2: månaden ”2022-13” ska skrivas som 2022-04.",
        "Rad 4: öppet_arbetslösa är ”många” men ska vara ett antal personer.",
        "Rad 5: de arbetslösa är fler än arbetskraften.",
        "Rad 6: de arbetslösa är fler än arbetskraften.",
        "Rad 6: arbetskraften kan inte vara 0.",
    ]


def test_a_month_twice_is_refused():
    assert problems_in(APRIL + "2022-04;1;1;10\n") == ["Rad 3: månaden 2022-04 finns två gånger."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Filen är tom."),
        ("månad;i_program\n", "Filen saknar kolumnen öppet_arbetslösa och arbetskraften."),
        (HEAD, "Filen har inga månader."),
        ("a\0b", "Filen är inte en textfil. Spara den som csv och försök igen."),
        ("x" * 1_000_001, "Filen är för stor för att vara månadsfilen. Välj en annan fil."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(content, told):
    assert problems_in(content) == [told]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_break_it(content):
    try:
        rows = read_unemployment(content)
    except Refused:
        return
    assert rows


def test_the_same_file_again_changes_nothing(analyst):
    assert import_unemployment(APRIL.encode(), by=analyst) == 1
    assert import_unemployment(APRIL.encode(), by=analyst) == 0


def test_a_corrected_month_replaces_the_earlier_figures(analyst):
    import_unemployment(APRIL.encode(), by=analyst)

    assert import_unemployment(APRIL.replace("933", "934").encode(), by=analyst) == 1
    assert UnemploymentMonth.objects.get().in_programmes == 934


def test_nothing_comes_in_when_a_line_is_wrong(analyst):
    with pytest.raises(Refused):
        import_unemployment((APRIL + "2022-05;x;1;10\n").encode(), by=analyst)

    assert not UnemploymentMonth.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CONTROLLER, Role.HEAD_OF_UNIT])
def test_others_than_analysts_and_administrators_may_not_read_in_figures(role):
    with pytest.raises(Forbidden):
        import_unemployment(APRIL.encode(), by=a_seat(role, a_principal()).actor)
