"""What the database refuses reaches the user as the sentence a rule would have said."""

import pytest
from django.apps import apps

from stegvis.casework.models import Case
from stegvis.core.answers import Stale
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, TRIGGER_MESSAGES, database_refusals
from tests import builders


@pytest.fixture
def case(db):
    return builders.a_case(builders.a_unit(builders.a_principal()))


def test_a_violated_constraint_speaks_with_its_own_words(case):
    with pytest.raises(Stale, match="redan ett öppet ärende"), database_refusals():
        builders.a_case(case.unit, person=case.person)


def test_a_trigger_speaks_with_its_own_words(case):
    with pytest.raises(Stale, match="födelsedag"), database_refusals():
        builders.a_case(case.unit, opened_on=builders.date(1901, 1, 1))


def test_a_constraint_without_words_says_that_somebody_was_first(case):
    other = builders.a_case(case.unit)
    with pytest.raises(Stale, match="hann före") as refused, database_refusals():
        Case.objects.filter(pk=other.pk).update(number=case.number)
    assert str(refused.value) == SOMEBODY_WAS_FIRST


def test_after_a_refusal_nothing_is_half_saved_and_work_goes_on(case):
    with pytest.raises(Stale), database_refusals():
        builders.an_assessment(case)
        builders.a_case(case.unit, person=case.person)
    assert not case.assessments.exists()


def test_every_sentence_for_a_trigger_belongs_to_one_that_exists():
    raised = {
        name
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", ())
        for name in TRIGGER_MESSAGES
        if f"CONSTRAINT = '{name}'" in str(trigger.func or "")
    }
    assert raised == set(TRIGGER_MESSAGES)
