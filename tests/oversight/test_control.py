"""The control of the log: what each pattern finds and leaves, the sample, and how findings are judged."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.oversight import rules
from stegvis.oversight.actions import judge, run_control
from stegvis.oversight.models import Finding, Reading, Verdict
from stegvis.oversight.models.control import Outcome, Pattern
from tests import builders
from tests.oversight.log import MONDAY, in_march, reads

pytestmark = pytest.mark.django_db

WEEK = Period(date(2026, 3, 16), date(2026, 3, 23))
NOW = in_march(23, 9)


class Town:
    """A principal with a unit, a caseworker called Maria Holm, a head and a log controller."""

    def __init__(self):
        self.principal = builders.a_principal()
        self.unit = builders.a_unit(self.principal)
        self.caseworker = self.seat(Role.CASEWORKER, "Maria Holm")
        self.head = self.seat(Role.HEAD_OF_UNIT, "Karin Berg")
        self.controller = self.seat(Role.LOG_CONTROLLER, "Lars Gren", unit=None)
        self.second = self.seat(Role.LOG_CONTROLLER, "Eva Kvist", unit=None)

    def seat(self, role, name, unit="own"):
        return builders.a_seat(
            role, self.principal, unit=self.unit if unit == "own" else unit, user=builders.a_user(name)
        )

    def case(self, first="Anna", last="Prov", *, held_by=None, **fields):
        person = builders.a_person(self.principal, first_name=first, last_name=last, **fields)
        return builders.a_case(self.unit, person=person, caseworker=held_by and held_by.user)

    def found(self, pattern, **control):
        by = control.pop("by", self.controller)
        values = {"period": WEEK, "unit_id": None, "sample_size": 0, "seed": "frö", **control}
        run_control(**values, by=by.actor, now=NOW)
        return list(
            Finding.objects.filter(principal=self.principal, pattern=pattern).order_by("first_at", "id")
        )


@pytest.fixture
def town():
    return Town()


def people(findings):
    return [finding.person.full_name for finding in findings]


def test_reading_about_somebody_of_ones_own_name_is_found(town):
    own, other = town.case("Maria Elin", "Holm"), town.case("Sara", "Ek")
    reads(town.caseworker, own)
    reads(town.caseworker, other)
    assert people(town.found(Pattern.OWN)) == ["Maria Elin Holm"]


def test_reading_ones_own_record_under_another_name_is_found(town):
    case = town.case("Mia", "Gift")
    builders.a_seat(Role.RESIDENT, town.principal, person=case.person, user=town.caseworker.user)
    reads(town.caseworker, case)
    assert people(town.found(Pattern.OWN)) == ["Mia Gift"]


def test_what_a_resident_reads_on_his_own_pages_is_nothing_to_control(town):
    case = town.case("Mia", "Gift")
    reads(builders.a_seat(Role.RESIDENT, town.principal, person=case.person), case)
    assert not town.found(Pattern.OWN, sample_size=10) and not Finding.objects.exists()


def test_a_colleagues_record_and_a_relatives_name_are_found_apart(town):
    colleague, relative = town.case("Karin", "Berg"), town.case("Olle", "holm")
    reads(town.caseworker, colleague)
    reads(town.caseworker, relative)
    assert people(town.found(Pattern.COLLEAGUE)) == ["Karin Berg"]
    assert people(town.found(Pattern.SURNAME)) == ["Olle holm"]


def test_reading_a_case_that_is_somebody_elses_is_reading_without_a_task(town):
    mine = town.case("Min", "Ett", held_by=town.caseworker)
    decided = town.case("Beslutad", "Två")
    builders.a_decision(decided, decided_by=town.caseworker.user)
    handed_over = town.case("Lämnad", "Tre", held_by=town.caseworker)
    handed_over.caseworker = town.head.user
    handed_over.save()
    others = town.case("Annans", "Fyra", held_by=town.head)
    for case in (mine, decided, handed_over, others):
        reads(town.caseworker, case)
    reads(town.head, mine)
    assert people(town.found(Pattern.NO_TASK)) == ["Annans Fyra"]


def test_a_case_closed_long_ago_is_no_task_any_more(town):
    case = town.case("Avslutad", "Ett", held_by=town.caseworker)
    type(case).objects.filter(pk=case.pk).update(closed_on=date(2026, 1, 20), closure_reason="flyttat")
    with connection.cursor() as cursor:  # the change itself was made then, too
        cursor.execute("DELETE FROM casework_caseevent")
    reads(town.caseworker, case)
    assert people(town.found(Pattern.NO_TASK)) == ["Avslutad Ett"]


def test_a_providers_staff_reads_within_its_assignments(town):
    case, other = town.case("Egen", "Ett"), town.case("Annans", "Två")
    assignment = builders.an_assignment(case)
    builders.an_assignment(other)
    staff = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=assignment.provider)
    reads(staff, assignment, what="assignment")
    reads(staff, other)
    assert people(town.found(Pattern.NO_TASK)) == ["Annans Två"]


def test_no_pattern_tells_what_a_protected_person_is_called(town):
    reads(town.caseworker, town.case("Maria", "Holm", protection="protected"))
    reads(town.caseworker, town.case("Karin", "Berg", protection="protected"))
    assert len(town.found(Pattern.PROTECTED)) == 2
    telling = (Pattern.OWN, Pattern.COLLEAGUE, Pattern.SURNAME)
    assert not Finding.objects.filter(principal=town.principal, pattern__in=telling)


def test_nights_and_weekends_are_gathered_by_day_in_swedish_time(town):
    case = town.case()
    for at in (
        in_march(16, 19, 59),
        in_march(16, 20, 0),
        in_march(16, 22, 30),
        in_march(17, 5, 59),
        in_march(17, 6, 0),
        in_march(21, 12, 0),
    ):
        reads(town.caseworker, case, at=at)
    assert [(f.first_at.day, f.count) for f in town.found(Pattern.HOURS)] == [(16, 2), (17, 1), (21, 1)]


def test_protected_people_and_emergency_openings_are_always_looked_at(town):
    case = town.case("Dold", "Ett", protection="protected")
    marked = town.case("Märkt", "Två", protection="marked")
    reads(town.caseworker, case)
    reads(town.caseworker, marked)
    emergency = replace(town.caseworker.actor, opened_case_ids=frozenset({case.pk}))
    town.caseworker.actor = emergency
    reads(town.caseworker, case, at=MONDAY + timedelta(days=1))
    assert people(town.found(Pattern.PROTECTED)) == ["Dold Ett", "Märkt Två", "Dold Ett"]
    assert [f.first_at.day for f in town.found(Pattern.EMERGENCY)] == [17]


def test_thirty_people_within_an_hour_are_many_and_twenty_nine_are_not(town):
    cases = [town.case("Person", f"Nr{number}") for number in range(30)]
    for case in cases:
        reads(town.caseworker, case)
    for case in cases[:29]:
        reads(town.head, case)
    (finding,) = town.found(Pattern.MANY)
    assert (finding.user, finding.people, finding.person) == (town.caseworker.user, 30, None)


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(town):
    for number in range(40):
        reads(town.caseworker, town.case("Person", f"Nr{number}"))
    first = {f.reading_ids[0] for f in town.found(Pattern.SAMPLE, sample_size=8, seed="a")}
    assert len(first) == 8
    assert {f.reading_ids[0] for f in town.found(Pattern.SAMPLE, sample_size=8, seed="a")} == first
    assert {f.reading_ids[0] for f in town.found(Pattern.SAMPLE, sample_size=8, seed="b")} > first


def test_a_control_made_twice_finds_each_thing_once(town):
    reads(town.caseworker, town.case("Maria", "Holm"))
    town.found(Pattern.OWN)
    month = Period(date(2026, 3, 1), date(2026, 3, 23))
    assert len(town.found(Pattern.OWN, period=month)) == 1


def test_a_head_controls_the_own_units_staff_and_nobody_else(town):
    other = builders.a_seat(Role.CASEWORKER, town.principal, user=builders.a_user("Per Lund"))
    for seat in (town.caseworker, other):
        reads(seat, builders.a_case(seat.membership.unit), at=in_march(16, 23))
    findings = town.found(Pattern.HOURS, unit_id=town.unit.pk, by=town.head)
    assert [finding.user for finding in findings] == [town.caseworker.user]
    with pytest.raises(Forbidden):
        run_control(WEEK, other.membership.unit_id, 5, "", by=town.head.actor, now=NOW)
    with pytest.raises(Forbidden):
        run_control(WEEK, None, 5, "", by=town.head.actor, now=NOW)


def test_nobody_sees_findings_about_himself_and_heads_only_their_own_staffs(town):
    reads(town.head, town.case("Karin", "Berg"))
    town.found(Pattern.OWN)
    assert not Finding.objects.visible_to(town.head.actor)
    assert Finding.objects.visible_to(town.controller.actor).count() == 1
    stranger = builders.a_seat(Role.HEAD_OF_UNIT, town.principal)
    other_tenant = builders.a_seat(Role.LOG_CONTROLLER, builders.a_principal())
    assert not Finding.objects.visible_to(stranger.actor)
    assert not Finding.objects.visible_to(other_tenant.actor)


def test_a_period_is_at_most_a_quarter_and_has_been():
    assert rules.may_control(WEEK, 20, date(2026, 3, 22))
    assert not rules.may_control(WEEK, 20, date(2026, 3, 21))
    assert not rules.may_control(Period(date(2025, 12, 1), date(2026, 3, 10)), 20, date(2026, 3, 22))
    assert not rules.may_control(WEEK, 201, date(2026, 3, 22))


# --- judging --------------------------------------------------------------------------------------


@pytest.fixture
def finding(town):
    reads(town.caseworker, town.case("Maria", "Holm"))
    (found,) = town.found(Pattern.OWN)
    return found


def says(seat, finding, outcome, follow_up="Samtal med chefen."):
    return judge(finding, outcome, "Därför.", follow_up, by=seat.actor, now=NOW)


def test_an_improper_reading_is_said_by_two(town, finding):
    first = says(town.controller, finding, Outcome.IMPROPER)
    with pytest.raises(Refused, match="En annan person"):
        says(town.controller, finding, Outcome.CONFIRMED)
    second = says(town.head, finding, Outcome.CONFIRMED)
    assert second.confirms == first
    assert Finding.objects.with_status().get(pk=finding.pk).status == "confirmed"
    with pytest.raises(Refused, match="Bedömningen är klar"):
        says(town.second, finding, Outcome.PROPER)


def test_the_other_person_may_find_it_proper_after_all(town, finding):
    says(town.controller, finding, Outcome.IMPROPER)
    says(town.second, finding, Outcome.PROPER)
    assert Finding.objects.in_status("proper").get() == finding


def test_the_user_is_asked_and_then_judged(town, finding):
    says(town.controller, finding, Outcome.ASKED, follow_up="")
    says(town.controller, finding, Outcome.PROPER, follow_up="")
    assert finding.verdicts.count() == 2


def test_improper_needs_something_to_be_done(town, finding):
    with pytest.raises(Refused, match="Skriv vad som ska göras"):
        says(town.controller, finding, Outcome.IMPROPER, follow_up=" ")


def test_nobody_judges_himself_whatever_role_he_has(town, finding):
    both = replace(town.controller.actor, user_id=town.caseworker.user.pk)
    town.controller.actor = both
    with pytest.raises(Refused, match="dina egna läsningar"):
        says(town.controller, finding, Outcome.PROPER)
    with pytest.raises(IntegrityError, match="own readings"), transaction.atomic():
        Verdict.objects.create(
            principal=town.principal,
            finding=finding,
            outcome=Outcome.PROPER,
            note="",
            at=NOW,
            decided_by=town.caseworker.user,
        )


def test_support_in_anothers_name_judges_nothing_and_is_looked_at_as_the_reader(town):
    support = builders.a_user("Stöd Ström")
    town.caseworker.actor = replace(town.caseworker.actor, impersonator_id=support.pk)
    reads(town.caseworker, town.case("Maria", "Holm"))
    assert Reading.objects.get().impersonator == support
    (finding,) = town.found(Pattern.OWN)
    assert finding.impersonator == support
    town.controller.actor = replace(town.controller.actor, impersonator_id=support.pk)
    with pytest.raises(Forbidden):
        says(town.controller, finding, Outcome.PROPER)


def test_verdicts_are_never_changed(town, finding):
    says(town.controller, finding, Outcome.PROPER)
    for change in (lambda: Verdict.objects.update(note=""), lambda: Finding.objects.update(count=0)):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            change()
