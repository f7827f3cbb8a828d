"""Two records of one person are made one, and two again."""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.models import Assignment
from stegvis.casework.actions.merge import merge_people, say_apart, undo_merge
from stegvis.casework.actions.protect import set_protection
from stegvis.casework.duplicates import pairs_of_own_units
from stegvis.casework.models import Case, Referral
from stegvis.casework.timeline import timeline
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.registry import merging
from stegvis.registry.actions import find_person
from stegvis.registry.merging_rules import MergeWish, RecordFacts, may_merge
from stegvis.registry.models import Person, PersonIdentifier, PersonMerge, PersonsApart
from stegvis.registry.numbers import ReserveNumber
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_races import at_once, refusals

BORN = date(1991, 2, 3)
SAME = MergeWish("Har fått personnummer sedan förra ärendet.")
EARLIER = {"opened_on": date(2024, 1, 8), "closed_on": date(2024, 9, 2)}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


def known_twice(town, *, unit=None):
    """Amina Noor with a personal number and an open case, and again with a reserve number, from earlier."""
    kept = builders.a_person(town.principal, born=BORN, first_name="Amina", last_name="Noor", sex="K")
    merged = builders.a_person(town.principal, born=BORN, first_name="Noor", last_name="Amina", sex="K")
    merged.identifiers.update(kind="reserve", value=f"R{merged.pk}", issuer="Region Stockholm")
    builders.a_case(town.unit, person=kept, caseworker=town.worker.user)
    earlier = builders.a_case(unit or town.unit, person=merged, **EARLIER)
    builders.an_assignment(earlier, period=builders.Period(date(2024, 2, 1), date(2024, 8, 1)))
    return kept, merged


@pytest.fixture
def two(town):
    return known_twice(town)


def merged_by(seat, kept, merged, wish=SAME):
    return merge_people(kept, merged, wish, by=seat.actor, today=TODAY)


def undone_by(seat, done, reason="De hade bara samma namn."):
    return undo_merge(PersonMerge.objects.get(pk=done.pk), reason, by=seat.actor, today=TODAY)


def everything():
    """Whose each row is, in every table whose rows follow their person."""
    return {
        model._meta.label: sorted(model._base_manager.values_list("pk", f"{name}_id"))
        for model, name in merging.tables()
    }


def test_the_tables_that_follow_their_person_are_found_by_their_keys():
    labels = [model._meta.label for model, _ in merging.tables()]
    assert {"casework.Case", "assignments.Assignment", "registry.PersonIdentifier"} <= set(labels)
    assert labels.index("casework.Case") < labels.index("assignments.Assignment")
    assert not {"casework.Referral", "registry.ProtectedAccess", "casework.CaseEvent"} & set(labels)


def record(**told):
    values = {
        "pk": 1, "principal_id": 1, "birth_date": BORN, "sex": "K", "protection": "none",
        "has_personal_number": False, "is_merged": False,
    }  # fmt: skip
    return RecordFacts(**{**values, **told})


RECORDS = st.builds(
    RecordFacts,
    pk=st.integers(1, 3),
    principal_id=st.integers(1, 2),
    birth_date=st.dates(date(1989, 1, 1), date(1992, 12, 31)),
    sex=st.sampled_from("KM"),
    protection=st.sampled_from(["none", "marked", "protected"]),
    has_personal_number=st.booleans(),
    is_merged=st.booleans(),
)


@given(RECORDS, RECORDS, st.booleans())
def test_the_rule_never_lets_a_protected_a_merged_or_a_foreign_record_through(one, other, confirmed):
    if may_merge(one, other, MergeWish("Ett långt skäl.", confirmed)):
        assert one.pk != other.pk
        assert one.principal_id == other.principal_id
        assert one.protection == other.protection != "protected"
        assert not (one.is_merged or other.is_merged)
        assert one.has_personal_number or not other.has_personal_number
        assert confirmed or one.sex == other.sex


@given(RECORDS, RECORDS)
def test_of_two_that_can_be_merged_either_may_be_kept_unless_one_alone_has_a_personal_number(one, other):
    wish = MergeWish("Ett långt skäl.", confirmed=True)
    ways = [bool(may_merge(one, other, wish)), bool(may_merge(other, one, wish))]
    if any(ways):
        assert all(ways) == (one.has_personal_number == other.has_personal_number)


