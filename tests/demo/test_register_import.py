"""An extract comes into the register: once, wholly, with its history, and never over what somebody has done
there."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pghistory
import pytest
from django.db import connection

import stegvis.demo
from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.casework.models import Case, Decision, Voucher
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.demo.register_import import run
from stegvis.demo.register_import.problems import Kind, Problem, ProblemLog
from stegvis.demo.register_import.run import CannotImport, import_register, unit_for
from stegvis.providers.models import Authorisation, Provider
from stegvis.registry.models import Person, PersonIdentifier
from tests.builders import a_case, a_decision, a_person, a_principal, a_seat, a_unit, a_user, an_assignment
from tests.demo.extracts import ANNA, NILS, TODAY, ExtractFolder

REAL = Path(stegvis.demo.__file__).parent / "data" / "register"
EXPECTED = tomllib.loads((Path(__file__).parents[1] / "golden" / "register_expected.toml").read_text())

TABLES = (
    "registry_person",
    "registry_personevent",
    "registry_personidentifier",
    "casework_case",
    "casework_caseevent",
    "casework_decision",
    "casework_voucher",
    "assignments_assignment",
    "assignments_assignmentevent",
    "assignments_monthlyreport",
    "providers_provider",
    "providers_providerevent",
    "providers_authorisation",
    "providers_authorisationevent",
    "accounts_user",
    "accounts_membership",
)


class Municipality:
    """A principal with the standard catalogue, and the way to import into it."""

    def __init__(self) -> None:
        self.principal = a_principal()
        install(self.principal, read_catalogue())
        self.unit = a_unit(self.principal)
        self.problems: list[Problem] = []

    def take(self, folder: Path, *, dry_run: bool = False) -> dict[str, tuple[int, int, int]]:
        """Import; answers new, changed and kept per file, files without any left out."""
        with ProblemLog() as log:
            outcome = import_register(
                folder, self.principal, self.unit, today=TODAY, problems=log, dry_run=dry_run
            )
            self.problems = list(log)
        return {
            file: (tally.new, tally.changed, tally.kept)
            for file, tally in outcome.tallies.items()
            if tally.new or tally.changed or tally.kept
        }

    @property
    def refused(self) -> list[tuple[str, int, str]]:
        return [
            (each.file, each.line, each.column) for each in self.problems if each.kind is not Kind.WARNING
        ]


@pytest.fixture
def town(db) -> Municipality:
    return Municipality()


@pytest.fixture
def imported(town: Municipality, extract: ExtractFolder) -> Municipality:
    town.take(extract.write())
    return town


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table an import may touch."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            key = "pgh_id" if table.endswith("event") else "id"
            cursor.execute(f"SELECT {table}::text FROM {table} ORDER BY {key}")
            found[table] = cursor.fetchall()
    return found


# The real extract


def test_the_good_rows_of_the_demo_s_extract_come_in_and_the_bad_ones_never(town):
    town.take(REAL)

    assert {
        "personer": Person.objects.count(),
        "arenden": Case.objects.count(),
        "beslut": Decision.objects.count(),
        "uppdrag": Assignment.objects.count(),
        "manadsrapporter": MonthlyReport.objects.count(),
        "tillaggscheckar": Voucher.objects.count(),
    } == EXPECTED["clean_rows"]
    assert len(town.refused) == 11
    assert not Case.objects.filter(number__in=["A90001", "A90002"]).exists()
    assert not Decision.objects.filter(external_ref="B90001").exists()


def test_the_same_extract_again_changes_nothing(town):
    town.take(REAL)
    before = contents()

    assert town.take(REAL) == {}
    assert contents() == before


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(town, extract):
    before = contents()

    told = town.take(extract.write(), dry_run=True)

    assert contents() == before
    assert told == town.take(extract.folder)


# What a row becomes


def test_a_row_s_cells_reach_their_places(imported):
    case = Case.objects.get(number="A1")
    assert (case.opened_on, case.closed_on, case.closure_reason) == (
        date(2021, 1, 10),
        date(2022, 1, 31),
        "flyttat",
    )
    assert (case.person.full_name, case.person.sex, case.person.birth_date) == (
        "Anna Björk",
        "K",
        date(1980, 5, 17),
    )
    assert case.unit == imported.unit
    assert PersonIdentifier.objects.get(person=case.person).value == ANNA
    nils = Person.objects.get(identifiers__value=NILS)
    assert nils.is_protected
    assert nils.foreign_born
    decision = Decision.objects.get(external_ref="B1")
    assert decision.period == Period(date(2021, 2, 1), date(2021, 9, 1))
    assert (decision.decided_on, decision.capacity_percent) == (date(2021, 1, 20), 75)
    running = Assignment.objects.get(number="U2")
    assert running.period == Period(date(2021, 3, 15))
    assert running.provider.organisation_number == "5599990016"
    assert running.person == nils
    assert Voucher.objects.get().amount == kr(5000)
    assert Authorisation.objects.get(provider__organisation_number="5599990008").period == Period(
        date(2015, 1, 1)
    )


def test_a_caseworker_without_an_account_gets_one_that_nobody_can_sign_in_with(imported):
    caseworker = Case.objects.get(number="A1").caseworker

    assert caseworker.email == f"kv01@{imported.principal.slug}.invalid"
    assert not caseworker.is_active
    assert not caseworker.has_usable_password()


def test_a_caseworker_is_known_by_what_stands_before_the_at_sign_and_brings_the_unit(town, extract):
    other_unit = a_unit(town.principal)
    user = User.objects.create_user("KV01@kommun.example")
    a_seat(Role.CASEWORKER, town.principal, unit=other_unit, user=user)

    town.take(extract.write())

    assert Case.objects.get(number="A1").caseworker == user
    assert Case.objects.get(number="A1").unit == other_unit
    assert Case.objects.get(number="A2").unit == town.unit


def test_a_caseworker_s_code_may_have_points_in_it(town, extract):
    user = User.objects.create_user("anna.ek@kommun.example")
    a_seat(Role.CASEWORKER, town.principal, unit=town.unit, user=user)
    extract.change("arenden.csv", "kv01", "Anna.Ek").change("arenden.csv", "kv02", "Bo.Ek")

    town.take(extract.write())

    assert Case.objects.get(number="A1").caseworker == user
    assert town.take(extract.folder) == {}


# Corrections


def test_a_corrected_extract_brings_in_what_was_missing_and_only_that(town, extract):
    extract.change("personer.csv", ANNA, ANNA[:-1] + str((int(ANNA[-1]) + 1) % 10))
    assert town.take(extract.write())["personer.csv"] == (1, 0, 0)

    extract.change("personer.csv", ANNA[:-1] + str((int(ANNA[-1]) + 1) % 10), ANNA)
    assert town.take(extract.write()) == {
        "personer.csv": (1, 0, 0),
        "arenden.csv": (1, 0, 0),
        "beslut.csv": (1, 0, 0),
        "uppdrag.csv": (1, 0, 0),
        "manadsrapporter.csv": (2, 0, 0),
    }


def test_a_changed_person_and_case_keep_their_history(imported, extract):
    extract.change("personer.csv", "Björk", "Berg").change("arenden.csv", "2022-01-31", "2022-02-28")

    assert imported.take(extract.write()) == {"personer.csv": (0, 1, 0), "arenden.csv": (0, 1, 0)}
    case = Case.objects.get(number="A1")
    assert case.closed_on == date(2022, 2, 28)
    assert case.person.last_name == "Berg"
    (before,) = pghistory.models.Events.objects.tracks(case)
    assert before.pgh_data["closed_on"] == "2022-01-31"
    (before,) = pghistory.models.Events.objects.tracks(case.person)
    assert before.pgh_data["last_name"] == "Björk"
    assert imported.take(extract.folder) == {}


def test_a_changed_decision_is_corrected_by_a_new_one_and_its_assignment_follows(imported, extract):
    extract.change("beslut.csv", "2021-08-31;75", "2021-10-31;50")

    assert imported.take(extract.write()) == {"beslut.csv": (0, 1, 0)}
    first, second = Decision.objects.filter(external_ref="B1").order_by("pk")
    assert second.corrects == first
    assert (first.capacity_percent, second.capacity_percent) == (75, 50)
    assert second.number == "B1/2"
    assert Assignment.objects.get(number="U1").decision == second
    assert imported.take(extract.folder) == {}

    extract.change("beslut.csv", "2021-10-31;50", "2021-10-31;25")
    imported.take(extract.write())
    assert Decision.objects.in_force().get(external_ref="B1").corrects == second


def test_a_changed_report_and_voucher_are_corrected_by_new_ones(imported, extract):
    extract.change("manadsrapporter.csv", ";95;13;", ";90;18;").change("tillaggscheckar.csv", "5000", "10000")

    assert imported.take(extract.write()) == {
        "manadsrapporter.csv": (0, 1, 0),
        "tillaggscheckar.csv": (0, 1, 0),
    }
    report = MonthlyReport.objects.in_force().get(assignment__number="U1", month=date(2021, 2, 1))
    assert (report.attended_hours, report.corrects.attended_hours) == (90, 95)
    voucher = Voucher.objects.in_force().get()
    assert (voucher.amount, voucher.corrects.amount) == (kr(10_000), kr(5000))
    assert imported.take(extract.folder) == {}


def test_an_intervention_that_was_wrong_changes_in_the_assignment_too(imported, extract):
    extract.change("beslut.csv", "A1;sai", "A1;jobbpeng_grund")

    assert imported.take(extract.write())["beslut.csv"] == (0, 1, 0)
    assert Assignment.objects.get(number="U1").intervention.code == "jobbpeng_grund"
    assert imported.take(extract.folder) == {}


def test_a_case_that_was_the_wrong_person_s_takes_its_assignments_along(imported, extract):
    extract.change("arenden.csv", f"A1;{ANNA}", f"A1;{NILS}")

    assert imported.take(extract.write())["arenden.csv"] == (0, 1, 0)
    assert Assignment.objects.get(number="U1").person == Person.objects.get(identifiers__value=NILS)
    assert imported.take(extract.folder) == {}


def test_assignments_may_change_places(town, extract):
    extract.content["manadsrapporter.csv"] = extract.content["manadsrapporter.csv"].splitlines()[0] + "\n"
    extract.change("uppdrag.csv", "2021-03-15;;", "2021-03-15;2021-06-30;")
    extract.add("uppdrag.csv", "U3;B2;5599990008;2021-07-01;2021-12-31;40")
    town.take(extract.write())

    extract.change("uppdrag.csv", "2021-03-15;2021-06-30", "2021-03-15;2021-09-30")
    extract.change("uppdrag.csv", "2021-07-01;2021-12-31", "2021-10-01;2022-03-31")
    assert town.take(extract.write())["uppdrag.csv"] == (0, 2, 0)
    assert Assignment.objects.get(number="U2").period.last_day == date(2021, 9, 30)
    assert Assignment.objects.get(number="U3").period.start == date(2021, 10, 1)


def test_a_person_s_open_case_may_be_closed_and_another_opened_at_once(imported, extract):
    extract.change("arenden.csv", "2021-03-01;;;", "2021-03-01;2022-04-01;ovrigt;")
    extract.change("arenden.csv", "2022-01-31;flyttat", ";")
    extract.add("arenden.csv", f"A3;{NILS};2022-04-02;;;;sprak")

    assert imported.take(extract.write())["arenden.csv"] == (1, 2, 0)
    assert imported.refused == []


def test_a_row_that_is_gone_from_the_extract_stays_in_the_register(imported, extract):
    extract.content["tillaggscheckar.csv"] = extract.content["tillaggscheckar.csv"].splitlines()[0] + "\n"

    assert imported.take(extract.write()) == {}
    assert Voucher.objects.count() == 1


def test_a_provider_s_authorisation_may_end(imported, extract):
    extract.change("anordnare.csv", "2015-01-01;", "2015-01-01;2022-12-31")

    assert imported.take(extract.write()) == {"anordnare.csv": (0, 1, 0)}
    assert Authorisation.objects.get(provider__name="Stegen ek. för.").period.last_day == date(2022, 12, 31)


# What somebody has done in Stegvis


def test_what_somebody_has_changed_in_stegvis_is_kept_with_a_warning(imported, extract):
    case = Case.objects.get(number="A2")
    case.target_group = "annan"
    case.save()

    assert imported.take(extract.folder) == {"arenden.csv": (0, 0, 1)}
    assert [(each.kind, each.file, each.line) for each in imported.problems] == [
        (Kind.WARNING, "arenden.csv", 3)
    ]
    case.refresh_from_db()
    assert case.target_group == "annan"


def test_a_report_that_the_provider_has_corrected_is_kept(imported, extract):
    first = MonthlyReport.objects.get(assignment__number="U1", month=date(2021, 2, 1))
    MonthlyReport.objects.create(
        principal=first.principal,
        assignment=first.assignment,
        month=first.month,
        attended_hours=1,
        absent_hours=0,
        progress=1,
        received_on=first.received_on,
        sent_by=a_user(),
        corrects=first,
    )

    assert imported.take(extract.folder) == {"manadsrapporter.csv": (0, 0, 1)}


def test_a_person_s_own_marking_is_not_taken_away_by_an_import(imported, extract):
    Person.objects.filter(identifiers__value=ANNA).update(protection="marked")

    imported.take(extract.folder)

    assert Person.objects.get(identifiers__value=ANNA).protection == "marked"


def test_a_protection_in_the_extract_is_raised_also_for_who_has_been_changed_by_hand(imported, extract):
    Person.objects.filter(identifiers__value=ANNA).update(first_name="Annika")
    extract.change("personer.csv", "K;nej", "K;ja")
    imported.take(extract.write())
    imported.take(extract.write())

    anna = Person.objects.get(identifiers__value=ANNA)
    assert (anna.first_name, anna.is_protected, bool(anna.pseudonym)) == ("Annika", True, True)
    change = anna.protection_changes.get()
    assert (change.level, change.put_forward_by, hasattr(change, "carried_out")) == ("protected", None, True)


def test_an_extract_never_lowers_a_protection_but_puts_it_forward_once(imported, extract):
    before = Person.objects.get(identifiers__value=NILS)
    extract.change("personer.csv", "M;ja", "M;nej")
    imported.take(extract.write())
    imported.take(extract.write())

    nils = Person.objects.get(identifiers__value=NILS)
    assert nils.is_protected
    assert nils.pseudonym == before.pseudonym
    change = nils.protection_changes.get()
    assert (change.level, change.needs_another, change.put_forward_by) == ("none", True, None)


# Conflicts with the register


def test_a_second_open_case_beside_one_in_stegvis_is_refused_with_what_builds_on_it(town, extract):
    person = a_person(town.principal, born=date(1992, 2, 3))
    PersonIdentifier.objects.filter(person=person).update(value=NILS)
    a_case(town.unit, person=person, number="I1", opened_on=date(2022, 1, 1))

    town.take(extract.write())

    assert town.refused == [
        ("arenden.csv", 3, "avslutat"),
        ("beslut.csv", 3, "ärende"),
        ("uppdrag.csv", 3, "beslut"),
        ("manadsrapporter.csv", 4, "uppdrag"),
        ("tillaggscheckar.csv", 2, "beslut"),
    ]
    assert not Case.objects.filter(number="A2").exists()
    assert Case.objects.filter(number="A1").exists()


def test_an_assignment_that_overlaps_one_in_stegvis_is_refused(imported, extract):
    case = Case.objects.get(number="A2")
    intervention = Decision.objects.get(external_ref="B2").intervention
    Assignment.objects.filter(number="U2").update(period=Period(date(2021, 3, 15), date(2022, 1, 1)))
    an_assignment(case, intervention=intervention, period=Period(date(2022, 2, 1)), number="I7")
    extract.add("uppdrag.csv", "U3;B2;5599990008;2022-02-15;2022-03-31;40")
    extract.change("uppdrag.csv", "2021-03-15;;", "2021-03-15;2021-12-31;")

    imported.take(extract.write())

    assert ("uppdrag.csv", 4, "start") in imported.refused
    assert not Assignment.objects.filter(number="U3").exists()


def test_an_assignment_is_not_cut_short_of_a_report_that_is_there(imported, extract):
    extract.change("uppdrag.csv", "2021-08-31", "2021-02-28")
    extract.content["manadsrapporter.csv"] = extract.content["manadsrapporter.csv"].replace(
        "U1;2021-03;81;3;3;2021-04-04\n", ""
    )

    imported.take(extract.write())

    assert ("uppdrag.csv", 2, "slut") in imported.refused
    assert Assignment.objects.get(number="U1").period.last_day == date(2021, 8, 31)


def test_a_decision_whose_number_another_decision_has_is_refused(town, extract):
    a_decision(a_case(town.unit), number="B1")

    town.take(extract.write())

    assert town.refused[0] == ("beslut.csv", 2, "beslut")


# Whose it is


def test_two_municipalities_may_have_the_same_extract_and_never_touch_each_other(imported, extract):
    before = contents()
    neighbour = Municipality()

    neighbour.take(extract.folder)

    for table, rows in contents().items():
        assert rows[: len(before[table])] == before[table]
    assert Case.objects.filter(principal=neighbour.principal).count() == 2
    assert Provider.objects.filter(principal=imported.principal).count() == 2
    here, there = (
        set(Membership.objects.filter(principal=each).values_list("user_id", flat=True))
        for each in (imported.principal, neighbour.principal)
    )
    assert not here & there


@pytest.mark.django_db(transaction=True)
def test_two_imports_for_a_principal_never_run_at_once(extract, monkeypatch):
    town, neighbour = Municipality(), Municipality()
    monkeypatch.setattr(run, "LOCK_WAIT", "200ms")
    with connection.get_new_connection(connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s, %s)", [run.LOCK_FAMILY, town.principal.pk])
        with pytest.raises(CannotImport, match="En annan import pågår"):
            town.take(extract.write())
        assert neighbour.take(extract.folder)["personer.csv"] == (2, 0, 0)
    other.close()

    assert town.take(extract.folder)["personer.csv"] == (2, 0, 0)


def test_the_unit_must_be_named_when_there_are_several(town):
    assert unit_for(town.principal) == town.unit
    second = a_unit(town.principal, "Vuxenheten")
    assert unit_for(town.principal, "vuxenheten") == second
    with pytest.raises(CannotImport, match="Vuxenheten"):
        unit_for(town.principal)
    with pytest.raises(CannotImport, match="ingen enhet"):
        unit_for(a_principal())


def test_nothing_is_written_when_a_file_cannot_be_read(town, extract):
    folder = extract.write()
    (folder / "tillaggscheckar.csv").write_bytes(b"PK\x03\x04")

    town.take(folder)

    assert town.refused == [("tillaggscheckar.csv", 0, "")]
    assert not Person.objects.exists()
