"""Finding cases: by name, number and case number, filtered, sorted and paged; and what awaits whom."""

import base64
import json
from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from stegvis.casework.models import Case, FollowUp
from stegvis.casework.models.search import number_beginnings
from stegvis.casework.views.listing import SORTINGS
from stegvis.core.paging import KeysetPage
from stegvis.core.waiting import awaiting
from stegvis.registry.models import PersonIdentifier
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def asa(town):
    """Åsa, with a number of her own."""
    person = builders.a_person(
        town.principal, born=date(1985, 1, 20), first_name="Åsa", last_name="O’Brien-Müller"
    )
    return builders.a_case(town.unit, person=person, caseworker=town.worker.user, number="AFN 2021/196")


def found(town, text, actor=None):
    asked_by = actor or town.worker.actor
    return list(Case.objects.visible_to(asked_by).search(text, asked_by))


def knowing(town, person):
    """The caseworker, named to know who the person is."""
    return replace(town.worker.actor, protected_person_ids=frozenset({person.pk}))


def number_of(case):
    return case.person.identifiers.get().value


@pytest.mark.parametrize("text", ["asa", "Åsa mül", "brien ÅSA", "muller o'brien"])
def test_a_person_is_found_by_the_beginnings_of_her_names(town, asa, case, text):
    assert found(town, text) == [asa]


def test_a_person_is_found_by_her_number_however_it_is_written(town, asa, case):
    number = number_of(asa)
    forms = [
        number,
        number[2:],
        f"{number[:8]}-{number[8:]}",
        f"{number[2:8]}-{number[8:]}",
        f" {number[2:8]} {number[8:]}",
    ]
    for text in [*forms, number[:8], number[2:8], number[:6]]:
        assert found(town, text) == [asa], text


def test_fewer_than_six_digits_find_nobody_by_number(town, asa):
    assert found(town, number_of(asa)[2:7]) == []


@pytest.mark.parametrize("text", ["AFN 2021/196", "afn 2021"])
def test_a_case_is_found_by_its_number(town, asa, case, text):
    assert found(town, text) == [asa]


@pytest.mark.parametrize("text", ["%", "'", "x:*y", "& |", "!!", "\\", "((", "å" * 100, "0" * 100])
def test_odd_signs_find_nothing_and_harm_nothing(town, asa, text):
    assert found(town, text) == []


def test_no_search_reaches_another_unit(town, asa):
    everywhere = Case.objects.visible_to(town.stranger.actor)
    assert not everywhere.search("Åsa", town.stranger.actor).exists()
    assert not everywhere.search(number_of(asa), town.stranger.actor).exists()


def test_a_protected_person_is_found_only_by_the_whole_number_or_the_case_number(town, asa):
    builders.protect(asa.person)
    number, named = number_of(asa), knowing(town, asa.person)
    assert found(town, "Åsa", named) == []
    assert found(town, number[:8], named) == []
    assert found(town, number[2:], named) == [asa]
    assert found(town, "AFN 2021/196") == [asa]


def test_nobody_but_named_staff_learns_that_a_protected_persons_number_is_here(town, asa):
    builders.protect(asa.person)
    other = builders.protect(builders.a_person(town.principal))
    for text in (number_of(asa), number_of(asa)[2:], "Åsa", number_of(asa)[:8]):
        assert found(town, text) == []
        assert found(town, text, knowing(town, other)) == []


def test_a_person_with_two_numbers_is_found_once(town, asa):
    PersonIdentifier.objects.create(
        principal=town.principal, person=asa.person, kind="coordination", value="198501800009"
    )
    assert found(town, "198501") == [asa]


def test_six_digits_may_begin_either_form():
    assert number_beginnings("850120") == ["850120", "19850120", "20850120"]
    assert number_beginnings("19850120-12") == ["1985012012", "191985012012", "201985012012"]
    assert number_beginnings("19850120-123") == ["19850120123"]
    assert number_beginnings("85012") == []
    assert number_beginnings("anna") == []


def test_neither_place_nor_address_of_the_next_page_says_what_a_protected_person_is_called(town, asa):
    for name in ("Abel", "Öberg"):
        builders.a_case(town.unit, person=builders.a_person(town.principal, last_name=name))
    type(asa.person).objects.filter(pk=asa.person.pk).update(protection="protected")
    cases = Case.objects.filter(unit=town.unit).in_list()
    first = KeysetPage(cases, SORTINGS, QueryDict("sortera=namn"), size=1)
    assert first.rows == [asa]
    position = first.next_url.partition("efter=")[2]
    said = base64.urlsafe_b64decode(position + "=" * (-len(position) % 4)).decode()
    assert json.loads(said) == ["", asa.pk]
    second = KeysetPage(cases, SORTINGS, QueryDict(first.next_url[1:]), size=5)
    assert len(second.rows) == cases.count() - 1