@pytest.mark.django_db
class TestMerging:
    def test_everything_about_the_merged_is_about_the_kept(self, town, two):
        kept, merged = two
        done = merged_by(town.head, kept, merged)
        merged.refresh_from_db()
        assert merged.merged_into == kept
        assert kept.cases.count() == 2
        assert kept.assignments.count() == 1
        assert kept.identifiers.count() == 2
        assert set(done.moved) == {"casework.Case", "assignments.Assignment", "registry.PersonIdentifier"}

    def test_the_merged_record_is_found_nowhere(self, town, two):
        kept, merged = two
        merged_by(town.head, kept, merged)
        number = ReserveNumber(f"R{merged.pk}", "Region Stockholm")
        assert find_person(town.principal.pk, number) == kept
        assert list(Person.objects.named("amina", town.principal.pk)) == [kept]
        assert merged not in Person.objects.visible_to(town.head.actor)
        assert pairs_of_own_units(town.head.actor).pairs == []

    def test_no_case_referral_or_number_is_written_about_a_merged_record(self, town, two):
        kept, merged = two
        merged_by(town.head, kept, merged)
        for write in (
            lambda: builders.a_case(town.unit, person=merged),
            lambda: a_referral(town, merged),
            lambda: PersonIdentifier.objects.create(
                principal=town.principal, person=merged, kind="reserve", value="X1", issuer="Y"
            ),
        ):
            with pytest.raises(IntegrityError, match="merged into another"), transaction.atomic():
                write()

    def test_the_case_tells_that_two_records_were_merged(self, town, two):
        done = merged_by(town.head, *two)
        undone_by(town.head, done)
        told = [entry.title for entry in timeline(Case.objects.get(person=two[0]))]
        assert "Två registreringar slogs ihop" in told
        assert "Sammanslagningen återställdes" in told

    def test_a_referral_stays_where_it_was_written_and_leads_to_the_person(self, town, two):
        kept, merged = two
        Case.objects.filter(person__in=two).update(unit=town.elsewhere)
        referral = a_referral(town, merged)
        with pytest.raises(Forbidden, match="Ungdomsenheten"):
            merged_by(town.head, kept, merged)
        Case.objects.filter(person__in=two).update(unit=town.unit)
        merged_by(town.head, kept, merged)
        Case.objects.filter(person=kept).update(unit=town.elsewhere)
        assert Referral.objects.get().person_id == merged.pk == referral.person_id
        assert kept in Person.objects.visible_to(town.worker.actor)

    def test_protection_reaches_what_was_written_about_the_merged_record(self, town, two):
        kept, merged = two
        merged_by(town.head, kept, merged)
        case = Case.objects.open().get(person=kept)
        set_protection(case, "protected", TODAY, "Beslut av Skatteverket.", by=town.worker.actor, today=TODAY)
        merged.refresh_from_db()
        assert merged.is_protected


@pytest.mark.django_db
class TestRefusals:
    def refused(self, seat, kept, merged, wish=SAME):
        before = everything()
        with pytest.raises(Refused) as refused:
            merged_by(seat, kept, merged, wish)
        assert everything() == before
        return str(refused.value)

    def test_both_have_an_open_case(self, town, two):
        builders.a_case(town.unit, person=two[1], number="2026-77777")
        assert "Båda har ett öppet ärende" in self.refused(town.head, *two)

    def test_both_have_the_same_intervention_at_the_same_time(self, town, two):
        kept, merged = two
        twin = Assignment.objects.get(person=merged)
        case = builders.a_case(town.unit, person=kept, **EARLIER)
        builders.an_assignment(case, intervention=twin.intervention, period=twin.period)
        assert "samma dagar" in self.refused(town.head, kept, merged)

    def test_one_is_protected(self, town, two):
        builders.protect(two[1])
        builders.name_staff(two[1], town.head.user)
        seat = builders.SimpleNamespace(
            actor=builders.Actor(**{**vars(town.head.actor), "protected_person_ids": frozenset({two[1].pk})})
        )
        assert "Avgör skyddet först" in self.refused(seat, *two)

    def test_one_is_protected_and_the_head_is_not_named(self, town, two):
        builders.protect(two[1])
        assert "Du får inte veta" in self.refused(town.head, *two)

    def test_only_one_is_marked(self, town, two):
        builders.protect(two[1], "marked")
        assert "samma skydd" in self.refused(town.head, *two)

    def test_one_is_merged_already(self, town, two):
        kept, merged = two
        merged_by(town.head, kept, merged)
        assert "redan hopslagen" in self.refused(town.head, kept, Person.objects.get(pk=merged.pk))

    def test_the_one_without_a_personal_number_is_kept(self, town, two):
        assert "som har personnumret" in self.refused(town.head, two[1], two[0])

    def test_the_same_record_twice(self, town, two):
        assert "samma registrering" in self.refused(town.head, two[0], two[0])

    def test_another_sex_and_birth_date_need_a_confirmation(self, town, two):
        kept, merged = two
        Person.objects.filter(pk=merged.pk).update(sex="M", birth_date=date(1970, 1, 1))
        assert "Kryssa i rutan" in self.refused(town.head, kept, Person.objects.get(pk=merged.pk))
        assert merged_by(town.head, kept, merged, MergeWish(SAME.reason, confirmed=True))

    def test_a_reason_too_short(self, town, two):
        assert "minst tio tecken" in self.refused(town.head, *two, MergeWish("Samma"))

    def test_a_caseworker(self, town, two):
        assert "Bara enhetschefen" in self.refused(town.worker, *two)

    def test_a_head_who_does_not_work_where_one_of_them_has_a_case(self, town):
        assert "Ungdomsenheten" in self.refused(town.head, *known_twice(town, unit=town.elsewhere))

    def test_another_units_head_who_has_cases_of_others(self, town, two):
        head = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.elsewhere)
        assert "Vuxenenheten" in self.refused(head, *two)

    def test_another_principals_head(self, town, two):
        head = builders.a_seat(Role.HEAD_OF_UNIT, builders.a_principal())
        assert "Du får inte veta" in self.refused(head, *two)


