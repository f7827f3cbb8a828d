"""Re-authorisation: all apply anew before a day, and nobody loses a right because the day passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.providers import rounds
from stegvis.providers.actions import review
from stegvis.providers.actions import rounds as actions
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.actions.rounds import Round
from stegvis.providers.actions.sanctions import propose_revocation
from stegvis.providers.models import (
    Application,
    Authorisation,
    Reauthorisation,
    RevocationProposal,
    RoundReminder,
)
from stegvis.providers.rules import rounds as rules
from stegvis.providers.rules.reviewing import Outcome, Verdict
from stegvis.providers.rules.rounds import Standing
from tests.builders import TODAY, a_principal, a_provider, a_seat, an_intervention
from tests.providers.building import an_application

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders")
DEADLINE = TODAY + timedelta(days=60)
AFTER = DEADLINE + timedelta(days=1)


@given(st.booleans(), st.sampled_from(["", "grant", "refuse"]), st.booleans())
def test_each_provider_stands_in_one_place(in_handling, decided, has_right):
    standing = rules.standing_of(in_handling=in_handling, decided=decided, has_right=has_right)
    assert (standing is Standing.HANDLED) == in_handling
    assert (standing is Standing.NOT_APPLIED) == (not in_handling and not decided and has_right)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_nothing_is_proposed_before_the_last_day_is_over(today):
    answer = rules.may_propose_revocation(DEADLINE, ended_on=None, left=3, today=today)
    assert answer.ok == (today > DEADLINE)


@pytest.fixture
def principal(db):
    return a_principal()


@pytest.fixture
def officer(principal):
    return a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def intervention(principal):
    return an_intervention(principal)


def start(officer, intervention=None, **changes):
    told = {"title": "Nya villkor 2026", "reason": "Nämnden har beslutat nya villkor."}
    wanted = Round(
        **{**told, "intervention": intervention, "conditions_on": TODAY, "deadline": DEADLINE} | changes
    )
    return actions.start_round(wanted, by=officer.actor, today=TODAY)


def standings(found, today=TODAY):
    return {each.name: Standing(each.standing) for each in rounds.in_round(found, today)}


def decided(application, officer, chair, outcome):
    verdict = Verdict.FULFILLED if outcome is Outcome.GRANT else Verdict.NOT_FULFILLED
    for answer in application.answers.select_related("version"):
        review.judge(application, answer.version, verdict, "Granskat.", "", by=officer.actor, today=TODAY)
    review.propose(application, outcome, "Skäl.", Period(TODAY), by=officer.actor, today=TODAY)
    return decide_application(application, by=chair.actor, today=TODAY)


def test_the_overview_says_who_has_applied_who_is_decided_on_and_who_is_left(
    principal, officer, intervention
):
    chair = a_seat(Role.CHAIR, principal)
    names = ("Avslagen", "Beviljad", "Glömsk", "Prövas")
    refused, granted, _, tried = (a_provider(principal, name) for name in names)
    elsewhere = a_provider(principal, "Annan insats", authorised=None)
    Authorisation.objects.create(
        principal=principal,
        provider=elsewhere,
        intervention=an_intervention(principal, "annan"),
        period=Period(date(2020, 1, 1)),
    )
    found = start(officer, intervention)
    for provider, outcome in ((refused, Outcome.REFUSE), (granted, Outcome.GRANT)):
        application = an_application(principal, intervention, provider=provider, reauthorisation=found)
        decided(application, officer, chair, outcome)
    an_application(principal, intervention, provider=tried, reauthorisation=found)
    assert standings(found) == {
        "Avslagen": Standing.REFUSED,
        "Beviljad": Standing.GRANTED,
        "Glömsk": Standing.NOT_APPLIED,
        "Prövas": Standing.HANDLED,
    }
    assert rounds.counted(found, TODAY)[Standing.NOT_APPLIED] == 1


def test_a_draft_or_an_application_taken_back_is_none(principal, officer, intervention):
    provider = a_provider(principal, "Glömsk")
    found = start(officer, intervention)
    for state, day in ((Application.State.DRAFT, None), (Application.State.WITHDRAWN, TODAY)):
        an_application(
            principal,
            provider=provider,
            reauthorisation=found,
            submitted_on=day,
            state=state,
            conditions_on=TODAY,
        )
    assert standings(found) == {"Glömsk": Standing.NOT_APPLIED}


def test_who_has_lost_the_right_meanwhile_is_not_left(principal, officer, intervention):
    provider = a_provider(principal, "Slutade")
    found = start(officer, intervention)
    provider.authorisations.update(period=Period(date(2020, 1, 1), TODAY + timedelta(1)))
    assert standings(found, TODAY + timedelta(1)) == {"Slutade": Standing.GONE}


def test_letters_go_to_all_at_the_start_and_to_those_left_as_a_reminder(
    principal, officer, intervention, mailoutbox, django_capture_on_commit_callbacks
):
    slow = a_provider(principal, contact_email="sen@example.org")
    quick = a_provider(principal, contact_email="snabb@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        found = start(officer, intervention)
    assert {letter.to[0] for letter in mailoutbox} == {slow.contact_email, quick.contact_email}
    an_application(principal, provider=quick, reauthorisation=found)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind(found, by=officer.actor, today=TODAY) == 1
        with pytest.raises(Refused, match="redan fått"):  # pressed twice
            actions.remind(found, by=officer.actor, today=TODAY)
    assert [letter.to for letter in mailoutbox] == [[slow.contact_email]]
    assert {each.reminded_on for each in rounds.in_round(found, TODAY)} == {TODAY, None}


def test_a_reminder_goes_by_itself_two_weeks_before_the_last_day_and_once(
    principal, officer, intervention, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = (a_provider(principal, contact_email=f"{name}@example.org") for name in "ab")
    a_provider(principal, "Utan adress")
    found = start(officer, intervention)
    day = DEADLINE - rules.REMINDED_BEFORE

    def sent_on(today):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            sent = sum(
                actions.remind_in_time(each, today=today) for each in actions.running(principal.pk, today)
            )
        assert sent == len(mailoutbox)
        return {letter.to[0] for letter in mailoutbox}

    assert not sent_on(day - timedelta(1))
    assert sent_on(day) == {first.contact_email, second.contact_email}
    assert not sent_on(day) and not sent_on(DEADLINE)
    assert RoundReminder.objects.filter(sent_by=None, sent_on=day).count() == 2
    late = a_provider(principal, contact_email="c@example.org")
    assert sent_on(day + timedelta(1)) == {late.contact_email}
    actions.end_round(found, by=officer.actor, today=day)
    a_provider(principal, contact_email="d@example.org")
    assert not sent_on(day + timedelta(2))


@given(st.integers(-30, 90), st.integers(1, 90))
def test_it_goes_by_itself_only_when_the_first_letter_is_not_that_late(passed, given_days):
    deadline, today = TODAY + timedelta(given_days), TODAY + timedelta(passed)
    since = rules.reminds_itself_since(deadline, TODAY, today=today)
    assert (since is not None) == (given_days > 14 and given_days - 14 <= passed <= given_days)


def test_one_round_at_a_time_with_somebody_to_apply_and_time_to_do_it(principal, officer, intervention):
    with pytest.raises(Refused, match="Ingen anordnare"):
        start(officer, intervention)
    a_provider(principal)
    with pytest.raises(Refused, match="hinner ansöka"):
        start(officer, intervention, deadline=TODAY)
    start(officer, intervention)
    with pytest.raises(Refused, match="pågår redan"):
        start(officer, intervention)


def test_after_the_last_day_a_human_proposes_and_no_right_ends_by_itself(principal, officer, intervention):
    provider = a_provider(principal)
    found = start(officer, intervention)
    with pytest.raises(Refused):
        actions.propose_revocations(found, [provider.pk], by=officer.actor, today=DEADLINE)
    assert provider.authorisations.get().period.contains(AFTER)
    (proposal,) = actions.propose_revocations(found, [provider.pk], by=officer.actor, today=AFTER)
    assert proposal.provider == provider and found.title in proposal.reasons
    assert provider.authorisations.get().period.contains(AFTER)
    with pytest.raises(Refused):  # once is enough
        actions.propose_revocations(found, [provider.pk], by=officer.actor, today=AFTER)


def test_nobody_is_proposed_who_has_applied_or_is_anothers(principal, officer, intervention):
    late, applied = a_provider(principal), a_provider(principal)
    foreign = a_provider(a_principal())
    found = start(officer, intervention)
    an_application(principal, provider=applied, reauthorisation=found)
    with pytest.raises(Refused):
        actions.propose_revocations(found, [applied.pk, foreign.pk], by=officer.actor, today=AFTER)
    actions.propose_revocations(found, [late.pk, applied.pk], by=officer.actor, today=AFTER)
    assert [each.provider for each in RevocationProposal.objects.all()] == [late]


def test_a_stranger_and_a_provider_run_no_rounds(principal, officer, intervention):
    provider = a_provider(principal)
    found = start(officer, intervention)
    elsewhere = a_seat(Role.QUALITY_OFFICER, a_principal()).actor
    staff = a_seat(Role.PROVIDER_STAFF, principal, provider=provider).actor
    for actor in (elsewhere, staff):
        for verb in (actions.remind, actions.end_round):
            with pytest.raises(Forbidden):
                verb(found, by=actor, today=TODAY)


def test_it_awaits_the_providers_administrator_until_it_is_applied_for(principal, officer, intervention):
    provider = a_provider(principal)
    found = start(officer, intervention)
    seats = {
        duty: a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=duty).actor
        for duty in (Duty.ADMINISTRATOR, Duty.COORDINATOR)
    }

    def awaits(duty):
        return "reauthorise" in {group.key for group in awaiting(seats[duty], TODAY)}

    assert awaits(Duty.ADMINISTRATOR) and not awaits(Duty.COORDINATOR)
    an_application(principal, provider=provider, reauthorisation=found)
    assert not awaits(Duty.ADMINISTRATOR)


@pytest.mark.usefixtures("no_second_factor")
def test_the_pages_of_a_round(client, principal, officer, intervention):
    first = a_provider(principal, "Alfa AB")
    client.force_login(officer.user)
    sent = {
        "title": "Nya villkor",
        "reason": "Därför.",
        "intervention": intervention.pk,
        "conditions_on": TODAY,
    }
    page = client.post(reverse("start_reauthorisation"), {**sent, "deadline": "2026-01-01"})
    assert "hinner ansöka" in page.text and "Därför." in page.text
    client.post(reverse("start_reauthorisation"), {**sent, "deadline": DEADLINE})
    found = Reauthorisation.objects.get()
    assert "Nya villkor" in client.get(reverse("reauthorisations")).text

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page = client.get(found.get_absolute_url())
        assert "Alfa AB" in page.text
        return len(asked)

    few = queries()
    for _ in range(3):
        a_provider(principal)
    assert queries() == few
    assert "Alfa AB" not in client.get(found.get_absolute_url(), {"lage": "handlaggs"}).text
    too_early = client.get(reverse("propose_round_revocations", args=[found.pk]))
    assert str(DEADLINE) in too_early.text
    Reauthorisation.objects.update(deadline=TODAY - timedelta(1), started_on=TODAY - timedelta(30))
    form = client.get(reverse("propose_round_revocations", args=[found.pk]))
    assert "Alfa AB" in form.text
    client.post(reverse("propose_round_revocations", args=[found.pk]), {"providers": [first.pk]})
    assert RevocationProposal.objects.get().provider == first
    client.post(reverse("end_reauthorisation", args=[found.pk]))
    assert Reauthorisation.objects.get().ended_on == TODAY
    stranger = a_seat(Role.QUALITY_OFFICER, a_principal())
    client.force_login(stranger.user)
    assert client.get(found.get_absolute_url()).status_code == 404


def test_a_proposal_about_something_else_hides_nobody(principal, officer, intervention):
    provider, found = a_provider(principal), start(officer, intervention)
    for about, left in ((an_intervention(principal, "annan"), [provider]), (intervention, [])):
        propose_revocation(provider, about, "Brister.", {}, by=officer.actor, today=TODAY)
        assert list(rounds.to_propose(found, AFTER)) == left
