"""Protecting a person: pseudonyms, who is named to know, raising at once, lowering by two."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.permissions import may_report
from stegvis.casework.actions import protect
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.registry import naming, protecting, rules
from stegvis.registry.models import Person, ProtectedAccess, ProtectionApproval, ProtectionChange
from stegvis.registry.models.pseudonyms import ALPHABET
from stegvis.registry.rules import NamingFacts, ProtectionFacts
from tests import builders
from tests.builders import TODAY
from tests.registry.conftest import (
    HALF_A_YEAR,
    LONG_REASON,
    MARKED,
    NONE,
    PROTECTED,
    as_now,
    protected,
    reread,
)

pytestmark = pytest.mark.django_db

# --- Pseudonyms --------------------------------------------------------------------------------------------


def test_a_pseudonym_is_given_by_the_database_when_somebody_becomes_protected_and_kept_for_good(town):
    assert town.person.pseudonym == ""
    first = builders.protect(town.person).pseudonym
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", first)
    builders.protect(town.person, NONE)
    assert builders.protect(town.person).pseudonym == first
    Person.objects.filter(pk=town.person.pk).update(pseudonym="AAAA-AA")
    town.person.refresh_from_db()
    assert town.person.pseudonym == first


def test_pseudonyms_differ_and_follow_from_nothing(town):
    twins = [
        builders.a_person(town.principal, first_name="Lika", last_name="Lik", protection=PROTECTED)
        for _ in range(30)
    ]
    assert len({twin.pseudonym for twin in twins}) == 30


def test_neither_the_row_nor_the_number_says_a_name_in_a_log(town):
    for said in (str(town.person), repr(town.person), repr(town.person.identifiers.get())):
        assert "Qvarnqvist" not in said and town.person.identifiers.get().value not in said


# --- Who may know ------------------------------------------------------------------------------------------


def test_a_marked_person_is_named_with_the_mark(town):
    builders.protect(town.person, MARKED)
    assert naming.shown_name(town.person) == "Xerxes Qvarnqvist (sekretessmarkering)"


def test_the_cases_own_caseworker_knows_and_nobody_else(town):
    protected(town)
    assert not naming.hides(town.person, as_now(town.worker))
    for other in (town.colleague, town.head, town.other_head, town.stranger, town.staff, town.other_staff):
        assert naming.hides(town.person, as_now(other))
        assert naming.shown_name(town.person, as_now(other)) == f"Skyddad person {town.person.pseudonym}"
    assert naming.hides(town.person)


def test_a_caseworker_stops_knowing_when_somebody_else_gets_the_case_or_it_is_closed(town):
    builders.protect(town.person)
    town.case.caseworker = town.colleague.user
    town.case.save()
    assert naming.hides(town.person, as_now(town.worker))
    assert not naming.hides(town.person, as_now(town.colleague))
    town.case.closed_on, town.case.closure_reason = TODAY, "flyttat"
    town.case.save()
    assert naming.hides(town.person, as_now(town.colleague))


def test_the_resident_knows_himself(town):
    builders.protect(town.person)
    resident = builders.a_seat(Role.RESIDENT, town.principal, person=town.person)
    assert not naming.hides(town.person, as_now(resident))


def test_who_gives_support_in_somebodys_seat_does_not_get_to_know(town):
    builders.protect(town.person)
    borrowed = replace(as_now(town.worker), impersonator_id=town.head.user.pk)
    assert naming.hides(town.person, borrowed)


def test_the_head_names_a_colleague_who_then_knows_until_it_is_taken_back(town):
    case = protected(town)
    head = as_now(town.head)
    access = protect.name_staff(case, town.colleague.user, HALF_A_YEAR, LONG_REASON, by=head, today=TODAY)
    assert not naming.hides(town.person, as_now(town.colleague))
    with clock.frozen(date(2026, 9, 16)):
        assert naming.hides(town.person, as_now(town.colleague))
    protect.withdraw_name(case, access, by=head, today=TODAY)
    assert naming.hides(town.person, as_now(town.colleague))


@pytest.mark.parametrize("by", ["worker", "colleague", "stranger", "staff"])
def test_only_the_head_of_the_unit_names_colleagues(town, by):
    case = protected(town)
    actor = as_now(getattr(town, by))
    with pytest.raises(Forbidden):
        protect.name_staff(case, town.colleague.user, HALF_A_YEAR, LONG_REASON, by=actor, today=TODAY)


def test_nobody_names_himself(town):
    case = protected(town)
    with pytest.raises(Refused):
        protect.name_staff(case, town.head.user, HALF_A_YEAR, LONG_REASON, by=as_now(town.head), today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectedAccess.objects.create(
            principal=town.principal,
            person=town.person,
            user=town.head.user,
            granted_by=town.head.user,
            period=HALF_A_YEAR,
            reason=LONG_REASON,
        )


@pytest.mark.parametrize("user", ["stranger", "staff"])
def test_only_those_whose_work_can_need_it_are_named(town, user):
    case = protected(town)
    with pytest.raises(Refused, match="ingen roll här"):
        protect.name_staff(
            case, getattr(town, user).user, HALF_A_YEAR, LONG_REASON, by=as_now(town.head), today=TODAY
        )


def test_a_name_granted_for_a_provider_does_not_follow_to_another_seat(town):
    builders.protect(town.person)
    builders.name_staff(town.person, town.staff.user, provider=town.provider)
    elsewhere = builders.a_seat(
        Role.PROVIDER_STAFF,
        town.principal,
        provider=builders.a_provider(town.principal),
        user=town.staff.user,
    )
    assert not naming.hides(town.person, as_now(town.staff))
    assert naming.hides(town.person, as_now(elsewhere))


def test_who_is_not_named_may_neither_work_in_the_case_nor_report(town):
    case = protected(town)
    assert may_report(as_now(town.staff), town.assignment).ok is False
    builders.name_staff(town.person, town.staff.user, provider=town.provider)
    town.assignment.refresh_from_db()
    assert may_report(as_now(town.staff), town.assignment)
    assert not may_report(as_now(town.other_staff), town.assignment)
    with pytest.raises(Forbidden, match="namngiven"):
        protect.set_protection(case, MARKED, TODAY, LONG_REASON, by=as_now(town.colleague), today=TODAY)


# --- Raising and lowering ----------------------------------------------------------------------------------


def test_a_raised_protection_holds_at_once_and_what_was_given_out_is_to_be_gone_through(town):
    protected(town)
    assert town.person.is_protected
    awaited = {group.key for group in awaiting(as_now(town.worker), TODAY)}
    assert "disclosed" in awaited


def test_a_lowering_waits_for_another_person(town):
    case = protected(town)
    change = protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    assert reread(town).person.is_protected
    with pytest.raises(Refused, match="själv har lagt fram"):
        protect.decide_lowering(case, change, approves=True, reason="", by=as_now(town.worker), today=TODAY)
    assert "lowered_protection" in {group.key for group in awaiting(as_now(town.head), TODAY)}
    protect.decide_lowering(case, change, approves=True, reason="", by=as_now(town.head), today=TODAY)
    assert not reread(town).person.is_protected
    with pytest.raises(Refused, match="avgjort"):
        protect.decide_lowering(case, change, approves=True, reason="", by=as_now(town.head), today=TODAY)


def test_the_database_refuses_that_one_person_lowers_alone(town):
    case = protected(town)
    change = protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectionApproval.objects.create(
            principal=town.principal,
            change=change,
            approved=True,
            decided_by=town.worker.user,
            decided_on=TODAY,
        )


def test_a_refused_lowering_changes_nothing_and_another_can_be_put_forward(town):
    case = protected(town)
    change = protect.set_protection(case, MARKED, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    with pytest.raises(Refused, match="väntar redan"):
        protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    with pytest.raises(Refused, match="varför"):
        protect.decide_lowering(case, change, approves=False, reason="", by=as_now(town.head), today=TODAY)
    protect.decide_lowering(case, change, approves=False, reason="Nej.", by=as_now(town.head), today=TODAY)
    assert reread(town).person.is_protected
    protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)


def test_a_protection_that_ends_later_ends_on_its_day(town):
    case, day = protected(town), TODAY + timedelta(days=10)
    change = protect.set_protection(case, NONE, day, LONG_REASON, by=as_now(town.worker), today=TODAY)
    protect.decide_lowering(case, change, approves=True, reason="", by=as_now(town.head), today=TODAY)
    assert protecting.carry_out_due(town.principal.pk, today=day - timedelta(days=1)) == 0
    assert reread(town).person.is_protected
    assert protecting.carry_out_due(town.principal.pk, today=day) == 1
    assert not reread(town).person.is_protected
    assert protecting.carry_out_due(town.principal.pk, today=day) == 0


def test_a_change_about_somebody_else_is_not_decided_in_this_case(town):
    protected(town)
    other = builders.a_case(town.unit, caseworker=town.worker.user)
    change = protect.set_protection(town.case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    with pytest.raises(Refused, match="annan person"):
        protect.decide_lowering(other, change, approves=True, reason="", by=as_now(town.head), today=TODAY)


def test_changes_are_never_altered(town):
    protected(town)
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        ProtectionChange.objects.update(reason="Annat")


@given(
    before=st.sampled_from(sorted(rules.RANK)),
    level=st.sampled_from(sorted(rules.RANK)),
    days=st.integers(-30, 30),
    awaits=st.booleans(),
)
def test_a_protection_is_never_lowered_back_in_time_nor_raised_in_the_future(before, level, days, awaits):
    answer = rules.may_set_protection(
        ProtectionFacts(before, awaits), level, TODAY + timedelta(days=days), LONG_REASON, today=TODAY
    )
    raises = rules.RANK[level] > rules.RANK[before]
    lowers = rules.RANK[level] < rules.RANK[before]
    assert answer.ok == ((raises and days <= 0) or (lowers and days >= 0 and not awaits))


@given(months=st.integers(1, 60), start=st.integers(-5, 5))
def test_nobody_is_named_for_more_than_two_years_or_from_the_past(months, start):
    first = TODAY + timedelta(days=start)
    period = Period(first, rules.add_months(TODAY, months))
    facts = NamingFacts(is_protected=True, works_there=True, is_oneself=False, is_named_already=False)
    assert rules.may_name(facts, period, LONG_REASON, today=TODAY).ok == (start >= 0 and months <= 24)


def test_the_daily_command_ends_what_two_have_decided(town, capsys):
    case, day = protected(town), TODAY + timedelta(days=3)
    change = protect.set_protection(case, MARKED, day, LONG_REASON, by=as_now(town.worker), today=TODAY)
    protect.decide_lowering(case, change, approves=True, reason="", by=as_now(town.head), today=TODAY)
    call_command("end_protections")
    assert reread(town).person.is_protected
    with clock.frozen(day):
        call_command("end_protections")
    assert reread(town).person.protection == MARKED
    assert "1 skydd" in capsys.readouterr().out


def test_who_is_saved_as_protected_with_all_columns_gets_a_pseudonym_and_keeps_it():
    person = builders.a_person(builders.a_principal())
    person.protection = Person.Protection.PROTECTED
    person.save()
    person.refresh_from_db()
    drawn = person.pseudonym
    assert drawn
    person.pseudonym = "AAAA-AA"
    person.save()
    person.refresh_from_db()
    assert person.pseudonym == drawn
