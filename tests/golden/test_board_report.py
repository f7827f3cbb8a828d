"""The board's report after importing the demo's register extract: every figure is the published one.

Nothing in the program knows these figures; they come out of the extract, row by row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from docx import Document as open_word
from pypdf import PdfReader

import stegvis.demo
from stegvis.catalogue.models import Intervention
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core.actor import Actor, Role
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.documents.word import as_word
from stegvis.core.period import Period
from stegvis.demo.register_import.problems import ProblemLog
from stegvis.demo.register_import.run import import_register
from stegvis.statistics import engine, measures, words
from stegvis.statistics.actions import import_unemployment
from stegvis.statistics.figures import Comparison
from stegvis.statistics.matter import matter
from stegvis.statistics.memo import MemoDetails, as_memo, summary
from stegvis.statistics.report import BoardReport, board_report
from tests.builders import a_principal, a_unit

HERE = Path(__file__).parent
DATA = Path(stegvis.demo.__file__).parent / "data"
EXPECTED = tomllib.loads((HERE / "register_expected.toml").read_text())
PUBLISHED = tomllib.loads((HERE / "register_published.toml").read_text())

PERIOD = Period.inclusive(date(2021, 9, 1), date(2022, 4, 30))
TAKEN_ON = date(2022, 5, 23)
ONE_DAY = Period.inclusive(date(2022, 4, 15), date(2022, 4, 15))


@dataclass
class Golden:
    """What was counted, and the codes behind the names that the report shows."""

    report: BoardReport
    codes: dict[str, str]
    in_intervention_one_day: int
    below_full_time_one_day: int

    def by_code(self, parts: tuple[Comparison, ...]) -> dict[str, Comparison]:
        return {part.now.rows.group: part for part in parts}


@pytest.fixture(scope="module")
def golden(django_db_setup: None, django_db_blocker: Any) -> Iterator[Golden]:
    """The extract imported and counted once; the figures are values, so the rows can go again at once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _counted()
        transaction.set_rollback(True)


def _counted() -> Golden:
    principal = a_principal("Exempelkommun")
    install(principal, read_catalogue())
    with ProblemLog() as problems:
        import_register(DATA / "register", principal, a_unit(principal), today=TAKEN_ON, problems=problems)
    analyst = Actor(0, "Analys", principal.pk, frozenset({Role.ANALYST}))
    import_unemployment((DATA / "unemployment.csv").read_bytes(), by=analyst)
    return Golden(
        report=board_report(principal, PERIOD, today=TAKEN_ON),
        codes=dict(Intervention.objects.filter(principal=principal).values_list("code", "name")),
        in_intervention_one_day=engine.counts(measures.PERSONS_WITH_INTERVENTION, principal.pk, ONE_DAY)[""],
        below_full_time_one_day=engine.counts(measures.below_full_time(40), principal.pk, ONE_DAY)[""],
    )


def pair(comparison: Comparison) -> list[int]:
    return [comparison.now.numerator, comparison.before.numerator]


def test_persons_with_interventions(golden: Golden) -> None:
    assert pair(golden.report.persons) == EXPECTED["persons_with_intervention"]
    assert pair(golden.report.persons) == PUBLISHED["persons_with_intervention"]


def test_persons_per_intervention_in_both_periods(golden: Golden) -> None:
    found = {code: pair(part) for code, part in golden.by_code(golden.report.per_intervention).items()}

    assert found == EXPECTED["per_intervention"]
    for code, figures in PUBLISHED["persons_per_intervention"].items():
        assert found[code] == figures


@pytest.mark.parametrize(("code", "word"), PUBLISHED["words"].items())
def test_the_sentence_about_each_intervention_has_the_right_word(
    golden: Golden, code: str, word: str
) -> None:
    sentence = words.sentence(golden.by_code(golden.report.per_intervention)[code])

    assert f"en {word} med" in sentence


def test_fifty_seven_against_forty_nine_is_told_as_an_increase(golden: Golden) -> None:
    told = next(block.items for block in matter(golden.report) if block.kind == "points")
    name = golden.codes["jobbpeng_forstarkt"]

    assert f"{name}: 57\u00a0personer, en ökning med 8 jämfört med samma period året innan." in told


