"""Decisions in words that the person understands."""

from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.casework.models import Decision
from stegvis.core.period import Period
from stegvis.portal.words import days, decision_in_words, goes_against

SPRING = Period(date(2026, 2, 2), date(2026, 8, 2))


def a_decision(kind: str, period: Period | None = SPRING) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, period=period, intervention=SimpleNamespace(name="SAI"))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Decision.Kind.GRANT, "Du får SAI från 2 februari 2026 till och med 1 augusti 2026."),
        (Decision.Kind.EXTEND, "Du får fortsätta med SAI från 2 februari 2026 till och med 1 augusti 2026."),
        (Decision.Kind.REFUSE, "Du får inte SAI."),
        (Decision.Kind.END, "SAI slutar."),
    ],
)
def test_each_kind_of_decision_has_its_sentence(kind, sentence):
    assert decision_in_words(a_decision(kind)) == sentence


def test_a_period_without_end_says_only_when_it_begins():
    assert days(Period(date(2026, 2, 2))) == "från 2 februari 2026"


def test_only_a_no_or_an_end_goes_against_the_person():
    against = {kind for kind in Decision.Kind if goes_against(a_decision(kind))}
    assert against == {Decision.Kind.REFUSE, Decision.Kind.END}
