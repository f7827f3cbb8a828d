"""The memo of full-time activation: its sentences follow from its numbers, and hide small groups."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.assignments.activation.figures import Picture, told
from stegvis.assignments.activation.hiding import WHOLE, hidden_in
from stegvis.assignments.activation.memo import Details, FollowUp, as_memo, summary
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.core.documents.blocks import Document, Paragraph, Points, Table

DAY, YEAR_BEFORE = date(2026, 3, 16), date(2025, 3, 16)
ENDS = [date(2026, 1, 31), date(2026, 2, 28)]


def a_day(day, full=65, capacity=10, **below):
    reasons = {Reason(name): number for name, number in (below or {"sick": 25}).items()}
    levels = {Level.FULL_TIME: full, Level.CAPACITY: capacity, Level.BELOW: sum(reasons.values())}
    asked = min(50, sum(levels.values()))
    return outside(Picture(day, levels, reasons, asked=asked, meeting=asked * 3 // 5))


def outside(picture):
    return told(picture, hidden_in({1: picture.groups})[WHOLE])


def a_follow_up(now=None, before=None, trend=None):
    return FollowUp(
        principal="Provkommun",
        committee="Nämnden",
        of_what="hela verksamheten",
        now=now or a_day(DAY),
        before=before or a_day(YEAR_BEFORE, full=60, capacity=10, sick=30),
        trend=trend or [a_day(day) for day in ENDS],
        full_time=40,
        requirement="Normalt heltid.",
    )


def text_of(document: Document) -> str:
    told = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            told.append(block.text)
        elif isinstance(block, Points):
            told += block.items
        elif isinstance(block, Table):
            told += [block.caption, *(cell.text for row in block.rows for cell in row)]
    return " ".join(told).replace("\u00a0", " ")


def test_the_summary_tells_the_day_the_change_and_the_commonest_reason():
    first, second = summary(a_follow_up())
    assert "Den 2026-03-16 var 100 ärenden öppna." in first
    assert (
        "65 var i heltidsaktivering (65,0 procent), en ökning med 5,0 procentenheter jämfört med 2025-03-16."
        in first
    )
    assert "10 var aktiva enligt sin förmåga, under heltid (10,0 procent), oförändrat" in first
    assert "(25,0 procent), en minskning med 5,0 procentenheter" in first
    assert "var: sjuk, 25 ärenden." in second


def test_reasons_that_share_the_first_place_are_both_named():
    second = summary(a_follow_up(a_day(DAY, sick=10, parental=10, other=5)))[1]
    assert "föräldraledig och sjuk" in second or "sjuk och föräldraledig" in second
    assert "10 ärenden vardera" in second


def test_the_first_year_has_nothing_to_compare_with():
    nothing = outside(Picture(YEAR_BEFORE, dict.fromkeys(Level, 0), {}))
    document = as_memo(a_follow_up(before=nothing), Details(DAY))
    assert "procentenheter jämfört med" not in text_of(document)
    assert "65 65,0 % – –" in text_of(document)


def test_who_wrote_and_what_the_requirement_says_stand_in_the_memo():
    document = as_memo(a_follow_up(), Details(DAY, author="Karin Karriär", author_title="chef"))
    assert document.blocks[-1].by[0].name == "Karin Karriär"
    assert "Normalt heltid. 30 av 50 ärenden med ekonomiskt bistånd uppfyllde det (60,0 %)." in text_of(
        document
    )


numbers = st.integers(0, 60)
reasons = st.dictionaries(
    st.sampled_from([reason.value for reason in Reason]), st.integers(1, 60), min_size=1
)


@settings(max_examples=60)
@given(numbers, numbers, reasons, numbers, numbers, reasons)
def test_no_sentence_contradicts_a_number_and_no_small_group_is_told(f, c, below, f2, c2, below2):
    now, before = a_day(DAY, f, c, **below), a_day(YEAR_BEFORE, f2, c2, **below2)
    follow_up = a_follow_up(now, before, [before, now])
    text = text_of(as_memo(follow_up, Details(DAY)))
    for level, words in ((Level.FULL_TIME, "i heltidsaktivering"), (Level.BELOW, "varken i heltid")):
        number, earlier = now.levels[level], before.levels[level]
        sentence = re.search(rf"(\d+) var {words}[^.]*\.", text)
        if number.hidden:
            assert sentence is None
            continue
        assert sentence is not None
        assert int(sentence[1]) == number.cases
        if number.share is not None and earlier.share is not None:
            assert ("ökning" in sentence[0]) == (number.share > earlier.share)
            assert ("minskning" in sentence[0]) == (number.share < earlier.share)
    for _, number in now.reasons:
        if number.cases < 5:
            assert number.text == "färre än 5"
    assert not re.search(r"\b[1-4] (ärenden|var )", text)
