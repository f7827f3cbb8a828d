"""Whom to visit first, and when a protocol can be signed: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period
from stegvis.providers.quality_templates import VISIT, YEARLY, standard_questions
from stegvis.providers.rules import questions as asking
from stegvis.providers.rules import visiting
from stegvis.providers.rules.questions import Kind, Question
from stegvis.providers.rules.visiting import Found, Protocol, RiskFacts, VisitStage, VisitState
from tests.builders import TODAY

YES_NO = Question("lokaler", "Är lokalerna tillgängliga?", Kind.YES_NO)
SCALE = Question("handledning", "Hur är handledningen?", Kind.SCALE, condition="handledare")
ASKED = (YES_NO, SCALE)
WHOLE = Protocol(held_on=TODAY, present="Chefen", answers={"lokaler": True, "handledning": 4}, summary="Bra.")

days = st.dates(date(2018, 1, 1), TODAY)
facts = st.builds(
    RiskFacts,
    provider_id=st.integers(1, 9),
    name=st.sampled_from("ABC"),
    customers=st.integers(0, 300),
    serious=st.integers(0, 5),
    minor=st.integers(0, 5),
    not_mended_serious=st.integers(0, 5),
    not_mended_minor=st.integers(0, 5),
    flags=st.integers(0, 20),
    last_visit=st.none() | days,
    authorised_since=st.none() | days,
)


@given(
    facts,
    st.sampled_from(["customers", "serious", "minor", "not_mended_serious", "not_mended_minor", "flags"]),
)
def test_more_of_anything_never_moves_a_provider_back_in_the_queue(known, what):
    more = replace(known, **{what: getattr(known, what) + 1})
    assert visiting.rank(more, TODAY).points >= visiting.rank(known, TODAY).points


@given(st.lists(facts, max_size=8))
def test_the_queue_holds_everybody_and_says_why_of_all_who_have_points(known):
    queue = visiting.ranked(known, TODAY)
    assert sorted(each.facts.provider_id for each in queue) == sorted(each.provider_id for each in known)
    assert [each.points for each in queue] == sorted((each.points for each in queue), reverse=True)
    assert all(bool(each.points) == bool(each.reasons) for each in queue)


def test_between_equals_goes_first_who_has_waited_longest():
    recent, older = (RiskFacts(n, "X", last_visit=TODAY - timedelta(days=30 * n)) for n in (1, 3))
    assert [each.facts.provider_id for each in visiting.ranked([recent, older], TODAY)] == [3, 1]


def test_flags_alone_never_outweigh_a_serious_deficiency():
    flagged, serious = RiskFacts(1, "A", flags=500), RiskFacts(2, "B", serious=1, flags=1)
    assert visiting.ranked([flagged, serious], TODAY)[0].facts.provider_id == 2


def test_who_has_just_been_authorised_is_not_called_unvisited():
    new = RiskFacts(1, "A", authorised_since=TODAY - timedelta(days=20))
    assert visiting.rank(new, TODAY).points == 0
    old = replace(new, authorised_since=TODAY - timedelta(days=200))
    assert "Aldrig besökt" in visiting.rank(old, TODAY).reasons[0]


def test_a_provider_has_one_planned_visit_at_a_time_and_on_a_day_ahead():
    asked = {"has_template": True, "today": TODAY}
    assert visiting.may_plan(TODAY, open_visit=None, **asked)
    again = visiting.may_plan(TODAY, open_visit=TODAY, **asked)
    assert "redan planerat 2026-03-16" in again.problems.messages[0]
    past = visiting.may_plan(TODAY - timedelta(days=1), open_visit=None, **asked)
    assert past.problems.by_field() == {"planned_on": ["Ange i dag eller en senare dag."]}
    assert not visiting.may_plan(TODAY, open_visit=None, has_template=False, today=TODAY)


def test_a_protocol_is_signed_when_everything_is_answered_and_every_deficiency_described():
    sign = visiting.may_sign
    assert sign(VisitState(), WHOLE, ASKED, TODAY)
    bare = sign(VisitState(), Protocol(found=[Found("minor", " ", SCALE)]), ASKED, TODAY).problems
    assert set(bare.by_field()) == {
        "held_on",
        "present",
        "summary",
        "q_lokaler",
        "q_handledning",
        "n_handledning",
    }
    assert not sign(VisitState(), replace(WHOLE, held_on=TODAY + timedelta(days=1)), ASKED, TODAY)
    assert not sign(VisitState(is_signed=True), WHOLE, ASKED, TODAY)
    assert not sign(VisitState(is_called_off=True), WHOLE, ASKED, TODAY)


def test_what_has_been_signed_is_neither_called_off_nor_planned_again():
    signed = VisitState(is_signed=True, held_on=TODAY)
    assert not visiting.may_call_off(signed, "Sjuk")
    assert not visiting.may_replan(signed, TODAY, TODAY)
    assert visiting.may_call_off(VisitState(), "Sjuk")
    assert visiting.may_call_off(VisitState(), " ").problems.by_field() == {
        "reason": ["Skriv varför besöket ställs in."]
    }


@given(
    st.sampled_from(list(Kind)), st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=9))
)
def test_only_an_answer_of_the_question_s_own_kind_counts(kind, given_answer):
    question = Question("fraga", "Fråga?", kind)
    fits = asking.fits(question, given_answer)
    assert (asking.in_words(question, given_answer) != "–") >= fits
    if kind is Kind.SCALE:
        assert fits == (type(given_answer) is int and 1 <= given_answer <= 5)
    if kind is Kind.YES_NO:
        assert fits == (type(given_answer) is bool)


def test_the_standard_templates_can_be_asked_and_are_kept_as_they_are():
    for kind in (VISIT, YEARLY):
        asked = standard_questions(kind)
        assert asking.may_ask(asked)
        assert asking.questions_from([each.as_json() for each in asked]) == asked


def test_a_template_needs_questions_with_codes_of_their_own():
    assert not asking.may_ask([])
    assert not asking.may_ask([YES_NO, YES_NO])
    assert not asking.may_ask([Question("Å Ä", "Text", Kind.TEXT)])


def test_a_version_of_a_template_begins_today_at_the_earliest_and_after_the_one_before():
    begin = visiting.may_begin_template
    assert begin(TODAY, None, TODAY)
    assert not begin(TODAY - timedelta(days=1), None, TODAY)
    assert not begin(TODAY, Period(TODAY), TODAY)
    assert begin(TODAY + timedelta(days=1), Period(TODAY), TODAY)


def test_from_the_day_after_the_planned_one_a_visit_waits_for_its_protocol():
    def stage(day, **state):
        return visiting.stage_of(VisitState(**state), day, TODAY)

    assert stage(TODAY) is VisitStage.PLANNED
    assert stage(TODAY, is_begun=True) is VisitStage.BEGUN
    for state in ({}, {"is_begun": True}):
        assert stage(TODAY - timedelta(days=1), **state) is VisitStage.TO_DOCUMENT
    assert stage(TODAY - timedelta(days=1), is_signed=True) is VisitStage.SIGNED
    assert stage(TODAY - timedelta(days=1), is_called_off=True) is VisitStage.CALLED_OFF
