"""The principal's own questions: which answers they take, and how two assessments are compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.models import AssessmentQuestion
from stegvis.casework.questionnaire import standard_questions
from stegvis.casework.rules.assessment_templates import (
    PublishingFacts,
    may_ask,
    may_begin,
    may_change,
    may_publish,
    moved,
)
from stegvis.casework.rules.comparison import PERCENT, STEP, Compared, Line, Outcome, compare
from stegvis.casework.rules.questions import STEPS, Kind, Question, answered, may_be_answered
from stegvis.core.period import Period

TODAY = date(2026, 3, 16)
OPTIONS = ("Ja, alltid", "Ibland", "Nej")
ENDS = ("Inte alls", "Obehindrat")


def question(kind, *, code="fraga", required=False, options=None):
    if options is None:
        options = {Kind.SCALE: ENDS, Kind.CHOICE: OPTIONS, Kind.SEVERAL: OPTIONS}.get(kind, ())
    return Question(code, kind, "Vad?", "Avsnitt", options=options, required=required)


KINDS = st.sampled_from(Kind)
RIGHT = {
    Kind.TEXT: st.text(min_size=1, max_size=50).filter(str.strip),
    Kind.SCALE: st.sampled_from(STEPS),
    Kind.CHOICE: st.sampled_from(OPTIONS),
    Kind.SEVERAL: st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
    Kind.YES_NO: st.booleans(),
}
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 9),
    st.text(max_size=20),
    st.sampled_from(OPTIONS),
    st.lists(st.one_of(st.sampled_from(OPTIONS), st.text(max_size=3), st.integers()), max_size=4),
    st.floats(allow_nan=False),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


def fits(kind, given_answer):
    """The rule told another way: what may stand for an answer of this kind."""
    match kind:
        case Kind.TEXT:
            return type(given_answer) is str and given_answer.strip() != "" and len(given_answer) <= 10_000
        case Kind.SCALE:
            return type(given_answer) is int and 1 <= given_answer <= 5
        case Kind.CHOICE:
            return type(given_answer) is str and given_answer in OPTIONS
        case Kind.SEVERAL:
            return (
                type(given_answer) is list
                and all(type(each) is str for each in given_answer)
                and sorted(given_answer) == sorted(set(given_answer) & set(OPTIONS))
            )
    return type(given_answer) is bool


def test_the_kinds_of_the_rules_are_those_of_the_table():
    assert {kind.value for kind in Kind} == set(AssessmentQuestion.Kind.values)


@st.composite
def forms_with_answers(draw):
    kinds = draw(st.lists(st.tuples(KINDS, st.booleans()), max_size=6))
    questions = [question(kind, code=f"f{n}", required=must) for n, (kind, must) in enumerate(kinds)]
    codes = st.sampled_from([*(each.code for each in questions), "okand"])
    return questions, draw(st.dictionaries(codes, ANYTHING, max_size=7))


@given(forms_with_answers())
def test_any_answers_are_right_or_every_wrong_one_is_named_at_its_question(drawn):
    questions, answers = drawn
    answer = may_be_answered(questions, answers)
    expected = set()
    for each in questions:
        given_answer = answers.get(each.code)
        empty = given_answer in (None, "", []) and not isinstance(given_answer, bool)
        if each.required if empty else not fits(each.kind, given_answer):
            expected.add(each.field)
    assert {problem.field for problem in answer.problems if problem.field} == expected
    assert any(problem.field is None for problem in answer.problems) == ("okand" in answers)
    assert answer.ok == (not expected and "okand" not in answers)


@given(KINDS, st.data())
def test_every_right_answer_is_taken(kind, data):
    asked = question(kind, required=True)
    assert may_be_answered([asked], {asked.code: data.draw(RIGHT[kind])})


def test_no_is_an_answer_to_a_question_that_must_be_answered():
    asked = question(Kind.YES_NO, required=True)
    assert may_be_answered([asked], {asked.code: False})
    assert answered({"a": False, "b": "", "c": None, "d": [], "e": 1}) == {"a": False, "e": 1}


def test_the_standard_form_can_be_asked_as_it_stands():
    questions = standard_questions()
    codes = [each.code for each in questions]
    assert len(set(codes)) == len(codes) > 20
    for each in questions:
        assert may_ask(each, other_codes=set(codes) - {each.code}), each
        assert len(each.text) <= 300 and len(each.help) <= 300 and len(each.section) <= 80
    assert {each.kind for each in questions} == set(Kind)


# Comparing

VALUES = st.one_of(st.none(), st.integers(0, 5))


@st.composite
def sheets(draw):
    keys = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    return [
        Line(key, f"Fråga {key}", draw(VALUES), measure=draw(st.sampled_from(["", STEP, PERCENT])))
        for key in keys
    ]


@given(sheets())
def test_an_assessment_compared_with_itself_is_the_same_all_through(lines):
    assert all(each.is_same for each in compare(lines, lines))


TURNED = {
    Outcome.UP: Outcome.DOWN,
    Outcome.DOWN: Outcome.UP,
    Outcome.NEW: Outcome.GONE,
    Outcome.GONE: Outcome.NEW,
    Outcome.SAME: Outcome.SAME,
    Outcome.CHANGED: Outcome.CHANGED,
}


@given(sheets(), sheets())
def test_each_line_is_compared_once_and_backwards_it_says_the_opposite(before, after):
    there = {each.line.key: each.outcome for each in compare(before, after)}
    back = {each.line.key: each.outcome for each in compare(after, before)}
    assert len(compare(before, after)) == len(there)
    assert set(there) == {line.key for line in [*before, *after]}
    assert {key: TURNED[outcome] for key, outcome in there.items()} == back


def test_a_step_on_a_scale_and_a_percentage_are_told_in_words():
    def words(measure, one, other):
        (found,) = compare([Line("a", "A", one, measure=measure)], [Line("a", "A", other, measure=measure)])
        return found.outcome, found.words

    assert words(STEP, 2, 4) == (Outcome.UP, "2 steg högre")
    assert words(PERCENT, 75, 50) == (Outcome.DOWN, "25 procentenheter lägre")
    assert words(STEP, None, 4) == (Outcome.CHANGED, "Nytt svar")


def test_a_question_that_was_put_otherwise_before_says_how():
    (found,) = compare(
        [Line("a", "Mår du bra?", 3, measure=STEP)], [Line("a", "Hur mår du?", 3, measure=STEP)]
    )
    assert found == Compared(Outcome.SAME, found.before, found.after)
    assert found.former_label == "Mår du bra?"


# Versions


def fields(answer):
    return [problem.field for problem in answer.problems]


@given(
    first=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    started=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
def test_a_version_is_published_after_the_former_and_never_back_in_time(first, started):
    facts = PublishingFacts(False, 3, Period(started) if started else None)
    allowed = TODAY <= first <= date(2028, 3, 16) and (started is None or started < first)
    assert bool(may_publish(facts, first, today=TODAY)) == allowed


def test_a_published_version_and_an_empty_one_are_not_published():
    assert not may_publish(PublishingFacts(True, 3, None), TODAY, today=TODAY)
    assert not may_publish(PublishingFacts(False, 0, None), TODAY, today=TODAY)
    assert not may_change(is_published=True)
    assert not may_begin(has_unpublished=True)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (question(Kind.CHOICE, options=("Ja",)), ["options"]),
        (question(Kind.SCALE, options=("Låg",)), ["options"]),
        (question(Kind.TEXT, options=("Ja", "Nej")), ["options"]),
        (question(Kind.SEVERAL, options=("Ja", "Ja")), ["options"]),
        (question(Kind.YES_NO, code="upptagen"), ["code"]),
        (Question("", Kind.TEXT, " ", " "), ["text", "section", "code"]),
    ],
)
def test_a_question_is_put_so_that_it_can_be_answered(asked, wrong):
    assert fields(may_ask(asked, other_codes=["upptagen"])) == wrong


@given(st.lists(st.integers(), min_size=1, unique=True), st.data(), st.booleans())
def test_moving_a_question_up_and_down_again_changes_nothing(order, data, up):
    key = data.draw(st.sampled_from(order))
    there = moved(order, key, up=up)
    assert sorted(there) == sorted(order)
    assert there == order or moved(there, key, up=not up) == order
