"""The register of providers against the database: pauses, facts, places and owners."""

from datetime import date

import pytest

from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.period import Period
from stegvis.providers.actions import facts, open_intake, pause_intake
from stegvis.providers.models import Authorisation, IntakePause, OwnershipChange, Provider, Site
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

KNOWN = dict.fromkeys(facts.FACTS, "") | {
    "places": 12,
    "waiting_days": None,
    "languages": "svenska, somaliska",
}
PLACE = {
    "name": "",
    "address": "Storgatan 1",
    "postal_code": "13140",
    "town": "Nackby",
    "latitude": None,
    "longitude": None,
}


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal)


@pytest.fixture
def keeper(principal):
    return builders.a_seat(Role.QUALITY_OFFICER, principal).actor


def at(provider, duty):
    return builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider, duty=duty).actor


def pause(provider, by, *, intervention=None, period=None):
    return pause_intake(provider, intervention, period or Period(TODAY), "Sjukdom.", by=by, today=TODAY)


def test_a_pause_for_one_intervention_leaves_the_others_open(principal, provider, keeper):
    sai, jobbpeng = builders.an_intervention(principal, "sai"), builders.an_intervention(principal)
    pause(provider, keeper, intervention=sai)
    assert not Provider.objects.taking_customers(sai.pk, TODAY).exists()
    assert Provider.objects.taking_customers(jobbpeng.pk, TODAY).get() == provider


def test_whose_decision_a_pause_was_is_kept(provider, keeper):
    own = pause(provider, at(provider, Duty.COORDINATOR), period=Period(TODAY, date(2026, 4, 1)))
    told = pause(provider, keeper, period=Period(date(2026, 4, 1)))
    assert not own.by_principal
    assert told.by_principal


def test_what_the_principal_has_paused_the_provider_does_not_open(provider, keeper):
    staff = at(provider, Duty.ADMINISTRATOR)
    told = pause(provider, keeper)
    with pytest.raises(Forbidden, match="Kontakta kommunen"):
        open_intake(told, TODAY, by=staff, today=TODAY)
    open_intake(told, TODAY, by=keeper, today=TODAY)
    own = pause(provider, staff)
    open_intake(own, TODAY, by=staff, today=TODAY)
    assert not provider.pauses.exists()


def test_a_pause_that_has_begun_keeps_its_days_when_the_intake_opens(provider, keeper):
    begun = builders.a_pause(provider, Period(date(2026, 3, 1)))
    open_intake(begun, TODAY, by=keeper, today=TODAY)
    begun.refresh_from_db()
    assert begun.period == Period(date(2026, 3, 1), TODAY)
    with pytest.raises(Refused, match="redan slut"):
        open_intake(begun, TODAY, by=keeper, today=TODAY)


def test_the_same_days_are_not_paused_twice(provider, keeper):
    pause(provider, keeper)
    with pytest.raises(Refused, match="redan pausat"):
        pause(provider, keeper, period=Period(date(2026, 5, 1)))


def test_the_providers_administrator_keeps_its_facts_and_places_and_no_others(principal, provider):
    staff = at(provider, Duty.ADMINISTRATOR)
    facts.change_facts(provider, KNOWN, by=staff)
    provider.refresh_from_db()
    assert provider.spoken == ["svenska", "somaliska"]
    site = facts.add_site(provider, PLACE, TODAY, by=staff)
    facts.close_site(site, date(2026, 6, 30), by=staff)
    site.refresh_from_db()
    assert site.period.last_day == date(2026, 6, 30)
    stranger = builders.a_provider(principal, places=3)
    with pytest.raises(Forbidden):
        facts.change_facts(stranger, KNOWN, by=staff)
    with pytest.raises(Forbidden):
        facts.add_site(stranger, PLACE, TODAY, by=staff)


def test_who_may_not_keep_facts(principal, provider):
    seats = [at(provider, Duty.COORDINATOR), at(provider, Duty.SUPERVISOR)]
    seats += [builders.a_seat(role, principal).actor for role in (Role.CASEWORKER, Role.CHAIR)]
    seats.append(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()).actor)
    for actor in seats:
        with pytest.raises(Forbidden):
            facts.change_facts(provider, KNOWN, by=actor)
        with pytest.raises(Forbidden):
            change_owner(provider, by=actor)
    for actor in seats[1:]:
        with pytest.raises(Forbidden):
            pause(provider, actor)


def change_owner(provider, *, by, number="5560360793"):
    return facts.change_owner(provider, "Nya AB", number, TODAY, "Bolaget är sålt.", by=by, today=TODAY)


def test_a_change_of_owner_keeps_who_it_was(provider, keeper):
    former = provider.name, provider.organisation_number
    change = change_owner(provider, by=keeper)
    provider.refresh_from_db()
    assert (provider.name, provider.organisation_number) == ("Nya AB", "5560360793")
    assert (change.old_name, change.old_organisation_number) == former
    assert provider.authorisations.get().period.contains(TODAY)


def test_no_organisation_takes_the_number_of_another(principal, provider, keeper):
    other = builders.a_provider(principal)
    with pytest.raises(Refused, match="redan en anordnare"):
        change_owner(provider, by=keeper, number=other.organisation_number)
    provider.refresh_from_db()
    assert provider.name != "Nya AB"
    assert not OwnershipChange.objects.exists()


def test_a_provider_reaches_its_own_rows_of_the_register_whatever_is_asked(principal, provider, keeper):
    other = builders.a_provider(principal)
    for each in (provider, other):
        pause(each, keeper)
        facts.add_site(each, PLACE, TODAY, by=keeper)
    change_owner(other, by=keeper)
    with scope.within(Scope(principal_id=principal.pk, provider_id=provider.pk)):
        for model in (Authorisation, IntakePause, Site):
            assert [row.provider_id for row in model.objects.all()] == [provider.pk], model
        assert not OwnershipChange.objects.exists()
        assert Provider.objects.filter(pk=other.pk).update(places=0) == 0
        assert Provider.objects.filter(pk=provider.pk).update(places=9) == 1
    with scope.within(Scope(principal_id=principal.pk, person_id=1)):  # a resident chooses among all
        assert Authorisation.objects.count() == Site.objects.count() == 2
        assert not OwnershipChange.objects.exists()
