import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.names import FOLD_FROM, FOLD_TO, SORT_FROM, SORT_TO, fold, swedish_sort_key, tidy_name

ALPHABET = "".join(
    sorted(set(FOLD_FROM) | set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "))
)
names = st.text(ALPHABET, max_size=40)


def test_a_name_is_found_without_accents_capitals_and_signs() -> None:
    assert fold("  Åsa  O'Brien-Müller ") == "asa o brien muller"
    assert fold("ÉLODIE Łukasz Søren Đặng") == "elodie lukasz soren dang"
    assert fold("İbrahim Yıldız") == "ibrahim yildiz"


def test_a_name_is_found_however_its_accents_are_coded() -> None:
    assert fold(unicodedata.normalize("NFD", "Åsa Éva")) == fold("Åsa Éva")


def test_search_signs_of_the_database_never_come_through() -> None:
    assert fold("100%_\\' x") == "100 x"


def test_names_stand_in_swedish_order() -> None:
    right = [
        "Ali",
        "Anna Berg",
        "Annabel",
        "Émile",
        "Erik",
        "Vera",
        "Wera",
        "Myra",
        "Zara",
        "Åsa",
        "Ärla",
        "Örjan",
    ]
    assert sorted(right, key=swedish_sort_key) == [
        "Ali", "Anna Berg", "Annabel", "Émile", "Erik", "Myra", "Vera", "Wera", "Zara",
        "Åsa", "Ärla", "Örjan",
    ]  # fmt: skip


def test_foreign_letters_stand_with_their_swedish_relatives() -> None:
    assert swedish_sort_key("Müller") == swedish_sort_key("MYLLER")
    assert swedish_sort_key("Sørensen") == swedish_sort_key("Sörensen")
    assert swedish_sort_key("Ægir") == swedish_sort_key("Ägir")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("TOVE ", "Tove"),
        ("  anna   karin ", "Anna Karin"),
        ("ANNA-KARIN", "Anna-Karin"),
        ("CARL VON LINNÉ", "Carl von Linné"),
        ("von essen", "von Essen"),
        ("DE GEER", "De Geer"),
        ("MAGNUS DE LA GARDIE", "Magnus de la Gardie"),
        ("o'brien", "O'Brien"),
        ("ma'ruf", "Ma'ruf"),
        ("ÅKE ÖBERG", "Åke Öberg"),
        ("İBRAHİM", "İbrahim"),
        ("Carl Von Linné", "Carl Von Linné"),
        ("McDonald", "McDonald"),
        ("von Sydow", "von Sydow"),
        ("Jo\u00adhan", "Johan"),
        ("", ""),
    ],
)
def test_a_name_is_tidied_only_when_its_case_says_nothing(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@given(st.text(max_size=30))
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@given(names)
def test_a_folded_name_is_plain_words(name: str) -> None:
    folded = fold(name)
    assert folded.isascii() and folded == " ".join(folded.split()) == fold(folded)


def test_the_tables_are_one_letter_to_one() -> None:
    for source, target in ((FOLD_FROM, FOLD_TO), (SORT_FROM, SORT_TO)):
        assert len(source) == len(target) == len(set(source))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "target", "ours"), [(FOLD_FROM, FOLD_TO, fold), (SORT_FROM, SORT_TO, swedish_sort_key)]
)
def test_the_database_folds_every_letter_as_we_do(source: str, target: str, ours: object) -> None:
    assert callable(ours)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT letter, translate(lower(letter), %s, %s), translate(lower(letter COLLATE "C"), %s, %s)'
            " FROM unnest(%s::text[]) AS letter",
            [source, target, source, target, list(ALPHABET)],
        )
        for letter, in_the_servers_locale, in_no_locale in cursor.fetchall():
            assert in_the_servers_locale.strip() == in_no_locale.strip() == ours(letter), (
                f"U+{ord(letter):04X}"
            )