def test_the_list_never_names_a_protected_person(client, town, asa):
    type(asa.person).objects.filter(pk=asa.person.pk).update(protection="protected")
    client.force_login(town.worker.user)
    page = client.get(reverse("cases")).content.decode()
    assert "Skyddad person" in page
    assert "Müller" not in page
    assert number_of(asa)[8:] not in page


def test_filters_stand_in_the_address_and_narrow_the_list(client, town, asa, case):
    builders.a_decision(asa, builders.an_intervention(town.principal, "sai"))
    builders.a_case(town.unit, number="FRI1")
    builders.a_case(town.unit, closed_on=date(2026, 2, 1), number="SLUT1")
    client.force_login(town.worker.user)

    def numbers(asked):
        return {line["number"] for line in client.get(reverse("cases"), asked).context["lines"]}

    assert numbers({}) == {asa.number, case.number, "FRI1"}
    assert numbers({"status": "avslutade"}) == {"SLUT1"}
    assert numbers({"status": "alla"}) == {asa.number, case.number, "FRI1", "SLUT1"}
    assert numbers({"handlaggare": "mina"}) == {asa.number, case.number}
    assert numbers({"handlaggare": "ingen"}) == {"FRI1"}
    assert numbers({"insats": asa.decisions.get().intervention_id}) == {asa.number}
    assert numbers({"malgrupp": "sprak"}) == set()
    assert numbers({"malgrupp": "finns-inte"}) == set()


def test_a_closed_case_searched_for_among_open_ones_is_one_link_away(client, town):
    builders.a_case(town.unit, closed_on=date(2026, 2, 1), number="SLUT1")
    client.force_login(town.worker.user)
    page = client.get(reverse("cases"), {"q": "SLUT1"})
    assert "Sök även bland avslutade" in page.content.decode()
    again = client.get(reverse("cases") + page.context["search_all_url"])
    assert [line["number"] for line in again.context["lines"]] == ["SLUT1"]


@pytest.mark.parametrize("sorting", ["oppnat", "-oppnat", "namn", "-namn", "nummer", "-nummer"])
def test_paging_shows_every_case_once_in_every_sorting(client, town, sorting):
    for n in range(60):
        builders.a_case(town.unit, opened_on=date(2026, 1, 1 + n % 5))
    client.force_login(town.worker.user)
    address, seen = f"?sortera={sorting}", []
    while address:
        page = client.get(reverse("cases") + address)
        seen += [line["url"] for line in page.context["lines"]]
        address = page.context["page"].next_url
    assert len(seen) == len(set(seen)) == 60


def waiting_for(seat):
    return {group.key: [line.url for line in group.lines] for group in awaiting(seat.actor, TODAY)}


def test_each_step_awaits_the_one_who_takes_it(town):
    mine = {"caseworker": town.worker.user}
    new = builders.a_case(town.unit, **mine)
    assessed = builders.a_case(town.unit, **mine)
    builders.an_assessment(assessed)
    granted = builders.a_case(town.unit, **mine)
    builders.an_assessment(granted)
    decision = builders.a_decision(granted)
    chosen = builders.a_case(town.unit, **mine)
    builders.an_assessment(chosen)
    builders.a_choice(builders.a_decision(chosen))
    done = builders.a_case(town.unit, closed_on=date(2025, 9, 1), opened_on=date(2025, 1, 1), **mine)
    planned = FollowUp.objects.create(principal=town.principal, case=done, due_on=date(2026, 3, 1))
    FollowUp.objects.create(principal=town.principal, case=done, due_on=date(2026, 5, 1))
    free = builders.a_case(town.unit)
    awaited = waiting_for(town.worker)
    assert awaited["assessment"] == [reverse("assess", args=[new.pk])]
    assert awaited["decision"] == [reverse("decide", args=[assessed.pk])]
    assert awaited["choice"] == [reverse("choose", args=[decision.pk])]
    assert awaited["follow_up"] == [reverse("follow_up", args=[planned.pk])]
    assert "unassigned" not in awaited
    assert waiting_for(town.head)["unassigned"] == [reverse("hand_over", args=[free.pk])]
    strangers = waiting_for(town.stranger)
    assert len(strangers.get("assessment", [])) == 1
    assert set(strangers) <= {"assessment"}


def test_a_protected_person_is_not_found_by_most_of_the_number(town):
    hidden = builders.a_person(town.principal, born=date(1971, 3, 9), protection="protected")
    case = builders.a_case(town.unit, person=hidden)
    number = hidden.identifiers.get().value
    found = {
        text: list(Case.objects.search(text, knowing(town, hidden)))
        for text in (number, number[:11], number[:10])
    }
    assert found == {number: [case], number[:11]: [], number[:10]: []}
    assert list(Case.objects.search(number[2:], knowing(town, hidden))) == [case]
