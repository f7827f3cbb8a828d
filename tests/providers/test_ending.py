"""A provider leaves on its own request, and where postal codes lie is read from a file."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from stegvis.assignments.facts import facts_of_giving
from stegvis.casework.offers import offer_facts, open_offers
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions.end_on_request import end_on_request
from stegvis.providers.models import Authorisation, PostalArea, Provider
from stegvis.providers.postal_areas import BadFile, Place, read_places
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 4, 30)


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal)


@pytest.fixture
def keeper(principal):
    return builders.a_seat(Role.QUALITY_OFFICER, principal)


def test_a_provider_that_asks_to_leave_keeps_its_last_day_and_its_people_choose_anew(
    principal, provider, keeper
):
    intervention = builders.an_intervention(principal)
    assignment = builders.an_assignment(builders.a_case(builders.a_unit(principal)), provider=provider)
    decision = end_on_request(provider, None, LAST_DAY, "Bad om det.", by=keeper.actor, today=TODAY)
    assert decision.number.startswith("BA")
    assert Provider.objects.authorised_for(intervention.pk, LAST_DAY).exists()
    assert not Provider.objects.authorised_for(intervention.pk, date(2026, 5, 1)).exists()
    assignment.refresh_from_db()
    assert assignment.period.last_day == LAST_DAY
    with pytest.raises(Refused):
        end_on_request(provider, None, LAST_DAY, "En gång till.", by=keeper.actor, today=date(2026, 5, 2))


def test_who_would_be_there_after_the_last_day_neither_chooses_the_provider_nor_is_given_to_it(
    principal, provider, keeper
):
    unit = builders.a_unit(principal)
    case, later = builders.a_case(unit), builders.a_case(unit)
    short = builders.a_decision(case, period=Period(TODAY, date(2026, 5, 1)))
    long = builders.a_decision(later, short.intervention, period=Period(TODAY, date(2026, 5, 2)))
    assert offer_facts(long, provider, TODAY).authorised
    end_on_request(provider, None, LAST_DAY, "Bad om det.", by=keeper.actor, today=TODAY)
    assert offer_facts(short, provider, TODAY).authorised
    assert open_offers(short, TODAY) == [provider]
    assert not offer_facts(long, provider, TODAY).authorised
    assert open_offers(long, TODAY) == []
    assert facts_of_giving(builders.a_choice(short, provider), TODAY).provider_authorised
    choice = builders.a_choice(long, provider)
    assert not facts_of_giving(choice, TODAY).provider_authorised
    Authorisation.objects.create(principal=principal, provider=provider, period=Period(date(2026, 5, 1)))
    assert facts_of_giving(choice, TODAY).provider_authorised


def test_only_keepers_end_and_never_for_days_that_have_passed(principal, provider, keeper):
    for seat in (
        builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider),
        builders.a_seat(Role.CHAIR, principal),
        builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()),
    ):
        with pytest.raises(Forbidden):
            end_on_request(provider, None, LAST_DAY, "Nej.", by=seat.actor, today=TODAY)
    with pytest.raises(Refused, match="i dag eller en senare"):
        end_on_request(provider, None, date(2026, 3, 1), "Sent.", by=keeper.actor, today=TODAY)


def test_no_decision_tells_a_later_last_day_than_the_right_has(principal, keeper):
    """On the very last day it can be ended: then its people choose anew."""
    provider = builders.a_provider(principal, authorised=Period(date(2015, 1, 1), date(2026, 5, 1)))
    told = {"by": keeper.actor, "today": TODAY}
    with pytest.raises(Refused, match="slutar av sig själv före den dagen"):
        end_on_request(provider, None, date(2026, 5, 1), "Bad om det.", **told)
    end_on_request(provider, None, LAST_DAY, "Bad om det.", **told)


def test_the_page_keeps_what_was_typed_and_then_decides(client, settings, provider, keeper):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        client.force_login(keeper.user)
        address = reverse("end_on_request", args=[provider.pk])
        typed = {"about": "alla", "last_day": "2026-03-01", "reasons": "Brev den 10 mars."}
        page = client.post(address, typed).content.decode()
        assert "Brev den 10 mars." in page
        client.post(address, typed | {"last_day": "2026-04-30"})
        assert provider.decisions.get().kind == "end"


# --- postal codes ---------------------------------------------------------------------------------

GOOD = "postnummer;latitud;longitud\n131 40;59,3099;18.16376\n13152;59.30000;18.10000\n"


def test_postal_codes_are_read_with_comma_or_point():
    first, _ = read_places(GOOD.splitlines())
    assert first == Place("13140", Decimal("59.30990"), Decimal("18.16376"))


def test_every_wrong_row_is_told():
    rows = [
        "postnummer;latitud;longitud",
        "1314;59;18",
        "13140;x;18",
        "13141;91;18",
        "13142;59;18",
        "13142;1;1",
    ]
    with pytest.raises(BadFile) as bad:
        read_places(rows)
    assert [problem.partition(":")[0] for problem in bad.value.problems] == [
        "Rad 2",
        "Rad 3",
        "Rad 4",
        "Rad 6",
    ]
    with pytest.raises(BadFile, match="Första raden"):
        read_places(["kod;x;y"])


def test_the_file_takes_the_place_of_what_was_known_of_that_principal_alone(principal, tmp_path):
    elsewhere = builders.a_principal()
    for each in (principal, elsewhere):
        PostalArea.objects.create(principal=each, postal_code="99999", latitude=1, longitude=1)
    file = tmp_path / "postnummer.csv"
    file.write_text(GOOD, encoding="utf-8")
    call_command("read_postal_areas", str(file), slug=principal.slug)
    codes = PostalArea.objects.filter(principal=principal).values_list("postal_code", flat=True)
    assert set(codes) == {"13140", "13152"}
    assert PostalArea.objects.get(principal=elsewhere).postal_code == "99999"
    with pytest.raises(CommandError, match="Ingen huvudman"):
        call_command("read_postal_areas", str(file), slug="finns-inte")
