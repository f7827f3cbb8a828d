"""Two who write or sign the same assessment at once: one does it, the other is told and loses nothing."""

from datetime import datetime

import pytest

from stegvis.casework.actions import assess
from stegvis.casework.actions.assess import SAVED_ELSEWHERE, Seen
from stegvis.casework.models import Assessment, AssessmentDraft, CapacityGrade, Case
from stegvis.core import clock
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_actions import FINDINGS
from tests.casework.test_races import at_once, meet_before_writing, refusals

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 16, 9, tzinfo=clock.SWEDEN)


def two_who_save_what_they_have_read_alike():
    town = build_town()
    case = builders.a_case(town.unit)

    def save(seat, goal, seen):
        return assess.save_draft(case, {"own_goal": goal}, template=None, seen=seen, by=seat.actor, now=NOW)

    read = Seen(save(town.worker, "Bli kock", Seen()).mark)
    return [
        lambda: save(town.worker, "Bli målare", read),
        lambda: save(town.head, "Bli bagare", read),
    ]


def two_who_sign():
    town = build_town()
    case = builders.a_case(town.unit)

    def sign(seat):
        return lambda: assess.sign_assessment(case, FINDINGS, seen=Seen(), by=seat.actor, today=TODAY)

    return [sign(town.worker), sign(town.head)]


def test_two_who_save_the_draft_at_once_do_not_write_over_each_other():
    assert refusals(at_once(*two_who_save_what_they_have_read_alike())) == [SAVED_ELSEWHERE]
    assert AssessmentDraft.objects.get().revision == 2


def test_without_the_lock_the_one_draft_would_be_written_over_unseen(monkeypatch):
    acts = two_who_save_what_they_have_read_alike()
    meet_before_writing(monkeypatch, assess, of=Case)
    assert refusals(at_once(*acts)) == []
    assert AssessmentDraft.objects.get().revision == 2


def test_two_who_sign_at_once_give_one_assessment_and_the_other_learns_who_was_first():
    (message,) = refusals(at_once(*two_who_sign()))
    assert "skrev under en kartläggning medan du skrev" in message
    assert (Assessment.objects.count(), CapacityGrade.objects.count()) == (1, 1)


def test_without_the_lock_the_database_still_takes_one_grade_and_so_one_assessment(monkeypatch):
    from stegvis.casework.actions import capacity

    acts = two_who_sign()
    meet_before_writing(monkeypatch, assess, of=Case)
    meet_before_writing(monkeypatch, capacity, of=Case)
    assert len(refusals(at_once(*acts))) == 1
    assert Assessment.objects.count() == 1
