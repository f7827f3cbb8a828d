"""The inflow: referrals come in, and each is answered once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.actions.identify import Who
from stegvis.casework.actions.open import Opening
from stegvis.casework.actions.referrals import (
    Incoming,
    open_from_referral,
    register_referral,
    take_up,
    turn_down,
)
from stegvis.casework.models import Case, Referral, ReferralOutcome, TargetGroup
from stegvis.casework.rules.referrals import NewReferral, may_register, may_take_up, may_turn_down
from stegvis.casework.timeline import timeline
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.waiting import awaiting
from stegvis.registry.models import Person
from stegvis.registry.newcomers import Newcomer
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_races import at_once, refusals

BORN = date(1991, 2, 3)
DECLINED = ReferralOutcome.Kind.DECLINED


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@given(
    st.booleans(), st.sampled_from(["", " ", "Region"]), st.sampled_from(["", "Stöd"]),
    st.dates(date(2026, 3, 1), date(2026, 3, 31)), st.booleans(),
)  # fmt: skip
def test_a_referral_is_registered_when_nothing_is_missing(other, sender, asks_for, received, already):
    answer = may_register(NewReferral(other, sender, asks_for, received, already), today=TODAY)
    missing = [other and not sender.strip(), not asks_for, received > TODAY, already]
    assert len(answer.problems) == sum(missing)


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", " ", "Flyttar."]))
def test_an_answered_referral_is_answered_no_more(is_answered, is_the_persons, is_open, reason):
    took = may_take_up(is_answered=is_answered, is_the_persons=is_the_persons, is_open=is_open)
    assert took.ok == (not is_answered and is_the_persons and is_open)
    assert may_turn_down(is_answered=is_answered, reason=reason).ok == (
        not is_answered and bool(reason.strip())
    )


def newcomer(**told):
    values = {"first_name": "Amina", "last_name": "Noor", "told_birth_date": BORN, "told_sex": "K", **told}
    return Newcomer(**values)


def incoming(town, person=None, **told):
    values = {
        "who": Who(newcomer(), registered=person),
        "unit": town.unit,
        "source": Referral.Source.INCOME_SUPPORT,
        "asks_for": "Vägen till arbete.",
        "received_on": date(2026, 3, 2),
        "sender": "Socialsekreterare Lind",
        **told,
    }
    return Incoming(**values)


def registered(town, person=None, *, by=None, **told):
    seat = by or town.worker
    return register_referral(incoming(town, person, **told), by=seat.actor, today=TODAY)


def opening(town):
    return Opening(None, town.unit, TargetGroup.LANGUAGE, TODAY, referred_by="Ekonomiskt bistånd")


def opened(referral, seat, town):
    return open_from_referral(referral, opening(town), by=seat.actor, today=TODAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
class TestRegistering:
    def test_the_person_is_registered_with_the_referral(self, town):
        referral = registered(town)
        assert referral.person.full_name == "Amina Noor"
        assert referral.from_whom == "Enheten för ekonomiskt bistånd: Socialsekreterare Lind"

    def test_the_same_referral_sent_twice_is_registered_once(self, town, case):
        registered(town, case.person)
        with pytest.raises(Refused, match="redan registrerad"):
            registered(town, case.person)
        registered(town, case.person, asks_for="Något annat.")

    def test_nobody_is_registered_when_the_referral_is_refused(self, town):
        people = Person.objects.count()
        with pytest.raises(Refused) as refused:
            registered(
                town, asks_for=" ", source=Referral.Source.OTHER, sender="", received_on=date(2026, 4, 1)
            )
        assert set(refused.value.problems.by_field()) == {"asks_for", "sender", "received_on"}
        assert Person.objects.count() == people

    def test_somebody_alike_is_asked_about_here_too(self, town):
        registered(town)
        with pytest.raises(Refused, match="kan vara samma person"):
            registered(town, asks_for="Något annat.")

    def test_a_referral_goes_to_ones_own_unit(self, town):
        with pytest.raises(Forbidden):
            registered(town, unit=town.elsewhere)

    def test_others_than_caseworkers_register_nothing(self, town):
        controller = builders.a_seat(Role.CONTROLLER, town.principal)
        with pytest.raises(Forbidden):
            registered(town, by=controller)


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
class TestAnswering:
    def test_a_case_is_opened_for_the_person_and_tells_where_it_came_from(self, town):
        referral = registered(town)
        case = opened(referral, town.worker, town)
        assert case.person == referral.person
        assert referral.outcome.kind == ReferralOutcome.Kind.OPENED
        assert "Hänvisning från Enheten för ekonomiskt bistånd: Socialsekreterare Lind" in [
            entry.title for entry in timeline(case)
        ]

    def test_a_case_that_cannot_be_opened_leaves_the_referral_unanswered(self, town, case):
        referral = registered(town, case.person)
        with pytest.raises(Refused, match="redan ett öppet ärende"):
            opened(referral, town.worker, town)
        assert referral in Referral.objects.awaiting()

    def test_it_is_taken_up_in_the_persons_open_case(self, town, case):
        referral = registered(town, case.person)
        take_up(referral, case, by=town.worker.actor, today=TODAY)
        assert "Hänvisningen togs upp i ärendet" in [entry.title for entry in timeline(case)]

    def test_it_is_not_taken_up_in_somebody_elses_or_a_closed_case(self, town, case):
        referral = registered(town, case.person)
        others = builders.a_case(town.unit)
        closed = builders.a_case(
            town.unit, person=case.person, opened_on=date(2024, 1, 8), closed_on=date(2024, 9, 2)
        )
        for wrong in (others, closed):
            with pytest.raises(Refused):
                take_up(referral, wrong, by=town.worker.actor, today=TODAY)

    def test_it_is_turned_down_with_a_reason(self, town):
        referral = registered(town)
        with pytest.raises(Refused, match="Skriv varför"):
            turn_down(referral, DECLINED, " ", by=town.worker.actor, today=TODAY)
        turn_down(referral, DECLINED, "Bor i en annan kommun.", by=town.worker.actor, today=TODAY)
        for again in (
            lambda: turn_down(referral, DECLINED, "Igen.", by=town.worker.actor, today=TODAY),
            lambda: opened(referral, town.worker, town),
        ):
            with pytest.raises(Refused, match="redan besvarad"):
                again()
        assert not Case.objects.filter(person=referral.person).exists()

    def test_a_stranger_with_a_referral_of_his_own_answers_nothing_here(self, town):
        referral = registered(town)
        registered(town, unit=town.elsewhere, by=town.stranger, who=Who(newcomer(first_name="Bo")))
        with pytest.raises(Forbidden):
            turn_down(referral, DECLINED, "Nej.", by=town.stranger.actor, today=TODAY)
        abroad = builders.a_seat(Role.CASEWORKER, builders.a_principal())
        with pytest.raises(Forbidden):
            turn_down(referral, DECLINED, "Nej.", by=abroad.actor, today=TODAY)

    def test_about_a_protected_person_only_the_named_answer(self, town, case):
        referral = registered(town, case.person)
        builders.protect(case.person)
        with pytest.raises(Forbidden, match="namngiven"):
            turn_down(Referral.objects.get(), DECLINED, "Nej.", by=town.head.actor, today=TODAY)
        assert referral in Referral.objects.awaiting()

    def test_what_awaits_is_shown_to_the_units_caseworkers_and_heads(self, town, case):
        registered(town, case.person)
        for seat, count in ((town.worker, 1), (town.head, 1), (town.stranger, 0)):
            groups = {group.key: group for group in awaiting(seat.actor, TODAY)}
            assert len(groups["referrals"].lines if "referrals" in groups else []) == count


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_who_answer_at_once_one_does(self):
        town = build_town()
        referral = registered(town)
        outcomes = at_once(
            lambda: opened(referral, town.worker, town),
            lambda: turn_down(referral, DECLINED, "Inte aktuell.", by=town.head.actor, today=TODAY),
        )
        assert len(refusals(outcomes)) == 1
        assert ReferralOutcome.objects.count() == 1
        opened_one = ReferralOutcome.objects.get().kind == ReferralOutcome.Kind.OPENED
        assert Case.objects.filter(person=referral.person).exists() == opened_one


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
class TestPages:
    def test_a_referral_is_registered_and_a_case_opened_from_it(self, client, town):
        client.force_login(town.worker.user)
        address = reverse("register_referral")
        assert client.get(address).status_code == 200
        number = builders.a_personal_number(BORN).formatted()
        assert client.post(address, {"personal_number": number, "sok": "ja"}).status_code == 200
        sent = {
            "personal_number": number,
            "first_name": "Amina",
            "last_name": "Noor",
            "source": "annan",
            "asks_for": "Vägen till arbete.",
            "received_on": "2026-03-02",
            "unit": town.unit.pk,
        }
        wrong = client.post(address, sent).content.decode()
        assert "Skriv vem som hänvisar." in wrong
        assert "Vägen till arbete." in wrong
        done = client.post(address, {**sent, "sender": "Region Stockholm"})
        page = client.get(done["Location"]).content.decode()
        assert "Väntar på svar" in page
        assert "14 dagar" in page
        referral = Referral.objects.get()
        address = reverse("open_from_referral", args=[referral.pk])
        assert 'value="Annan: Region Stockholm"' in client.get(address).content.decode()
        opened = client.post(address, {"opened_on": "2026-03-16", "target_group": "sprak"})
        assert opened["Location"] == Case.objects.latest("pk").get_absolute_url()
        assert "Ärende öppnat" in client.get(referral.get_absolute_url()).content.decode()

    def test_it_is_taken_up_and_turned_down_on_its_pages(self, client, town, case):
        client.force_login(town.worker.user)
        referral = registered(town, case.person)
        assert "Ta upp i det öppna ärendet" in client.get(referral.get_absolute_url()).content.decode()
        address = reverse("take_up_referral", args=[referral.pk])
        assert case.number in client.get(address).content.decode()
        assert client.post(address)["Location"] == case.get_absolute_url()
        assert "redan besvarad" in client.post(address).content.decode()
        other = registered(town)
        address = reverse("turn_down_referral", args=[other.pk])
        kept = client.post(address, {"kind": "withdrawn", "reason": ""})
        assert "checked" in kept.content.decode()
        assert client.post(address, {"kind": "withdrawn", "reason": "Har fått arbete."}).status_code == 302
        assert "Återkallad" in client.get(other.get_absolute_url()).content.decode()

    def test_a_person_with_an_open_case_at_another_unit_is_told_by_unit(self, client, town):
        far = Case.objects.get(unit=town.elsewhere)
        referral = registered(town, far.person)
        client.force_login(town.worker.user)
        page = client.get(referral.get_absolute_url()).content.decode()
        assert "öppet ärende på Ungdomsenheten" in page
        assert far.number not in page
        address = reverse("take_up_referral", args=[referral.pk])
        assert "inget öppet ärende på din enhet" in client.get(address).content.decode()

    def test_another_unit_and_other_roles_see_no_referral(self, client, town):
        referral = registered(town)
        controller = builders.a_seat(Role.CONTROLLER, town.principal)
        for seat, status in ((town.stranger, 404), (controller, 404)):
            client.force_login(seat.user)
            assert client.get(referral.get_absolute_url()).status_code == status
        client.force_login(town.stranger.user)
        assert client.get(reverse("inflow")).context["lines"] == []

    def test_who_is_protected_is_named_in_no_list_and_the_page_is_closed(self, client, town, case):
        referral = registered(town, case.person)
        builders.protect(case.person)
        client.force_login(town.head.user)
        shown = client.get(reverse("inflow")).content.decode()
        assert case.person.pseudonym in shown
        assert case.person.last_name not in shown
        assert client.get(referral.get_absolute_url()).status_code == 403

    def test_filters_narrow_the_list(self, client, town, case):
        registered(town, case.person)
        down = registered(town, source=Referral.Source.SELF)
        turn_down(down, DECLINED, "Flyttar.", by=town.worker.actor, today=TODAY)
        client.force_login(town.worker.user)
        for asked, count in (("", 1), ("?status=alla", 2), ("?status=alla&kalla=sjalv", 1), ("?kalla=x", 0)):
            assert len(client.get(reverse("inflow") + asked).context["lines"]) == count

    def test_the_list_costs_the_same_at_ten_and_two_hundred(self, client, town):
        client.force_login(town.worker.user)

        def many(count):
            for n in range(count):
                person = builders.a_person(town.principal)
                Referral.objects.create(
                    principal=town.principal,
                    unit=town.unit,
                    person=person,
                    source="sjalv",
                    asks_for=f"{n}",
                    received_on=TODAY - timedelta(days=n),
                    registered_by=town.worker.user,
                )

        def cost(asked):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse("inflow") + asked).status_code == 200
            return len(captured)

        many(10)
        cost("")
        few = [cost(asked) for asked in ("", "?status=alla&kalla=sjalv", "?sortera=-inkom")]
        many(60)
        assert [cost(a) - 1 for a in ("", "?status=alla&kalla=sjalv", "?sortera=-inkom")] == few
