"""Whom it is about: with a number, a reserve number or none; somebody alike; one more number later."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from stegvis.casework.actions import open as opening_module
from stegvis.casework.actions import open_case
from stegvis.casework.actions.identifiers import give_number
from stegvis.casework.actions.open import Opening
from stegvis.casework.models import Case, TargetGroup
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.identifiers import PersonalNumber
from stegvis.registry.actions import find_person
from stegvis.registry.models import Person, PersonIdentifier
from stegvis.registry.numbers import ReserveNumber, parse_reserve_number
from tests import builders
from tests.builders import TODAY
from tests.casework.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

BORN = date(1991, 2, 3)
RESERVE = ReserveNumber("R123", "Region Stockholm")


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


def coordination_number(born=BORN, serial=238):
    nine = f"{born:%y%m}{born.day + 60}{serial:03}"
    return PersonalNumber(f"{born:%Y%m}{born.day + 60}{serial:03}{builders.luhn_digit(nine)}", "coordination")


def telling(town, **known):
    values = {
        "number": None,
        "unit": town.unit,
        "target_group": TargetGroup.LANGUAGE,
        "opened_on": TODAY,
        "first_name": "Amina",
        "last_name": "Noor",
        "birth_date": BORN,
        "sex": "K",
    }
    return Opening(**{**values, **known})


def opened(seat, told):
    return open_case(told, by=seat.actor, today=TODAY)


class TestRegistering:
    def test_a_person_without_any_number_is_registered_with_what_is_told(self, town):
        person = opened(town.worker, telling(town)).person
        assert (person.full_name, person.birth_date, person.sex) == ("Amina Noor", BORN, "K")
        assert not person.birth_date_is_certain
        assert not person.identifiers.exists()

    def test_a_reserve_number_is_kept_with_who_gave_it_and_found_again(self, town):
        person = opened(town.worker, telling(town, number=RESERVE)).person
        known = person.identifiers.get()
        assert (known.kind, known.value, known.issuer) == ("reserve", "R123", "Region Stockholm")
        assert find_person(town.principal.pk, ReserveNumber("R123", "region stockholm")) == person
        assert find_person(town.principal.pk, ReserveNumber("R123", "Region Skåne")) is None

    def test_a_coordination_numbers_birth_date_is_not_certain(self, town):
        person = opened(town.worker, telling(town, number=coordination_number())).person
        assert (person.birth_date, person.birth_date_is_certain) == (BORN, False)

    @pytest.mark.parametrize(
        ("missing", "field"),
        [
            ({"first_name": " "}, "first_name"),
            ({"last_name": ""}, "last_name"),
            ({"birth_date": None}, "birth_date"),
            ({"birth_date": date(2026, 4, 1)}, "birth_date"),
            ({"sex": ""}, "sex"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field_and_nobody_is_registered(self, town, missing, field):
        people = Person.objects.count()
        with pytest.raises(Refused) as refused:
            opened(town.worker, telling(town, **missing))
        assert field in refused.value.problems.by_field()
        assert Person.objects.count() == people

    @pytest.mark.parametrize(("typed", "issuer"), [("ABC", "Region"), ("1" * 21, "Region"), ("12", " ")])
    def test_a_reserve_number_needs_a_digit_an_issuer_and_has_a_longest_length(self, typed, issuer):
        with pytest.raises(ValueError, match=r"\w"):
            parse_reserve_number(typed, issuer)

    def test_a_reserve_number_is_stored_as_it_is_searched(self):
        assert parse_reserve_number(" r 123 ", " Region  Stockholm ") == RESERVE


@pytest.fixture
def known(town):
    """Amina Noor, with a coordination number and a closed case in our unit."""
    person = builders.a_person(town.principal, born=BORN, first_name="Amina", last_name="Noor", sex="K")
    person.identifiers.update(kind="coordination", value=coordination_number().value)
    Person.objects.filter(pk=person.pk).update(birth_date_is_certain=False)
    builders.a_case(town.unit, person=person, closed_on=date(2026, 2, 2))
    person.refresh_from_db()
    return person


class TestSomebodyAlike:
    def test_nobody_is_registered_twice_without_having_been_asked(self, town, known):
        with pytest.raises(Refused, match="kan vara samma person"):
            opened(town.worker, telling(town, last_name="Nor"))

    def test_the_same_person_gets_the_case_and_the_new_number(self, town, known):
        number = builders.a_personal_number(BORN, serial=240)
        case = opened(town.worker, telling(town, number=number, same_as=known.pk))
        known.refresh_from_db()
        assert case.person == known
        assert find_person(town.principal.pk, number) == known
        assert known.birth_date_is_certain
        assert known.sex == number.sex

    def test_another_person_is_registered_when_all_alike_have_been_looked_at(self, town, known):
        case = opened(town.worker, telling(town, other_than=frozenset({known.pk})))
        assert case.person != known

    def test_a_look_at_somebody_else_is_no_look_at_this_one(self, town, known):
        with pytest.raises(Refused):
            opened(town.worker, telling(town, other_than=frozenset({known.pk + 1})))

    def test_who_is_not_alike_cannot_be_chosen(self, town, known, case):
        with pytest.raises(Refused, match="går inte att välja"):
            opened(town.worker, telling(town, same_as=case.person_id))

    def test_who_is_at_another_unit_cannot_be_chosen_by_being_alike(self, town, known):
        Case.objects.filter(person=known).update(unit=town.elsewhere)
        with pytest.raises(Refused, match="går inte att välja"):
            opened(town.worker, telling(town, same_as=known.pk))

    def test_another_principals_people_are_alike_to_nobody_here(self, town):
        builders.a_person(builders.a_principal(), born=BORN, first_name="Amina", last_name="Noor")
        assert opened(town.worker, telling(town)).person.principal == town.principal

    def test_who_is_protected_is_never_found_by_being_alike(self, town, known):
        builders.protect(known)
        assert opened(town.worker, telling(town)).person != known

    def test_a_protected_persons_number_is_not_given_to_somebody_alike(self, town, known):
        hidden = builders.protect(builders.a_person(town.principal))
        number = hidden.identifiers.get()
        told = telling(town, number=PersonalNumber(number.value, "personal"), same_as=known.pk)
        with pytest.raises(Refused, match="Be din enhetschef"):
            opened(town.worker, told)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_who_register_the_same_person_without_number_at_once_give_one_person(self):
        from tests.casework.conftest import build_town

        town = build_town()
        outcomes = at_once(*[lambda: opened(town.worker, telling(town))] * 2)
        assert len(refusals(outcomes)) == 1
        assert Person.objects.filter(last_name="Noor").count() == 1

    def test_without_waiting_for_each_other_they_would_register_two(self, monkeypatch):
        from threading import Barrier

        from stegvis.casework.actions import identify
        from tests.casework.conftest import build_town

        town, together = build_town(), Barrier(2)
        monkeypatch.setattr(identify, "register_one_at_a_time", lambda principal_id: None)
        refusals_of = opening_module.database_refusals

        def both_have_asked():
            together.wait(timeout=20)
            return refusals_of()

        monkeypatch.setattr(opening_module, "database_refusals", both_have_asked)
        assert refusals(at_once(*[lambda: opened(town.worker, telling(town))] * 2)) == []
        assert Person.objects.filter(last_name="Noor").count() == 2


class TestOneMoreNumber:
    def give(self, seat, case, number, *, confirmed=False):
        return give_number(case, number, confirmed=confirmed, by=seat.actor, today=TODAY)

    @pytest.fixture
    def case(self, town, known):
        return builders.a_case(town.unit, person=known, caseworker=town.worker.user)

    def test_birth_date_and_sex_follow_a_personal_number(self, town, case, known):
        number = builders.a_personal_number(date(1991, 5, 5), serial=240)
        self.give(town.worker, case, number)
        known.refresh_from_db()
        assert (known.birth_date, known.birth_date_is_certain, known.sex) == (
            number.birth_date, True, number.sex,
        )  # fmt: skip

    def test_a_coordination_number_changes_nothing_but_itself(self, town, case, known):
        self.give(town.worker, case, coordination_number(date(1991, 2, 20)))
        known.refresh_from_db()
        assert known.birth_date == BORN
        assert known.identifiers.count() == 2

    def test_a_number_that_says_something_else_has_to_be_confirmed(self, town, case, known):
        number = builders.a_personal_number(date(1975, 5, 5), serial=241)
        with pytest.raises(Refused, match="kryssa i rutan"):
            self.give(town.worker, case, number)
        self.give(town.worker, case, number, confirmed=True)
        known.refresh_from_db()
        assert known.birth_date == date(1975, 5, 5)

    def test_somebody_elses_number_is_refused(self, town, case):
        other = builders.a_person(town.principal).identifiers.get()
        with pytest.raises(Refused, match="slå ihop"):
            self.give(town.worker, case, PersonalNumber(other.value, "personal"))

    def test_the_same_number_is_not_given_twice(self, town, case):
        with pytest.raises(Refused, match="redan det numret"):
            self.give(town.worker, case, coordination_number())

    def test_nobody_is_born_after_the_case_was_opened(self, town, case):
        with pytest.raises(Refused, match="redan 2026-01-12"):
            self.give(town.worker, case, builders.a_personal_number(date(2026, 3, 1)), confirmed=True)

    def test_another_units_caseworker_gives_no_number(self, town, case):
        with pytest.raises(Forbidden):
            self.give(town.stranger, case, RESERVE)


class TestPages:
    def search(self, client, **sent):
        return client.post(reverse("open_case"), sent)

    def test_a_case_is_opened_for_a_person_without_number(self, client, town):
        client.force_login(town.worker.user)
        page = self.search(client, reserve_number="", issuer="", utan="ja")
        assert "Juridiskt kön" in page.content.decode()
        answer = self.search(client, **self.filled(town), reserve_number="", issuer="")
        assert answer.status_code == 302
        shown = client.get(answer["Location"]).content.decode()
        assert "1991-02-03 (osäkert)" in shown
        assert "omkring 35 år" in shown

    def test_half_a_reserve_number_is_told_at_its_field(self, client, town):
        client.force_login(town.worker.user)
        page = self.search(client, reserve_number="R1", issuer="", utan="ja")
        assert "Skriv vem som har gett numret" in page.content.decode()

    def test_a_known_reserve_number_shows_the_name_and_asks_for_none(self, client, town):
        person = opened(town.worker, telling(town, number=RESERVE)).person
        Case.objects.filter(person=person).update(closed_on=TODAY, closure_reason="flyttat")
        client.force_login(town.worker.user)
        page = self.search(client, reserve_number="r 123", issuer="region stockholm", utan="ja")
        assert "Amina Noor" in page.content.decode()
        assert "first_name" not in page.context["form"].fields

    def test_somebody_alike_is_shown_and_what_was_typed_is_kept(self, client, town, known):
        client.force_login(town.worker.user)
        number = builders.a_personal_number(BORN, serial=240).formatted()
        sent = {**self.filled(town), "personal_number": number}
        page = self.search(client, **sent)
        shown = page.content.decode()
        assert "Samma person: Amina Noor, 19910263-" in shown
        assert "Samma namn, samma födelsedatum." in shown
        assert 'value="Amina"' in shown
        assert f'name="compared" value="{known.pk}"' in shown
        answer = self.search(client, **sent, match=str(known.pk), compared=str(known.pk))
        assert answer.status_code == 302
        assert Case.objects.latest("pk").person == known

    def test_that_it_is_another_person_is_said_once(self, client, town, known):
        client.force_login(town.worker.user)
        sent = {**self.filled(town), "reserve_number": "", "issuer": ""}
        answer = self.search(client, **sent, match="annan", compared=str(known.pk))
        assert answer.status_code == 302
        assert Case.objects.latest("pk").person != known

    def test_somebody_alike_at_another_unit_is_told_by_unit_alone(self, client, town, known):
        Case.objects.filter(person=known).update(unit=town.elsewhere)
        client.force_login(town.worker.user)
        page = self.search(client, **self.filled(town), reserve_number="", issuer="")
        shown = page.content.decode()
        assert "Finns på Ungdomsenheten. Kontakta enheten." in shown
        for told in ("19910263", Case.objects.get(person=known).number):
            assert told not in shown

    def test_a_number_is_added_on_its_page(self, client, town, known):
        case = builders.a_case(town.unit, person=known)
        client.force_login(town.worker.user)
        address = reverse("give_number", args=[case.pk])
        assert client.get(address).status_code == 200
        assert "Skriv ett nummer." in client.post(address, {"personal_number": ""}).content.decode()
        far = builders.a_personal_number(date(1975, 5, 5), serial=241).formatted()
        page = client.post(address, {"personal_number": far}).content.decode()
        assert "Jag har kontrollerat det" in page
        assert far in page
        assert client.post(address, {"personal_number": far, "confirmed": "on"}).status_code == 302

    def test_the_list_finds_by_the_whole_reserve_number_alone(self, client, town):
        case = opened(town.worker, telling(town, number=ReserveNumber("1234567", "Region")))
        client.force_login(town.worker.user)
        for text, found in (("1234567", [case.number]), ("123456", []), ("123 4567", [case.number])):
            page = client.get(reverse("cases"), {"q": text}).context["lines"]
            assert [line["number"] for line in page] == found

    def test_a_protected_persons_reserve_number_finds_him_for_the_named_only(self, client, town):
        case = opened(town.worker, telling(town, number=RESERVE, caseworker=town.worker.user))
        builders.protect(case.person)
        for seat, count in ((town.worker, 1), (town.head, 0)):
            client.force_login(seat.user)
            assert len(client.get(reverse("cases"), {"q": "R123"}).context["lines"]) == count

    def filled(self, town):
        return {
            "first_name": "Amina",
            "last_name": "Noor",
            "birth_date": "1991-02-03",
            "sex": "K",
            "opened_on": TODAY.isoformat(),
            "target_group": TargetGroup.LANGUAGE,
            "unit": town.unit.pk,
        }


def test_registering_costs_as_many_queries_for_many_alike_as_for_one(town):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from stegvis.casework.lookalikes import matches

    def alike(count):
        for n in range(count):
            person = Person.objects.create(
                principal=town.principal, first_name="Amina", last_name="Noor", birth_date=BORN, sex="K"
            )
            builders.a_case(town.unit, person=person)
            PersonIdentifier.objects.create(
                principal=town.principal, person=person, kind="reserve", value=f"{count}{n}", issuer="R"
            )

    def cost():
        with CaptureQueriesContext(connection) as captured:
            found = matches(telling(town).who.newcomer, town.worker.actor)
        return len(captured), len(found)

    alike(1)
    one, _ = cost()
    alike(8)
    assert cost() == (one, 9)
