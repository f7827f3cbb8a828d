"""The numbers here follow the pattern of Skatteverket's published test numbers (serial 238x and 239x)."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from personnummer import personnummer as library  # type: ignore[import-untyped]

from stegvis.core.identifiers import (
    BadIdentifier,
    PersonalNumber,
    format_organisation_number,
    mask,
    parse_organisation_number,
    parse_personal_number,
)

TODAY = date(2022, 5, 2)
NACKA = "2120000167"


def with_check_digit(nine: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return nine + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def number_of(born: date, serial: str = "238", *, coordination: bool = False) -> str:
    day = born.day + (60 if coordination else 0)
    twelve = f"{born:%Y%m}{day:02d}{serial}"
    return twelve[:2] + with_check_digit(twelve[2:])


def parsed(text: str, today: date = TODAY) -> PersonalNumber:
    return parse_personal_number(text, today=today)


def refusal(text: str, today: date = TODAY) -> str:
    with pytest.raises(BadIdentifier) as refused:
        parsed(text, today)
    return refused.value.reason


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
serials = st.integers(1, 999).map("{:03d}".format)


@pytest.mark.parametrize(
    "text",
    [
        "198501202397", "19850120-2397", "850120-2397", "8501202397", " 850120 - 2397 ", "1985 0120 2397",
        "850120\u20132397", "19850120\u00a02397",
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_way_people_write_it(text: str) -> None:
    assert parsed(text) == PersonalNumber("198501202397", "personal")


def test_a_number_tells_birth_date_and_sex() -> None:
    man, woman = parsed(number_of(date(1985, 1, 20), "239")), parsed(number_of(date(1985, 1, 20), "238"))
    assert man.birth_date == date(1985, 1, 20)
    assert (man.sex, woman.sex) == ("M", "K")


def test_a_coordination_number_has_sixty_added_to_its_day() -> None:
    number = parsed(number_of(date(1985, 1, 20), coordination=True))
    assert number.kind == "coordination"
    assert number.value[6:8] == "80"
    assert number.birth_date == date(1985, 1, 20)


def test_a_number_is_shown_with_a_dash_and_masked_without_its_last_four() -> None:
    number = parsed("8501202397")
    assert number.formatted() == str(number) == "19850120-2397"
    assert number.masked == "19850120-****"
    assert number.short(TODAY) == "850120-2397"


def test_the_plus_sign_comes_in_the_year_a_person_turns_a_hundred() -> None:
    number = parsed(number_of(date(1922, 12, 31)))
    assert number.short(date(2021, 12, 31))[6] == "-"
    assert number.short(date(2022, 1, 1))[6] == "+"
    assert parsed(number.short(TODAY)) == number


def test_ten_digits_without_plus_never_mean_a_day_to_come() -> None:
    ten = number_of(date(1922, 12, 31))[2:]
    assert parsed(ten).birth_date == date(1922, 12, 31)
    assert parsed(number_of(date(2022, 5, 2))[2:]).birth_date == TODAY


def test_ten_digits_mean_the_person_under_a_hundred_and_with_plus_the_older() -> None:
    ten = number_of(date(2015, 3, 1))[2:]
    assert parsed(ten).birth_date.year == 2015
    assert parsed(f"{ten[:6]}+{ten[6:]}").birth_date.year == 1915


def test_each_refusal_says_what_is_wrong() -> None:
    assert "tio eller tolv siffror" in refusal("850120-239")
    assert "tio eller tolv siffror" in refusal("")
    assert "tio eller tolv siffror" in refusal("٨٥٠١٢٠٢٣٩٧")
    assert "Kontrollsiffran" in refusal("850120-2398")
    assert "Datumet" in refusal(with_check_digit("850230238"))
    assert "Datumet" in refusal(with_check_digit("850192238"))
    assert "Datumet" in refusal(with_check_digit("851320238"))
    assert "framtiden" in refusal(number_of(date(2022, 5, 3)))
    assert "för långt tillbaka" in refusal(number_of(date(1790, 5, 3)))
    assert "000" in refusal(number_of(date(1985, 5, 3), "000"))
    assert "organisationsnummer" in refusal(NACKA)
    assert "organisationsnummer" in refusal("16" + NACKA)


def test_a_refusal_never_repeats_the_number() -> None:
    for text in ("850120-2398", "19850230-2381", NACKA):
        assert text not in refusal(text)


@given(births, serials, st.booleans())
def test_every_real_number_survives_being_written_and_read(
    born: date, serial: str, coordination: bool
) -> None:
    twelve = number_of(born, serial, coordination=coordination)
    number = parsed(twelve)
    assert number.value == twelve
    assert number.birth_date == born
    assert parsed(number.formatted()) == number
    assert parsed(number.short(TODAY)) == number


@given(births, serials, st.booleans(), st.integers(0, 9))
def test_we_and_the_library_agree_on_every_check_digit(
    born: date, serial: str, coordination: bool, last: int
) -> None:
    text = number_of(born, serial, coordination=coordination)[:11] + str(last)
    valid = library.valid(text)
    try:
        number = parsed(text)
    except BadIdentifier:
        assert not valid
    else:
        theirs = library.parse(text)
        assert valid
        assert number.birth_date == theirs.get_date()
        assert (number.sex == "M") == theirs.is_male()
        assert (number.kind == "coordination") == theirs.is_coordination_number()


@given(births, serials, st.integers(2, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(born: date, serial: str, place: int, off: int) -> None:
    text = number_of(born, serial)
    wrong = text[:place] + str((int(text[place]) + off) % 10) + text[place + 1 :]
    with pytest.raises(BadIdentifier):
        parsed(wrong)


@given(st.dates(min_value=date(1960, 1, 1), max_value=date(2060, 1, 1)), st.integers(0, 36_500), serials)
def test_ten_digits_are_resolved_to_a_birth_less_than_a_hundred_years_ago(
    today: date, age_in_days: int, serial: str
) -> None:
    born = today - timedelta(days=age_in_days)
    assume(born > date(today.year - 100, today.month, min(today.day, 28)))
    assert parsed(number_of(born, serial)[2:], today).birth_date == born


@given(st.text(max_size=20))
def test_any_other_text_is_refused_and_nothing_worse(text: str) -> None:
    with suppress(BadIdentifier):
        parsed(text)


def test_an_organisation_number_is_read_with_and_without_dash_and_prefix() -> None:
    for text in ("212000-0167", "2120000167", "16212000-0167", "162120000167", " 212000 - 0167 "):
        assert parse_organisation_number(text) == NACKA
    assert format_organisation_number(NACKA) == "212000-0167"


@pytest.mark.parametrize(
    ("text", "why"),
    [("212000-0168", "Kontrollsiffran"), ("850120-2397", "tredje siffran"), ("21200-0167", "tio siffror")],
)
def test_a_wrong_organisation_number_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadIdentifier, match=why):
        parse_organisation_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "850120-2397", "8501202397", "198501202397", "19850120-2397", "19850120 2397", "850120+2397",
        "19850120\u20132397", "1985-01-20-2397", "1985-01-20 2397", "1985 01 20 2397", "19850120-239",
        "19850120-23971", "1985012023971", "850120-T397", "19850120A12B",
    ],
)  # fmt: skip
def test_whatever_resembles_a_personal_number_is_masked(text: str) -> None:
    shown = mask(f"Kund {text}, inskriven")
    assert text[-3:] not in shown
    assert shown.startswith("Kund ") and shown.endswith("****, inskriven")


@pytest.mark.parametrize(
    "text",
    [
        "2021-09-01–2022-04-30",
        "2021-09-01",
        "20210901",
        "AFN 2021/196",
        "NAF-2024-00045",
        "1 234,50 kr",
        "rad 1234567",
    ],
)
def test_dates_case_numbers_and_amounts_are_left_to_read(text: str) -> None:
    assert mask(text) == text


@given(births, serials, st.sampled_from(["", "-", "+", " "]), st.booleans())
def test_no_real_number_gets_through_the_mask(born: date, serial: str, mark: str, twelve: bool) -> None:
    number = number_of(born, serial)
    date_part = number[:8] if twelve else number[2:8]
    assert mask(f"x {date_part}{mark}{number[8:]}.") == f"x {date_part}-****."
