"""The main road of a case as its page draws it."""

from datetime import date

import pytest

from stegvis.casework import closing
from stegvis.casework.actions import close_case
from stegvis.casework.models import ClosureReason
from stegvis.casework.road import road
from stegvis.casework.timeline import timeline
from stegvis.core.answers import Check, Refused
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db


def stages(case):
    return {stage.title: stage.state for stage in road(type(case).objects.get(pk=case.pk), TODAY)}


def test_the_first_stage_that_has_not_been_passed_is_the_current_one(case):
    assert stages(case)["Kartläggning"] == "current"
    builders.an_assessment(case)
    assert stages(case)["Beslut"] == "current"
    decision = builders.a_decision(case)
    assert stages(case)["Val av anordnare"] == "current"
    builders.a_choice(decision)
    assert stages(case)["Val av anordnare"] == "done"


def test_nobody_chooses_for_an_intervention_outside_the_choice(case):
    builders.a_decision(case, builders.an_intervention(case.principal, "osa", chosen_by_person=False))
    assert "Val av anordnare" not in stages(case)


def test_a_closed_case_waits_for_nothing_but_its_follow_up(town, case):
    close_case(case, ClosureReason.WORK, TODAY, evidence="Avtal", by=town.worker.actor, today=TODAY)
    assert stages(case) == {"Öppnat": "done", "Avslut": "done", "Efter sex månader": "current"}


def test_the_timeline_tells_the_latest_first_and_the_last_step_of_a_day_on_top(town, case):
    builders.an_assessment(case, held_on=date(2026, 1, 26))
    builders.a_decision(case, decided_on=date(2026, 1, 26))
    close_case(case, ClosureReason.MOVED, TODAY, by=town.worker.actor, today=TODAY)
    told = [entry.title for entry in timeline(type(case).objects.get(pk=case.pk))]
    assert told == ["Ärendet avslutades", "Jobbpeng grund beviljades", "Kartläggning", "Ärendet öppnades"]


def test_a_room_above_can_keep_a_case_open(town, case, monkeypatch):
    def something_runs(case, closed_on):
        yield Check(False, f"Ett uppdrag pågår {closed_on}.")

    monkeypatch.setattr(closing, "_checks", [something_runs])
    with pytest.raises(Refused, match="Ett uppdrag pågår 2026-03-16"):
        close_case(case, ClosureReason.WORK, TODAY, by=town.worker.actor, today=TODAY)