def test_vouchers_are_counted_as_vouchers(golden: Golden) -> None:
    assert pair(golden.report.vouchers) == PUBLISHED["vouchers"]
    assert "tilläggscheckar" in words.sentence(golden.report.vouchers)


def test_current_closed_and_remaining_cases_reconcile(golden: Golden) -> None:
    flow = golden.report.flow

    assert golden.report.current.now.numerator == EXPECTED["current"] == PUBLISHED["current"]
    assert flow.closed.numerator == EXPECTED["closed"] == PUBLISHED["closed"]
    assert flow.remaining.numerator == PUBLISHED["open_at_end"]
    assert flow.reconciles
    assert all(control.holds for control in golden.report.controls)


def test_closed_by_reason(golden: Golden) -> None:
    found = {
        reason: part.now.numerator for reason, part in golden.by_code(golden.report.closed_by_reason).items()
    }

    assert found == EXPECTED["closed_by_reason"]
    assert found["flyttat"] == PUBLISHED["closed_moved"]


def test_self_sufficient_by_sex(golden: Golden) -> None:
    women, men = golden.report.self_sufficient_by_sex

    assert golden.report.self_sufficient.now.numerator == PUBLISHED["self_sufficient"]
    assert (women.name, women.now.numerator) == ("Kvinnor", PUBLISHED["self_sufficient_women"])
    assert (men.name, men.now.numerator) == ("Män", PUBLISHED["self_sufficient_men"])


def test_customers_per_provider(golden: Golden) -> None:
    found = {
        number: part.now.numerator for number, part in golden.by_code(golden.report.per_provider).items()
    }

    assert found == EXPECTED["per_provider"]
    assert len(found) == PUBLISHED["providers_with_customers"]


def test_decisions_per_intervention(golden: Golden) -> None:
    found = {
        code: part.now.numerator
        for code, part in golden.by_code(golden.report.decisions_per_intervention).items()
    }

    assert found == EXPECTED["decisions"]


def test_full_time_on_a_day(golden: Golden) -> None:
    assert golden.in_intervention_one_day == EXPECTED["in_intervention_2022_04_15"]
    assert golden.below_full_time_one_day == EXPECTED["below_40_hours_2022_04_15"]


def test_unemployment_in_percent_and_its_change_in_percentage_points(golden: Golden) -> None:
    total, openly, programmes, rate, foreign_born = golden.report.unemployment.figures()
    published = PUBLISHED["unemployment"]

    assert total.now.value == published["unemployed"]
    assert total.difference.value == published["change_persons"]
    assert openly.now.value == published["openly_unemployed"]
    assert programmes.now.value == published["in_programmes"]
    assert rate.now.value == Decimal(published["rate_percent"])
    assert rate.difference.value == Decimal(published["change_percentage_points"])
    assert foreign_born.now.value == Decimal(published["rate_foreign_born_percent"])
    assert foreign_born.difference.value == Decimal(published["change_foreign_born_percentage_points"])
    assert "4,1\u00a0procent, en minskning med 1,5\u00a0procentenheter" in " ".join(summary(golden.report))


def test_the_memo_says_the_same_in_word_and_pdf_with_diagrams_numbered_once_each(golden: Golden) -> None:
    memo = as_memo(golden.report, MemoDetails(date(2022, 5, 23), "AFN 2021/196"))
    word = open_word(BytesIO(as_word(memo)))
    pdf = " ".join(_text(page) for page in PdfReader(BytesIO(as_pdf(memo))).pages)
    paragraphs = [" ".join(paragraph.text.split()) for paragraph in word.paragraphs if paragraph.text.strip()]

    for heading in ("Förslag till beslut", "Sammanfattning", "Ärendet", "Ekonomiska konsekvenser"):
        assert heading in paragraphs and heading in pdf
    for diagram in range(1, 5):
        assert pdf.count(f"Diagram {diagram}:") == 1
    assert "Diagram 5" not in pdf
    assert "Dnr AFN 2021/196" in pdf
    assert "en ökning med 8 jämfört med samma period året innan" in pdf
    assert any("en ökning med 8 jämfört med samma period året innan" in text for text in paragraphs)


def _text(page: Any) -> str:
    return " ".join(page.extract_text().split())
