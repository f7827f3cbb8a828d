"""Who is in a re-authorisation: the same for the overview, the letters, what is proposed and the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from stegvis.providers import rounds
from stegvis.providers.actions import apply
from stegvis.providers.actions import rounds as actions
from stegvis.providers.actions.rounds import Round
from stegvis.providers.applicants import applicant_of
from stegvis.providers.models import Application, Authorisation, ProviderDecision
from stegvis.providers.rules import rounds as rules
from stegvis.providers.rules.rounds import Standing
from tests.builders import TODAY, a_principal, a_provider, a_seat, an_intervention
from tests.providers.building import an_application

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders", "no_second_factor")
NEW, DEADLINE = TODAY + timedelta(30), TODAY + timedelta(60)
BEFORE, COMES = TODAY - timedelta(10), TODAY + timedelta(5)
OLD = Period(date(2025, 1, 1))
PERIODS = (OLD, OLD, Period(OLD.start, COMES), Period(COMES), Period(COMES + timedelta(9)))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def principal(db):
    return a_principal()


@pytest.fixture
def officer(principal):
    return a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def intervention(principal):
    return an_intervention(principal)


def start(officer, intervention, conditions_on=NEW):
    told = Round("Nya villkor", "Nämnden har beslutat.", intervention, conditions_on, DEADLINE)
    return actions.start_round(told, by=officer.actor, today=TODAY)


def decided(provider, intervention, tried_by, *, kind="grant", sent=BEFORE, period=None, by=None):
    """An application tried by the wordings of a day, and what it gave; nothing yet without a kind."""
    principal = provider.principal
    state = Application.State.DECIDED if kind else Application.State.SUBMITTED
    told = {"submitted_on": sent, "conditions_on": tried_by, "state": state, "conditions": 0}
    application = an_application(principal, intervention, provider=provider, **told)
    if not kind:
        return application
    decision = ProviderDecision.objects.create(
        principal=principal,
        number=f"B{application.pk}",
        kind=kind,
        provider=provider,
        application=application,
        decided_on=sent,
        holds_from=sent,
        reasons="Skäl.",
        decided_by=by or a_seat(Role.CHAIR, principal).user,
    )
    if period is not None:
        has_right(provider, intervention, period, decision)
    return application


def has_right(provider, intervention, period=OLD, decision=None):
    Authorisation.objects.create(
        principal=provider.principal,
        provider=provider,
        intervention=intervention,
        period=period,
        decision=decision,
    )


def standing(found, provider, today=TODAY):
    here = rounds.in_round(found, today).filter(pk=provider.pk).first()
    return Standing(here.standing) if here else None


@given(days, days)
def test_who_is_told_late_has_two_weeks_and_never_less_than_the_others(deadline, today):
    last = rules.last_day_from(deadline, today)
    assert last >= deadline and last - today >= rules.REMINDED_BEFORE


def test_what_was_tried_by_the_new_conditions_before_the_round_counts_in_it(principal, officer, intervention):
    done, refused, former, left = (a_provider(principal) for _ in range(4))
    decided(done, intervention, NEW)
    decided(refused, intervention, NEW, kind="refuse")
    decided(former, intervention, NEW - timedelta(1))
    found = start(officer, intervention)
    assert standing(found, done) is Standing.GRANTED
    assert {standing(found, each) for each in (refused, former, left)} == {Standing.NOT_APPLIED}


def test_who_gets_a_right_by_the_former_conditions_after_the_start_is_in_it_from_that_day(
    principal, officer, intervention, mailoutbox, django_capture_on_commit_callbacks
):
    a_provider(principal)
    late, new = (a_provider(principal, authorised=None, contact_email=f"{name}@a.se") for name in ("l", "n"))
    found = start(officer, intervention)
    decided(late, intervention, BEFORE, period=Period(COMES))
    decided(new, intervention, NEW, period=Period(COMES))
    assert standing(found, late, COMES - timedelta(1)) is None
    assert standing(found, late, COMES) is Standing.NOT_APPLIED
    assert standing(found, new, COMES) is None
    with django_capture_on_commit_callbacks(execute=True):
        sent = [actions.remind_in_time(found, today=COMES + timedelta(day)) for day in (0, 0, 1)]
    assert sent == [1, 0, 0] and [letter.to for letter in mailoutbox] == [[late.contact_email]]
    assert str(DEADLINE) in mailoutbox[0].subject


def test_who_came_in_after_the_last_day_is_told_and_proposed_only_two_weeks_later(
    principal, officer, intervention
):
    first, late = a_provider(principal), a_provider(principal, authorised=None, contact_email="l@a.se")
    found = start(officer, intervention)
    begins = DEADLINE + timedelta(1)
    decided(late, intervention, BEFORE, period=Period(begins))
    assert list(rounds.to_propose(found, begins)) == [first]
    assert actions.remind_in_time(found, today=begins) == 1
    last = rules.last_day_from(DEADLINE, begins)
    assert list(rounds.to_propose(found, last)) == [first]
    assert set(rounds.to_propose(found, last + timedelta(1))) == {first, late}


def test_who_came_in_late_without_an_address_is_proposed_two_weeks_after_its_right_began(
    principal, officer, intervention
):
    first, late = a_provider(principal), a_provider(principal, authorised=None, contact_email="")
    found = start(officer, intervention)
    decided(late, intervention, BEFORE, period=Period(COMES))
    last = rules.last_day_from(COMES, COMES)
    assert list(rounds.to_propose(found, last)) == [first]
    assert set(rounds.to_propose(found, last + timedelta(1))) == {first, late}
    late.contact_email = "l@a.se"
    late.save()
    assert list(rounds.to_propose(found, last + timedelta(1))) == [first]


def test_nobody_begins_in_a_round_that_a_colleague_has_applied_by_meanwhile(principal, officer, intervention):
    provider, other = a_provider(principal), a_provider(principal)
    found = start(officer, intervention)
    decided(provider, intervention, NEW, kind="")
    seat = a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR)
    with pytest.raises(Refused, match="redan ansökt"):
        apply.start_own(applicant_of(seat.actor), provider, reauthorisation=found, today=TODAY)
    assert not other.applications.exists() and provider.applications.count() == 1


def test_a_round_about_all_is_about_each_intervention_that_the_provider_has(principal, officer, intervention):
    provider, other = a_provider(principal, authorised=None), an_intervention(principal, "annan")
    for each in (intervention, other):
        has_right(provider, each)
    found = start(officer, None)
    decided(provider, intervention, NEW)
    assert standing(found, provider) is Standing.NOT_APPLIED
    decided(provider, other, NEW)
    assert standing(found, provider) is Standing.GRANTED


def test_no_round_is_begun_when_all_have_been_tried_by_its_conditions(principal, officer, intervention):
    decided(a_provider(principal), intervention, NEW)
    with pytest.raises(Refused, match="redan prövats"):
        start(officer, intervention)
    assert not rounds.Reauthorisation.objects.exists()


def test_the_provider_is_asked_to_apply_exactly_when_the_overview_says_that_it_is_left(
    client, principal, officer, intervention
):
    other = an_intervention(principal, "annan")
    names = ("none", "in the round", "by the same", "by the former", "about another", "taken back")
    providers = {name: a_provider(principal) for name in names}
    found = start(officer, intervention)
    for name, about, told in (
        ("in the round", intervention, {"reauthorisation": found, "conditions_on": NEW}),
        ("by the same", intervention, {"conditions_on": NEW}),
        ("by the former", intervention, {"conditions_on": TODAY}),
        ("about another", other, {"conditions_on": NEW}),
        ("taken back", intervention, {"reauthorisation": found, "state": Application.State.WITHDRAWN}),
    ):
        an_application(principal, about, provider=providers[name], **told)
    left = {name for name, each in providers.items() if standing(found, each) is Standing.NOT_APPLIED}
    assert left == {"none", "by the former", "about another", "taken back"}
    assert {each.pk for each in rounds.to_propose(found, TODAY)} == {providers[name].pk for name in left}
    for name, provider in providers.items():
        seat = a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR)
        assert list(rounds.rounds_for(seat.actor, TODAY)) == ([found] if name in left else []), name
        if name in ("by the same", "by the former"):
            client.force_login(seat.user)
            began = client.post(reverse("own_applications"), {"omgang": found.pk}, follow=True)
            assert ("har ni redan ansökt" in began.text) == (name not in left)


# --- any providers, told in plain words again -------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """An application about one intervention, tried by the wordings of a day."""

    about: str
    tried_by: date
    outcome: str
    on: date


def stands(
    about: str | None, rights: list[tuple[str, Period, date]], sent: list[Sent], today: date
) -> Standing | None:
    """The definition once more: for a round that began today about the intervention, or about all."""
    touched = [each for each in rights if about in (None, each[0])]
    old = [
        period.contains(TODAY) or (TODAY < period.start <= today and by < NEW) for _, period, by in touched
    ]
    if not any(old):
        return None
    counting = [
        each for each in sent if each.tried_by >= NEW and (each.outcome != "refuse" or each.on >= TODAY)
    ]
    if about is None:
        held = {name for name, period, _ in rights if period.contains(today)}
        counting = counting if held <= {each.about for each in counting} else []
    else:
        counting = [each for each in counting if each.about == about]
    if any(not each.outcome for each in counting):
        return Standing.HANDLED
    latest = counting[-1].outcome if counting else ""
    if latest == "grant":
        return Standing.GRANTED
    if not any(period.contains(today) for _, period, _ in touched):
        return Standing.GONE
    return Standing.REFUSED if latest else Standing.NOT_APPLIED


def test_any_providers_stand_where_the_definition_says(principal, officer):
    by_lot, chair = Random(5), a_seat(Role.CHAIR, principal).user
    named = {name: an_intervention(principal, name) for name in ("a", "b")}
    a_provider(principal)
    of_all, of_one = start(officer, None), start(officer, named["a"])
    expected: dict[str, list[Standing | None]] = {}
    for _ in range(36):
        provider, rights, sent = a_provider(principal, authorised=None), [], []
        for name in by_lot.sample("ab", by_lot.randint(1, 2)):
            period, by = by_lot.choice(PERIODS), by_lot.choice([BEFORE, NEW])
            rights.append((name, period, by))
            decided(provider, named[name], by, by=chair, period=period)
            sent.append(Sent(name, by, "grant", BEFORE))
        for name in by_lot.sample("ab", by_lot.randint(0, 2)):
            outcome = by_lot.choice(["grant", "refuse", ""]) if name == "b" else by_lot.choice(["refuse", ""])
            if any(not each.outcome for each in sent):
                continue  # one at a time is handled
            each = Sent(name, by_lot.choice([TODAY, NEW]), outcome, by_lot.choice([BEFORE, TODAY]))
            sent.append(each)
            decided(provider, named[name], each.tried_by, by=chair, kind=outcome, sent=each.on)
        expected[provider.name] = [stands(about, rights, sent, COMES) for about in (None, "a")]
    for place, found in enumerate((of_all, of_one)):
        told = {each.name: Standing(each.standing) for each in rounds.in_round(found, COMES)}
        assert {name: told.get(name) for name in expected} == {
            name: wanted[place] for name, wanted in expected.items()
        }
        assert sum(rounds.counted(found, COMES).values()) == len(told)
    assert {each for wanted in expected.values() for each in wanted} == {None, *Standing}
