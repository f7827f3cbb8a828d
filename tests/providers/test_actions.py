"""The verbs about providers against the database."""

from datetime import date

import pytest

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions import end_authorisation, take_over
from stegvis.providers.models import Provider, ProviderDecision
from tests import builders
from tests.builders import TODAY
from tests.providers.building import an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def keeper(principal):
    return builders.a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal, authorised=None)


@pytest.fixture
def administrator(principal):
    return builders.a_seat(Role.ADMINISTRATOR, principal)


def taken_over(provider, intervention, by, start=TODAY, older_decision="AN 2019/14"):
    return take_over(provider, intervention, Period(start), older_decision, by=by.actor, today=TODAY)


def test_a_right_of_an_older_register_is_written_in_by_a_human(principal, administrator, provider):
    sai, jobbpeng = builders.an_intervention(principal, "sai"), builders.an_intervention(principal)
    given = taken_over(provider, sai, administrator)
    assert (given.decided_by, given.note, given.decision) == (administrator.user, "AN 2019/14", None)
    assert Provider.objects.authorised_for(sai.pk, TODAY).get() == provider
    assert not Provider.objects.authorised_for(jobbpeng.pk, TODAY).exists()


def test_an_authorisation_for_all_stands_beside_one_for_a_single_intervention(
    principal, administrator, provider
):
    taken_over(provider, builders.an_intervention(principal), administrator)
    taken_over(provider, None, administrator)
    with pytest.raises(Refused, match="redan auktoriserad"):
        taken_over(provider, None, administrator, date(2026, 3, 1))


@pytest.mark.parametrize("kind", ["refuse", "revoke", "interim", "end"])
def test_what_has_been_refused_or_taken_here_is_not_written_in(principal, administrator, provider, kind):
    sai, jobbpeng = builders.an_intervention(principal, "sai"), builders.an_intervention(principal)
    ProviderDecision.objects.create(
        principal=principal,
        number="BA2026-00007",
        kind=kind,
        provider=provider,
        intervention=sai,
        decided_on=TODAY,
        holds_from=TODAY,
        reasons="Brister.",
        decided_by=administrator.user,
    )
    for scope in (sai, None):
        with pytest.raises(Refused):
            taken_over(provider, scope, administrator)
    assert taken_over(provider, jobbpeng, administrator)


def test_who_was_refused_without_having_signed_in_is_not_written_in(principal, administrator, provider):
    sai, jobbpeng = builders.an_intervention(principal, "sai"), builders.an_intervention(principal)
    number = provider.organisation_number
    ProviderDecision.objects.create(
        principal=principal,
        number="BA2026-00007",
        kind="refuse",
        application=an_application(principal, sai, organisation_number=number, state="decided"),
        decided_on=TODAY,
        holds_from=TODAY,
        reasons="Brister.",
        decided_by=administrator.user,
    )
    for scope in (sai, None):
        with pytest.raises(Refused, match="BA2026-00007"):
            taken_over(provider, scope, administrator)
    assert taken_over(provider, jobbpeng, administrator)


def test_an_ended_authorisation_still_holds_on_its_last_day(principal, administrator, keeper, provider):
    intervention = builders.an_intervention(principal)
    given = taken_over(provider, None, administrator, date(2026, 1, 1))
    end_authorisation(given, date(2026, 3, 31), "Konkurs.", by=keeper.actor, today=TODAY)
    assert Provider.objects.authorised_for(intervention.pk, date(2026, 3, 31)).exists()
    assert not Provider.objects.authorised_for(intervention.pk, date(2026, 4, 1)).exists()
    given.refresh_from_db()
    assert given.note == "AN 2019/14\nKonkurs."


def test_only_administrators_write_in_what_nobody_has_tried_here(principal, keeper, provider):
    elsewhere = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    for seat in (keeper, builders.a_seat(Role.CHAIR, principal), elsewhere):
        with pytest.raises(Forbidden):
            taken_over(provider, None, seat)


def test_nobody_else_decides_about_a_provider(principal, provider):
    given = builders.Authorisation.objects.create(
        principal=principal, provider=provider, period=Period(date(2026, 1, 1))
    )
    strangers = [builders.a_seat(role, principal) for role in (Role.CASEWORKER, Role.ANALYST)]
    strangers.append(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider))
    strangers.append(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()))
    for seat in strangers:
        with pytest.raises(Forbidden):
            taken_over(provider, None, seat)
        with pytest.raises(Forbidden):
            end_authorisation(given, TODAY, "", by=seat.actor, today=TODAY)


def test_places_are_taken_by_assignments_that_run_and_by_choices_that_will_become_one(principal, provider):
    unit = builders.a_unit(principal)
    builders.an_assignment(builders.a_case(unit), provider=provider)
    builders.a_choice(builders.a_decision(builders.a_case(unit)), provider)
    builders.a_choice(builders.a_decision(builders.a_case(unit, closed_on=date(2026, 2, 1))), provider)
    over = Period(date(2026, 2, 2), TODAY)
    builders.an_assignment(builders.a_case(unit), provider=provider, period=over)
    assert Provider.objects.with_taken_places(TODAY).get(pk=provider.pk).taken_places == 2