@pytest.mark.django_db
class TestUndoing:
    def test_merging_and_undoing_leaves_all_as_it_was(self, town):
        """Whatever the two had: a hundred rows of each kind would be moved back the same way."""
        random.seed(20261122)
        for _ in range(6):
            kept, merged = known_twice(town)
            for n in range(random.randint(0, 3)):
                builders.a_case(town.unit, person=random.choice([kept, merged]), **EARLIER)
                PersonIdentifier.objects.create(
                    principal=town.principal,
                    person=merged,
                    kind="reserve",
                    value=f"{merged.pk}{n}",
                    issuer="R",
                )
            before = everything()
            done = merged_by(town.head, kept, merged)
            assert everything() != before
            undone_by(town.head, done)
            assert everything() == before

    def test_what_has_come_since_stays_with_the_kept(self, town, two):
        kept, merged = two
        done = merged_by(town.head, kept, merged)
        PersonIdentifier.objects.create(
            principal=town.principal, person=kept, kind="reserve", value="NY1", issuer="R"
        )
        undone_by(town.head, done)
        assert kept.identifiers.filter(value="NY1").exists()

    def test_a_chain_of_merges_is_undone_from_its_end(self, town, two):
        kept, merged = two
        third, _ = known_twice(town)
        builders.a_case(town.unit, person=kept, **EARLIER)
        Case.objects.filter(person=third).update(closed_on=TODAY, closure_reason="flyttat")
        first = merged_by(town.head, kept, merged)
        second = merged_by(town.head, third, kept)
        merged.refresh_from_db()
        assert merged.merged_into == third
        assert not merging.can_undo(PersonMerge.objects.get(pk=first.pk))
        with pytest.raises(Refused):
            undone_by(town.head, first)
        undone_by(town.head, second)
        undone_by(town.head, first)
        merged.refresh_from_db()
        assert merged.merged_into is None

    def test_it_is_undone_once(self, town, two):
        done = merged_by(town.head, *two)
        undone_by(town.head, done)
        with pytest.raises(Refused, match="redan återställd"):
            undone_by(town.head, done)

    def test_an_assignment_given_since_keeps_it_from_being_undone(self, town, two):
        done = merged_by(town.head, *two)
        moved = Case.objects.get(pk=done.moved["casework.Case"][0])
        given = builders.an_assignment(moved, intervention=builders.an_intervention(town.principal, "osa"))
        with pytest.raises(Refused, match=given.number):
            undone_by(town.head, done)

    def test_a_mark_set_since_holds_for_both_once_they_are_two_again(self, town, two):
        kept, merged = two
        done = merged_by(town.head, kept, merged)
        case = Case.objects.open().get(person=kept)
        set_protection(case, "marked", TODAY, "Beslut av Skatteverket.", by=town.worker.actor, today=TODAY)
        undone_by(town.head, done)
        assert set(Person.objects.filter(pk__in=[kept.pk, merged.pk]).values_list("protection")) == {
            ("marked",)
        }

    def test_a_mark_on_one_alone_keeps_it_from_being_undone(self, town, two):
        kept, merged = two
        done = merged_by(town.head, kept, merged)
        builders.protect(kept, "marked")
        with pytest.raises(Refused, match="Bara den ena har sekretessmarkering"):
            undone_by(town.head, done)
        assert kept.cases.count() == 2

    def test_a_caseworker_and_another_units_head_undo_nothing(self, town, two):
        done = merged_by(town.head, *two)
        stranger = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.elsewhere)
        for seat in (town.worker, stranger):
            with pytest.raises(Forbidden):
                undone_by(seat, done)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def crossed(self):
        """Each is to be merged into the other, at the same moment."""
        town = build_town()
        kept, merged = known_twice(town)
        PersonIdentifier.objects.filter(person=kept).update(kind="reserve", issuer="R")
        return [
            lambda: merged_by(town.head, kept, merged),
            lambda: merged_by(town.head, merged, kept),
        ]

    def test_of_two_merges_at_once_one_is_done(self):
        assert len(refusals(at_once(*self.crossed()))) == 1
        assert PersonMerge.objects.count() == 1

    def test_without_the_locks_each_would_be_merged_into_the_other(self, monkeypatch):
        together = Barrier(2)

        @contextmanager
        def unlocked(one, other):
            with transaction.atomic():
                yield Person.objects.get(pk=one.pk), Person.objects.get(pk=other.pk)

        refusals_of = merging.database_refusals

        def both_have_checked():
            together.wait(timeout=20)
            return refusals_of()

        monkeypatch.setattr(merging, "_both_locked", unlocked)
        monkeypatch.setattr(merging, "database_refusals", both_have_checked)
        monkeypatch.setattr(merging, "_move_all", lambda merged, kept: {})
        assert refusals(at_once(*self.crossed())) == []
        assert Person.objects.filter(merged_into__isnull=False).count() == 2

    def test_a_case_opened_while_its_person_is_being_merged_is_about_the_one_who_stands(self):
        town = build_town()
        kept, merged = known_twice(town)
        Case.objects.filter(person=kept).update(closed_on=TODAY, closure_reason="flyttat")
        at_once(
            lambda: merged_by(town.head, kept, merged),
            lambda: _opened(town, merged),
        )
        merged.refresh_from_db()
        assert merged.merged_into is None or not merged.cases.exists()


