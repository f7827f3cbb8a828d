import pickle

import pytest

from stegvis.core.answers import Answer, Check, Forbidden, Problem, Problems, Refused, Stale

LATE = Check(False, "Startdatum ska vara i dag eller senare.", "start")
SHORT = Check(False, "Skriv ett skäl.", "reason")
FINE = Check(True, "Syns aldrig.")


def test_yes_when_every_check_holds() -> None:
    answer = Answer.of(FINE, FINE)
    assert answer and answer.ok
    assert answer.problems == ()
    answer.or_refuse()


def test_no_gives_every_reason_in_order_and_not_only_the_first() -> None:
    answer = Answer.of(LATE, FINE, SHORT)
    assert not answer
    assert answer.problems.messages == [LATE.message, SHORT.message]


def test_reasons_are_found_at_their_fields() -> None:
    answer = Answer.of(LATE, SHORT) & Answer.no("Ärendet är avslutat.")
    assert answer.problems.by_field() == {
        "start": [LATE.message],
        "reason": [SHORT.message],
        None: ["Ärendet är avslutat."],
    }


def test_answers_are_gathered_from_other_answers() -> None:
    assert Answer.of(Answer.of(LATE), SHORT) == Answer.of(LATE) & Answer.of(SHORT) == Answer.of(LATE, SHORT)
    assert Answer.yes() & Answer.yes() == Answer.yes()


def test_refusing_raises_all_reasons() -> None:
    with pytest.raises(Refused) as refused:
        Answer.of(LATE, SHORT).or_refuse()
    assert refused.value.problems == (Problem(LATE.message, "start"), Problem(SHORT.message, "reason"))
    assert str(refused.value) == f"{LATE.message} {SHORT.message}"


def test_what_is_not_permitted_is_told_apart_from_what_the_rules_refuse() -> None:
    not_yours = Answer.forbidden("Bara ärendets handläggare får besluta.")
    for answer in (not_yours, Answer.of(LATE) & not_yours, Answer.of(not_yours, LATE)):
        with pytest.raises(Forbidden):
            answer.or_refuse()
    with pytest.raises(Refused) as refused:
        Answer.of(LATE).or_refuse()
    assert type(refused.value) is Refused


def test_a_refusal_is_written_as_text_at_a_field_or_with_problems() -> None:
    assert Refused("Nej.").problems == (Problem("Nej."),)
    assert Refused.at("start", "Nej.").problems == (Problem("Nej.", "start"),)
    assert Stale.at("start", "Nej.").problems == (Problem("Nej.", "start"),)
    assert isinstance(Stale.at("start", "Nej."), Stale)
    assert Refused([Problem("A."), Problem("B.", "b")]).problems.messages == ["A.", "B."]
    assert isinstance(Refused([]).problems, Problems)


def test_a_refusal_can_travel_between_processes() -> None:
    sent = pickle.loads(pickle.dumps(Stale.at("start", "Någon annan har ändrat.")))
    assert type(sent) is Stale
    assert sent.problems == (Problem("Någon annan har ändrat.", "start"),)
