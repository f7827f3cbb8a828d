"""By which wordings an application is tried, and that no right is given by others than those."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from stegvis.providers import applying
from stegvis.providers.actions import review
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.models import ConditionVersion, Reauthorisation
from stegvis.providers.rules import reviewing as rules
from stegvis.providers.rules.applying import State
from stegvis.providers.rules.reviewing import Outcome, Verdict
from tests.builders import TODAY, a_principal, a_provider, a_seat
from tests.providers.building import an_application
from tests.providers.test_reviewing import DUE, FROM_APRIL, days, judge_all, proposed

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders")


@pytest.fixture
def principal(db):
    return a_principal()


@pytest.fixture
def officer(principal):
    return a_seat(Role.QUALITY_OFFICER, principal).actor


@pytest.fixture
def chair(principal):
    return a_seat(Role.CHAIR, principal).actor


def a_new_wording(application, start=FROM_APRIL.start):
    """One condition is worded anew from the day."""
    old = application.answers.select_related("version").first().version
    old.period = old.period.ending(start)
    old.save()
    return ConditionVersion.objects.create(
        principal=old.principal,
        condition=old.condition,
        period=Period(start),
        title="Ny lydelse",
        text="Mer.",
    )


def test_a_right_is_not_given_by_conditions_that_have_changed_since_they_were_tried(
    principal, officer, chair
):
    application = proposed(an_application(principal), officer)
    new = a_new_wording(application)
    with pytest.raises(Refused, match="”Ny lydelse”"):
        decide_application(application, by=chair, today=TODAY)
    review.send_back(application, "Nya villkor.", by=chair, today=TODAY)
    with pytest.raises(Refused, match="andra villkor"):
        review.propose(application, Outcome.GRANT, "Skäl.", FROM_APRIL, by=officer, today=TODAY)
    review.try_by_other_conditions(application, FROM_APRIL.start, by=officer, today=TODAY)
    application.refresh_from_db()
    with pytest.raises(Refused, match="Bedöm villkoret ”Ny lydelse”"):
        review.propose(application, Outcome.GRANT, "Skäl.", FROM_APRIL, by=officer, today=TODAY)
    review.judge(application, new, Verdict.FULFILLED, "", "", by=officer, today=TODAY)
    review.propose(application, Outcome.GRANT, "Skäl.", FROM_APRIL, by=officer, today=TODAY)
    assert decide_application(application, by=chair, today=TODAY).decision.pk


def test_a_refusal_and_a_right_that_begins_before_the_change_do_not_wait_for_it(principal, officer, chair):
    refused = proposed(an_application(principal), officer, Outcome.REFUSE)
    granted = proposed(an_application(principal), officer, period=Period(TODAY))
    a_new_wording(refused)
    for application in (refused, granted):
        assert decide_application(application, by=chair, today=TODAY).decision.pk


@given(days, st.none() | days, st.booleans())
def test_no_day_is_tried_before_the_application_came_in(sent_in, wanted, differs):
    answer = rules.may_try_by(State.SUBMITTED, sent_in, wanted, differs=differs)
    assert answer.ok == (differs and (wanted is None or wanted >= sent_in))


def test_an_application_is_tried_by_another_day_only_when_the_conditions_differ(principal, officer):
    application = an_application(principal)
    with pytest.raises(Refused, match="Inga andra villkor"):
        review.try_by_other_conditions(application, date(2026, 5, 1), by=officer, today=TODAY)
    assert not applying.other_conditions(application)
    a_new_wording(application)
    for day in (TODAY, date(2026, 3, 31)):
        with pytest.raises(Refused):
            review.try_by_other_conditions(application, day, by=officer, today=TODAY)
    (other,) = applying.other_conditions(application)
    assert (other.start, other.comes, other.goes) == (FROM_APRIL.start, ("Ny lydelse",), ())


def test_a_day_that_was_chosen_too_late_is_taken_back_and_nothing_judged_is_lost(principal, officer, chair):
    application = an_application(principal)
    judge_all(application, officer)
    new = a_new_wording(application)
    old = application.answers.select_related("version").first().version

    def tried_by(day):
        review.try_by_other_conditions(application, day, by=officer, today=TODAY)
        application.refresh_from_db()
        asked = [each.pk for each in applying.versions_asked(application, TODAY)]
        return [each.version for each in applying.judged_by_other_wordings(application, asked)]

    assert tried_by(FROM_APRIL.start) == [old]
    review.judge(application, new, Verdict.FULFILLED, "", "", by=officer, today=TODAY)
    with pytest.raises(Refused, match=f"från och med {TODAY}"):
        tried_by(TODAY - timedelta(1))
    assert tried_by(TODAY) == [new]
    review.propose(application, Outcome.GRANT, "Skäl.", Period(TODAY), by=officer, today=TODAY)
    with pytest.raises(Refused, match="annat läge"):
        tried_by(FROM_APRIL.start)
    assert decide_application(application, by=chair, today=TODAY).decision.holds_from == TODAY


def test_in_a_reauthorisation_no_earlier_day_is_tried_than_the_round_says(principal, officer):
    begun = Reauthorisation.objects.create(
        principal=principal,
        title="Nya villkor",
        reason="Därför.",
        conditions_on=FROM_APRIL.start,
        started_on=TODAY,
        deadline=DUE,
        started_by_id=officer.user_id,
    )
    told = {"reauthorisation": begun, "conditions_on": date(2026, 5, 2), "provider": a_provider(principal)}
    application = an_application(principal, **told)
    a_new_wording(application, date(2026, 5, 1))
    with pytest.raises(Refused, match="från och med 2026-04-01"):
        review.try_by_other_conditions(application, TODAY, by=officer, today=TODAY)
    tried = review.try_by_other_conditions(application, FROM_APRIL.start, by=officer, today=TODAY)
    assert tried.conditions_on == FROM_APRIL.start


def test_a_right_does_not_begin_before_the_conditions_that_were_tried_hold(principal, officer, chair):
    application = an_application(principal)
    a_new_wording(application)
    review.try_by_other_conditions(application, date(2026, 5, 2), by=officer, today=TODAY)
    application.refresh_from_db()
    for version in applying.versions_asked(application, TODAY):
        review.judge(application, version, Verdict.FULFILLED, "", "", by=officer, today=TODAY)
    told = (Outcome.GRANT, "Skäl.")
    for early in (TODAY, date(2026, 3, 31)):
        with pytest.raises(Refused, match="2026-05-02 eller en senare dag"):
            review.propose(application, *told, Period(early), by=officer, today=TODAY)
    review.propose(application, *told, FROM_APRIL, by=officer, today=TODAY)
    assert decide_application(application, by=chair, today=TODAY).decision.pk