def _opened(town, person):
    from stegvis.core.refusals import database_refusals

    with database_refusals():
        return builders.a_case(town.unit, person=person)


def a_referral(town, person, **fields):
    values = {"source": "annan", "asks_for": "Stöd till arbete.", "received_on": TODAY, **fields}
    return Referral.objects.create(
        principal=town.principal, unit=town.unit, person=person, registered_by=town.worker.user, **values
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
class TestPages:
    def test_the_list_shows_pairs_of_own_units_and_leads_to_their_comparison(self, client, town, two):
        known_twice(town, unit=town.elsewhere)
        client.force_login(town.head.user)
        shown = client.get(reverse("duplicates"))
        address = reverse("compare_people", args=[two[0].pk, two[1].pk])
        assert [line["url"] for line in shown.context["lines"] if line["url"] == address]
        page = client.get(address).content.decode()
        assert "Samma namn i annan ordning, samma födelsedatum." in page
        assert f"R{two[1].pk} (reservnummer)" in page

    def test_they_are_merged_and_made_two_again_on_the_pages(self, client, town, two):
        client.force_login(town.head.user)
        address = reverse("compare_people", args=[two[0].pk, two[1].pk])
        wrong = client.post(address, {"keep": two[1].pk, "reason": "Har fått personnummer nu."})
        assert "Behåll den registrering som har personnumret." in wrong.content.decode()
        assert "Har fått personnummer nu." in wrong.content.decode()
        done = client.post(address, {"keep": two[0].pk, "reason": "Har fått personnummer nu."})
        case = Case.objects.open().get(person=two[0])
        assert done["Location"] == case.get_absolute_url()
        merge = PersonMerge.objects.get()
        assert reverse("merge", args=[merge.pk]) in client.get(case.get_absolute_url()).content.decode()
        page = reverse("merge", args=[merge.pk])
        assert "1 uppdrag" in client.get(page).content.decode()
        assert client.post(page, {"reason": "Nej"}).status_code == 200
        assert client.post(page, {"reason": "De hade bara samma namn."}).status_code == 302
        assert "Återställd" in client.get(page).content.decode()

    def test_two_who_are_said_to_be_two_are_not_proposed_again(self, client, town, two):
        client.force_login(town.head.user)
        client.post(reverse("compare_people", args=[two[1].pk, two[0].pk]), {"olika": "ja"})
        assert PersonsApart.objects.count() == 1
        assert client.get(reverse("duplicates")).context["lines"] == []
        say_apart(*two, by=town.head.actor, today=TODAY)
        assert PersonsApart.objects.count() == 1

    def test_namesakes_with_an_open_case_each_are_said_to_be_two(self, client, town, two):
        builders.a_case(town.unit, person=two[1])
        client.force_login(town.head.user)
        address = reverse("compare_people", args=[two[0].pk, two[1].pk])
        page = client.get(address).content.decode()
        assert "Båda har ett öppet ärende" in page
        assert 'name="keep"' not in page
        assert "Det är två olika personer" in page
        assert client.post(address, {"olika": "ja"})["Location"] == reverse("duplicates")
        assert PersonsApart.objects.count() == 1

    def test_who_may_not_say_that_they_are_two_is_told_whom_to_ask(self, client, town):
        two = known_twice(town, unit=town.elsewhere)
        builders.a_case(town.unit, person=two[1], **EARLIER)
        client.force_login(town.head.user)
        address = reverse("compare_people", args=[two[0].pk, two[1].pk])
        for answer in (client.get(address), client.post(address, {"olika": "ja"})):
            assert answer.status_code == 200
            assert "Ungdomsenheten" in answer.content.decode()
            assert "Det är två olika personer" not in answer.content.decode()
        assert not PersonsApart.objects.exists()

    def test_nobody_is_said_to_be_another_than_himself(self, client, town, two):
        client.force_login(town.head.user)
        address = reverse("compare_people", args=[two[0].pk, two[0].pk])
        page = client.post(address, {"olika": "ja"}).content.decode()
        assert "Det är samma registrering." in page
        assert "Det är två olika personer" not in page

    def test_who_is_not_seen_is_not_compared(self, client, town, two):
        client.force_login(town.head.user)
        far = Case.objects.exclude(unit=town.unit).first().person_id
        hidden = builders.protect(builders.a_person(town.principal))
        builders.a_case(town.unit, person=hidden)
        for one, other, status in (
            (two[0].pk, far, 404),
            (far, two[0].pk, 404),
            (two[0].pk, hidden.pk, 403),
            (hidden.pk, two[0].pk, 403),
        ):
            answer = client.get(reverse("compare_people", args=[one, other]))
            assert answer.status_code == status
            assert hidden.last_name not in answer.content.decode()

    def test_a_caseworker_reads_what_was_merged_and_undoes_nothing(self, client, town, two):
        done = merged_by(town.head, *two)
        client.force_login(town.worker.user)
        assert client.get(reverse("duplicates")).status_code == 403
        page = client.get(reverse("merge", args=[done.pk])).content.decode()
        assert "Bara enhetschefen kan slå ihop personer." in page
        client.force_login(town.stranger.user)
        assert client.get(reverse("merge", args=[done.pk])).status_code == 404

    @pytest.mark.parametrize("position", ["", "1-", "x-y", "-1-2", "9" * 30 + "-1"])
    def test_a_damaged_position_is_the_first_page(self, client, town, two, position):
        client.force_login(town.head.user)
        assert len(client.get(reverse("duplicates"), {"efter": position}).context["lines"]) == 1

    def test_the_list_is_paged_and_costs_the_same_for_few_and_many(self, client, town):
        client.force_login(town.head.user)

        def look(address):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(address)
            return len(captured), page.context

        alike(town, 3)
        look(reverse("duplicates"))
        few, _ = look(reverse("duplicates"))
        alike(town, 57)
        many, first = look(reverse("duplicates"))
        assert many == few
        seen, context = list(first["lines"]), first
        while context["next_url"]:
            context = client.get(reverse("duplicates") + context["next_url"]).context
            seen += context["lines"]
        assert len({line["url"] for line in seen}) == len(seen) == 60


def alike(town, count):
    have = Person.objects.count()
    for n in range(have, have + 2 * count, 2):
        born = date(1940 + n // 2 % 60, 1 + n // 120 % 12, 20)
        for name in ("Alva", "Alva Maria"):
            person = Person.objects.create(
                principal=town.principal, first_name=name, last_name="Ek", birth_date=born, sex="K"
            )
            builders.a_case(town.unit, person=person)
