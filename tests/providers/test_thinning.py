"""Applications begun by a link and never sent in: told of, and removed when nobody writes in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.files.inspection import inspect
from stegvis.providers.actions import fill_in
from stegvis.providers.actions.apply import Organisation, start_by_link
from stegvis.providers.actions.thin_drafts import Thinned, thin_draft, to_thin
from stegvis.providers.applicants import holder_of_link
from stegvis.providers.models import Application, ConditionAnswer
from stegvis.providers.rules import thinning as rules
from stegvis.registry.models import StoredFile
from tests import builders, samples
from tests.builders import TODAY
from tests.providers.building import a_condition, an_application, an_organisation_number

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders")
numbers = st.integers(0, 200)


@given(st.none() | numbers, numbers, st.booleans())
def test_a_draft_goes_after_ninety_days_and_never_without_two_weeks_notice(told, passed, withdrawn):
    today, told_on = TODAY + timedelta(passed), None if told is None else TODAY + timedelta(told)
    goes = rules.is_to_go(TODAY, told_on, was_withdrawn=withdrawn, today=today)
    noticed = told is not None and passed >= told + 14
    assert goes == (passed >= 90 and (noticed or (withdrawn and told is None)))
    assert rules.is_to_be_told(TODAY, None, today=today) == (passed >= 76)
    assert not (goes and rules.is_to_be_told(TODAY, told_on, today=today) and not withdrawn)


@pytest.fixture
def principal(db):
    return builders.a_principal()


@pytest.fixture
def draft(principal, django_capture_on_commit_callbacks):
    wanted = Organisation(an_organisation_number(), "Nya Vägar AB", "Nora Ny", "nora@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        start_by_link(principal, wanted, today=TODAY)
    mail.outbox.clear()
    return Application.objects.get()


def the_night(principal, days):
    with scope.principal(principal.pk):
        came = [thin_draft(each, today=TODAY + timedelta(days)) for each in to_thin(principal.pk)]
    return came.count(Thinned.TOLD), came.count(Thinned.GONE)


def events(name):
    return apps.get_model("providers", name).objects


def test_nothing_is_left_of_a_draft_that_nobody_writes_in(
    principal, draft, django_capture_on_commit_callbacks
):
    version = a_condition(principal)
    told = {"confirms": True, "text": "Ja.", "by": holder_of_link(draft), "today": TODAY}
    fill_in.answer_condition(draft, version, file=inspect(samples.a_pdf(), "b.pdf"), **told)
    fill_in.answer_condition(draft, version, **told | {"text": "Jo."})
    assert events("ConditionAnswerEvent").exists()
    assert the_night(principal, 75) == (0, 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert the_night(principal, 76) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.org"] and str(TODAY + timedelta(90)) in letter.body
    assert "nyckel=" in letter.body
    assert [the_night(principal, days) for days in (77, 89, 90, 91)] == [(0, 0), (0, 0), (0, 1), (0, 0)]
    assert not Application.objects.exists() and not ConditionAnswer.objects.exists()
    assert not StoredFile.objects.exists()
    assert not events("ApplicationEvent").exists() and not events("ConditionAnswerEvent").exists()


def test_who_writes_in_the_draft_keeps_it(principal, draft):
    assert the_night(principal, 80) == (1, 0)
    with clock.frozen(TODAY + timedelta(85)):
        fill_in.choose_parts(draft, {}, by=holder_of_link(draft))
    draft.refresh_from_db()
    assert draft.told_on is None and draft.goes_on == TODAY + timedelta(175)
    assert the_night(principal, 160) == (0, 0)


def test_who_is_told_late_has_the_whole_notice(principal, draft):
    assert the_night(principal, 120) == (1, 0)
    assert the_night(principal, 133) == (0, 0)
    assert the_night(principal, 134) == (0, 1)


def test_what_has_been_sent_in_and_what_a_provider_writes_stays(principal, draft):
    old = {"started_at": clock.now() - timedelta(400)}
    provider = builders.a_provider(principal)
    kept = [
        an_application(principal, **old, key_hash="a" * 64),
        an_application(principal, submitted_on=None, provider=provider, **old),
        an_application(builders.a_principal(), submitted_on=None, key_hash="b" * 64, **old),
    ]
    thrown = an_application(principal, submitted_on=None, key_hash="c" * 64, state="withdrawn", **old)
    assert the_night(principal, 0) == (0, 1)
    assert set(Application.objects.all()) == {draft, *kept}
    assert not events("ApplicationEvent").filter(pgh_obj=thrown.pk).exists()
