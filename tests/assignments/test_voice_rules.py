"""When persons are asked, and when what they have said can be told: the rules alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.voices import rules
from stegvis.assignments.voices.rules import FEWEST, Said
from stegvis.assignments.voices.texts import QUESTIONS, language_of, written
from stegvis.core.period import Period, add_months
from tests.builders import TODAY

FIRST = date(2024, 1, 1)
steps = st.integers(1, 5)
quarters = st.integers(0, 8).map(lambda number: add_months(FIRST, 3 * number))
said = st.lists(
    st.builds(
        Said,
        quarter=quarters,
        satisfied=steps,
        answers=st.dictionaries(st.sampled_from(QUESTIONS), steps),
    ),
    max_size=60,
)
days = st.dates(FIRST, date(2026, 6, 30))


@given(said, days)
def test_nothing_is_told_of_fewer_than_five(answers, day):
    for group in rules.told(answers, day):
        assert group.n >= FEWEST
        assert 1 <= group.mean <= 5
        assert set(group.means) <= set(QUESTIONS)
    together = rules.told_together(answers, day)
    assert together is None or together.n >= FEWEST


@given(said, days, days)
def test_between_two_tellings_there_are_none_or_at_least_five_new_answers(answers, one_day, another_day):
    earlier, later = sorted((one_day, another_day))
    # Answers are given in the quarter of their day: on the earlier day later quarters had none.
    known = [each for each in answers if each.quarter <= rules.quarter_of(earlier)]
    before, after = rules.released(known, earlier), rules.released(answers, later)
    assert after[: len(before)] == before
    new = sum(map(len, after)) - sum(map(len, before))
    assert new == 0 or new >= FEWEST


@given(said, days)
def test_a_new_answer_today_changes_nothing_that_is_told_today(answers, day):
    one_more = Said(rules.quarter_of(day), 1, {})
    assert rules.told([*answers, one_more], day) == rules.told(answers, day)


def test_a_question_that_too_few_have_answered_is_left_out():
    answers = [Said(FIRST, 4, {"respect": 5, **({"useful": 1} if n else {})}) for n in range(FEWEST)]
    (group,) = rules.told(answers, TODAY)
    assert set(group.means) == {"respect"}
    assert group.share == 1


def test_quarters_begin_in_january_april_july_and_october():
    assert rules.quarter_of(date(2026, 3, 31)) == date(2026, 1, 1)
    assert rules.quarter_of(date(2026, 4, 1)) == date(2026, 4, 1)
    assert rules.quarter_of(date(2026, 12, 31)) == date(2026, 10, 1)


def test_a_person_is_asked_while_the_assignment_runs_and_ninety_days_after():
    running = Period(TODAY - timedelta(days=30))
    assert rules.may_invite(running, None, TODAY)
    assert not rules.may_invite(Period(TODAY + timedelta(days=1)), None, TODAY)
    assert not rules.may_invite(Period(FIRST, FIRST + timedelta(days=9)), None, TODAY)
    assert not rules.may_invite(running, TODAY - timedelta(days=89), TODAY)
    assert rules.may_invite(running, TODAY - timedelta(days=90), TODAY)


def test_a_code_works_once_until_its_last_day():
    assert rules.may_answer(is_used=False, last_day=TODAY, today=TODAY)
    assert not rules.may_answer(is_used=True, last_day=TODAY, today=TODAY)
    assert not rules.may_answer(is_used=False, last_day=TODAY, today=TODAY + timedelta(days=1))


def test_every_language_has_every_text():
    swedish = set(language_of("sv").words)
    assert {code: set(each.words) for code, each in written().items()} == dict.fromkeys(written(), swedish)
    assert language_of("ar").dir == "rtl"
    assert language_of("xx").code == "sv"
