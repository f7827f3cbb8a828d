"""Protecting a person: pseudonyms, who is named to know, raising at once, lowering by two."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.accounts.models import Membership
from stegvis.accounts.seats import actor_in
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
from stegvis.registry.protection import became_protected
from stegvis.registry.rules import NamingFacts, ProtectionFacts
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db
PROTECTED, MARKED, NONE = "protected", "marked", "none"
LONG_REASON = "Skatteverkets beslut 2026-03-10"
HALF_A_YEAR = Period(TODAY, date(2026, 9, 16))


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def town():
    """A case with its caseworker, a colleague and two heads; a provider with two of its staff."""
    principal = builders.a_principal()
    unit, provider = builders.a_unit(principal), builders.a_provider(principal)

    def seat(role, name, **place):
        return builders.a_seat(role, principal, user=builders.a_user(name), **place)

    worker = seat(Role.CASEWORKER, "Karin Karriär", unit=unit)
    person = builders.a_person(principal, first_name="Xerxes", last_name="Qvarnqvist")
    case = builders.a_case(unit, person=person, caseworker=worker.user)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        provider=provider,
        person=person,
        case=case,
        worker=worker,
        colleague=seat(Role.CASEWORKER, "Kalle Kollega", unit=unit),
        head=seat(Role.HEAD_OF_UNIT, "Chefa Chef", unit=unit),
        other_head=seat(Role.HEAD_OF_UNIT, "Andra Chefen", unit=unit),
        stranger=seat(Role.HEAD_OF_UNIT, "Främmande Chef", unit=builders.a_unit(principal)),
        staff=seat(Role.PROVIDER_STAFF, "Stina Stöd", provider=provider),
        other_staff=seat(Role.PROVIDER_STAFF, "Olle Stöd", provider=provider),
        assignment=builders.an_assignment(case, provider=provider),
    )


def as_now(seat):
    """The actor as the next request makes him."""
    membership = Membership.objects.select_related("user").get(pk=seat.membership.pk)
    membership.held_together = [membership]
    return actor_in(membership)


def reread(town):
    town.case.refresh_from_db()
    town.person.refresh_from_db()
    town.case.person = town.person
    return town.case


def protected(town):
    protect.set_protection(town.case, PROTECTED, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    return reread(town)


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


def test_a_raised_protection_holds_at_once_and_is_told(town):
    told = []

    def listener(principal_id, person_ids, **_):
        told.append((principal_id, set(person_ids)))

    became_protected.connect(listener)
    try:
        protected(town)
    finally:
        became_protected.disconnect(listener)
    assert town.person.is_protected
    assert told == [(town.principal.pk, {town.person.pk})]
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


# --- Pages -------------------------------------------------------------------------------------------------


def test_the_caseworker_protects_the_person_and_goes_through_what_was_given_out(client, town):
    client.force_login(town.colleague.user)
    client.get(reverse("case", args=[town.case.pk]))
    client.force_login(town.worker.user)
    address = reverse("change_protection", args=[town.case.pk])
    sent = {"level": PROTECTED, "valid_from": "2026-03-16", "reason": "Kort"}
    page = client.post(address, sent).content.decode()
    assert "Bekräfta att du förstår" in page and "tio tecken" not in page
    page = client.post(address, {**sent, "understood": "on"}).content.decode()
    assert "tio tecken" in page and 'value="protected"' in page
    answer = client.post(address, {**sent, "understood": "on", "reason": LONG_REASON})
    assert answer.status_code == 302
    shown = client.get(reverse("case", args=[town.case.pk])).content.decode()
    assert "Qvarnqvist" in shown and "Se över vad som redan lämnats ut" in shown
    review = reverse("disclosed", args=[town.case.pk])
    listed = client.get(review).content.decode()
    assert "Kalle Kollega" in listed and "Öppnade ärendets sida" in listed
    assert client.post(review, {"note": "Ringde anordnaren om breven."}).status_code == 302
    assert "Se över" not in client.get(reverse("case", args=[town.case.pk])).content.decode()


def test_a_colleague_meets_only_the_pseudonym_in_the_case(client, town):
    protected(town)
    client.force_login(town.colleague.user)
    page = client.get(reverse("case", args=[town.case.pk])).content.decode()
    assert "Qvarnqvist" not in page and town.person.pseudonym in page
    assert "1990" not in page
    closed = client.get(reverse("assess", args=[town.case.pk]))
    assert closed.status_code == 403
    assert "namngiven personal" in closed.content.decode()


def test_the_head_names_staff_and_takes_it_back_on_the_page(client, town):
    protected(town)
    client.force_login(town.head.user)
    address = reverse("name_staff", args=[town.case.pk])
    sent = {
        "user": town.colleague.user.pk,
        "starts_on": "2026-03-16",
        "last_day": "2026-03-01",
        "reason": LONG_REASON,
    }
    page = client.post(address, sent).content.decode()
    assert "Sista dagen är före" in page and LONG_REASON in page
    assert client.post(address, {**sent, "last_day": "2026-09-01"}).status_code == 302
    overview = reverse("protection", args=[town.case.pk])
    assert "Kalle Kollega" in client.get(overview).content.decode()
    access = ProtectedAccess.objects.get()
    back = reverse("withdraw_name", args=[town.case.pk])
    for odd in ("", "x", "999999999999999999999", "-1"):
        assert client.post(back, {"access": odd}).status_code == 404
    assert client.post(back, {"access": access.pk}).status_code == 302
    assert "återtaget" in client.get(overview).content.decode()
    assert naming.hides(town.person, as_now(town.colleague))


def test_another_head_decides_on_the_page(client, town):
    case = protected(town)
    assert client.get(reverse("decide_lowering", args=[case.pk])).status_code == 302
    protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    address = reverse("decide_lowering", args=[case.pk])
    client.force_login(town.stranger.user)
    assert client.get(address).status_code == 404
    client.force_login(town.head.user)
    assert "Qvarnqvist" not in client.get(address).content.decode()
    assert client.post(address, {"decision": "approve"}).status_code == 302
    assert not reread(town).person.is_protected


def test_opening_a_case_does_not_tell_that_a_protected_number_is_here(client, town):
    number = town.person.identifiers.get().shown
    new = builders.a_personal_number(date(1977, 7, 7)).formatted()
    protected(town)
    client.force_login(town.colleague.user)
    address = reverse("open_case")
    known = client.post(address, {"personal_number": number, "sok": "ja"}).content.decode()
    unknown = client.post(address, {"personal_number": new, "sok": "ja"}).content.decode()

    def without(page, shown):
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page.replace(shown, "NUMMER"))

    assert without(known, number) == without(unknown, new)
    asked = {
        "personal_number": number,
        "first_name": "A",
        "last_name": "B",
        "opened_on": "2026-03-16",
        "target_group": "annan",
        "unit": town.unit.pk,
        "caseworker": "",
    }
    refused = client.post(address, asked).content.decode()
    assert "kan inte öppnas här" in refused
    assert town.case.number not in refused


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
