"""A provider asks to be let out of the register, and an officer decides."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions.ask_to_end import ask_to_end, can_ask_to_end, drop, own_rights, take_back
from stegvis.providers.actions.end_on_request import end_on_request
from stegvis.providers.end_requests import tag_of, to_decide
from stegvis.providers.models import Authorisation, EndRequest
from stegvis.providers.rules import ending as rules
from tests import builders
from tests.builders import TODAY
from tests.racing import race

LAST_DAY = date(2026, 4, 30)
WHY = "Vi lägger ner verksamheten."


@pytest.fixture
def town(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    principal = builders.a_principal()
    provider = builders.a_provider(principal, "Stegen ek. för.")
    with clock.frozen(TODAY):
        yield SimpleNamespace(
            principal=principal,
            provider=provider,
            officer=builders.a_seat(Role.QUALITY_OFFICER, principal),
            administrator=builders.a_seat(
                Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR
            ),
            sai=builders.an_intervention(principal, "sai"),
        )


def asked_by(town, about=None, last_day=LAST_DAY, reason=WHY):
    return ask_to_end(town.provider, about, last_day, reason, by=town.administrator.actor, today=TODAY)


def decide(town, asked, last_day=LAST_DAY):
    return end_on_request(
        town.provider,
        asked.intervention,
        last_day,
        "Bad om det.",
        asked=asked,
        by=town.officer.actor,
        today=TODAY,
    )


def test_it_is_asked_for_what_the_provider_has_once_and_from_today_on():
    ok = {"has_right": True, "is_asked": False, "today": TODAY}
    assert rules.may_ask(TODAY, **ok).ok
    assert rules.may_ask(None, **ok).ok
    for wrong in ({"has_right": False}, {"is_asked": True}):
        assert not rules.may_ask(TODAY, **(ok | wrong)).ok
    assert not rules.may_ask(TODAY - timedelta(days=1), **ok).ok
    assert not rules.may_settle(closed_on=TODAY).ok
    assert rules.may_drop(closed_on=None, can_end=False).ok
    assert not rules.may_drop(closed_on=None, can_end=True).ok
    assert not rules.may_drop(closed_on=TODAY, can_end=False).ok


@pytest.mark.django_db
class TestTheWish:
    def test_what_is_decided_answers_it_in_the_same_breath(self, town):
        asked = asked_by(town)
        assert list(to_decide(town.officer.actor, TODAY)) == [asked]
        assert asked_by(town) == asked  # pressed twice
        made = decide(town, asked)
        asked.refresh_from_db()
        assert (asked.decision, asked.closed_on, asked.closed_by) == (made, TODAY, town.officer.user)
        assert not to_decide(town.officer.actor, TODAY)
        with pytest.raises(Refused, match="stängdes"):
            decide(town, asked)
        assert town.provider.decisions.count() == 1

    def test_one_that_is_taken_back_is_not_decided_on(self, town):
        asked = asked_by(town)
        seen_by_the_officer = EndRequest.objects.get()
        take_back(asked, by=town.administrator.actor, today=TODAY)
        with pytest.raises(Refused, match="stängdes"):
            decide(town, seen_by_the_officer)
        assert not town.provider.decisions.exists()
        with pytest.raises(Refused):
            take_back(seen_by_the_officer, by=town.administrator.actor, today=TODAY)
        assert asked_by(town).pk != asked.pk

    def test_a_decision_made_without_looking_at_it_answers_it_too(self, town):
        asked, other = asked_by(town, town.sai), builders.an_intervention(town.principal, "ssv")
        also = asked_by(town, other)
        made = end_on_request(
            town.provider, town.sai, LAST_DAY, "Ringde.", by=town.officer.actor, today=TODAY
        )
        asked.refresh_from_db()
        also.refresh_from_db()
        assert asked.decision == made
        assert also.closed_on is None

    def test_the_whole_holds_its_parts(self, town):
        asked_by(town)
        with pytest.raises(Refused, match="redan begärt"):
            asked_by(town, town.sai)
        assert not can_ask_to_end(town.provider, town.administrator.actor, TODAY).ok

    def test_only_what_the_provider_has_can_be_asked_about(self, town):
        Authorisation.objects.all().delete()
        assert own_rights(town.provider, TODAY) == []
        with pytest.raises(Refused, match="ingen auktorisation"):
            asked_by(town)
        other = builders.an_intervention(town.principal, "ssv")
        Authorisation.objects.create(
            principal=town.principal, provider=town.provider, intervention=other, period=Period(TODAY)
        )
        assert own_rights(town.provider, TODAY) == [None, other]

    def test_the_municipality_closes_it_only_when_nothing_is_left_to_end(self, town):
        asked = asked_by(town, town.sai)
        with pytest.raises(Refused, match="Besluta"):
            drop(asked, by=town.officer.actor, today=TODAY)
        end_on_request(town.provider, None, LAST_DAY, "Allt.", by=town.officer.actor, today=TODAY)
        drop(asked, by=town.officer.actor, today=TODAY)
        asked.refresh_from_db()
        assert asked.closed_on and asked.decision is None
        assert tag_of(asked).text == "Stängd utan beslut"

    def test_only_its_own_administrator_asks_and_takes_back(self, town):
        asked = asked_by(town)
        for seat in (
            builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=town.provider),
            builders.a_seat(
                Role.PROVIDER_STAFF,
                town.principal,
                provider=builders.a_provider(town.principal),
                duty=Duty.ADMINISTRATOR,
            ),
            town.officer,
        ):
            with pytest.raises(Forbidden):
                ask_to_end(town.provider, town.sai, LAST_DAY, "", by=seat.actor, today=TODAY)
            with pytest.raises(Forbidden):
                take_back(asked, by=seat.actor, today=TODAY)
        with pytest.raises(Forbidden):
            drop(asked, by=town.administrator.actor, today=TODAY)


@pytest.mark.django_db
class TestItsPages:
    def test_from_the_wish_to_the_decision(self, client, town):
        client.force_login(town.administrator.user)
        address = reverse("ask_to_end", args=[town.provider.pk])
        assert address in client.get(town.provider.get_absolute_url()).content.decode()
        sent = {"about": "alla", "last_day": "2026-03-01", "reason": WHY}
        assert WHY in client.post(address, sent).content.decode()
        sent["last_day"] = LAST_DAY.isoformat()
        first = client.post(address, sent)
        again = client.post(address, sent)
        asked = EndRequest.objects.get()
        assert first.url == again.url == asked.get_absolute_url()

        client.force_login(town.officer.user)
        decide = reverse("decide_end_request", args=[asked.pk])
        assert decide in client.get(asked.get_absolute_url()).content.decode()
        page = client.get(decide).content.decode()
        assert WHY in page and f'value="{LAST_DAY}"' in page
        sent = {"about": "alla", "last_day": LAST_DAY.isoformat(), "reasons": "Begärde det."}
        assert client.post(decide, sent).url == asked.get_absolute_url()
        assert client.post(decide, sent).url == asked.get_absolute_url()  # pressed twice
        number = town.provider.decisions.get().number
        client.force_login(town.administrator.user)
        assert number in client.get(asked.get_absolute_url()).content.decode()

    def test_a_window_left_open_over_a_wish_taken_back_is_told(self, client, town):
        asked = asked_by(town)
        client.force_login(town.administrator.user)
        client.post(reverse("take_back_end_request", args=[asked.pk]))
        client.force_login(town.officer.user)
        sent = {"about": "alla", "last_day": LAST_DAY.isoformat(), "reasons": "Begärde det."}
        page = client.post(reverse("decide_end_request", args=[asked.pk]), sent).content.decode()
        assert "Begäran stängdes 2026-03-16" in page
        assert "Begärde det." in page
        assert not town.provider.decisions.exists()
        told = client.get(asked.get_absolute_url()).content.decode()
        assert "Återtagen" in told and "tog tillbaka begäran" in told


@pytest.mark.django_db(transaction=True)
def test_a_wish_taken_back_at_the_moment_of_the_decision_is_one_or_the_other(town):
    asked = asked_by(town)
    ways = race(
        lambda: decide(town, EndRequest.objects.get()),
        lambda: take_back(EndRequest.objects.get(), by=town.administrator.actor, today=TODAY),
        lambda: decide(town, EndRequest.objects.get()),
    )
    asked.refresh_from_db()
    assert ways == ["done", "refused", "refused"]
    assert town.provider.decisions.count() == (asked.decision is not None)
