"""The pages of the log: its control, the list for the person, the history of changes."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from stegvis.casework.models import Case
from stegvis.core import clock, waiting
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.core.readings import Kind
from stegvis.oversight.actions import judge, run_control
from stegvis.oversight.models import Control, Finding, Reading
from stegvis.oversight.models.control import Outcome, Pattern
from stegvis.registry.models import Export, Person
from tests import builders
from tests.oversight.log import in_march, reads

pytestmark = pytest.mark.django_db

NOW = in_march(30, 9)
MONTH = Period(date(2026, 3, 1), date(2026, 3, 30))


@pytest.fixture(autouse=True)
def in_the_end_of_march(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(NOW):
        yield


class Office:
    def __init__(self):
        self.principal = builders.a_principal()
        self.unit, _ = builders.a_unit(self.principal, "Enhet Nord"), builders.a_unit(self.principal)
        self.caseworker = self.seat(Role.CASEWORKER, "Maria Holm", unit=self.unit)
        self.head = self.seat(Role.HEAD_OF_UNIT, "Karin Berg", unit=self.unit)
        self.controller = self.seat(Role.LOG_CONTROLLER, "Lars Gren")
        self.person = builders.a_person(self.principal, first_name="Maria", last_name="Holm")
        self.case = builders.a_case(self.unit, person=self.person)

    def seat(self, role, name, **place):
        return builders.a_seat(role, self.principal, user=builders.a_user(name), **place)

    def finding(self):
        """The caseworker has opened a case of her own name."""
        reads(self.caseworker, self.case)
        run_control(MONTH, None, 0, "frö", by=self.controller.actor, now=NOW)
        return Finding.objects.get(pattern=Pattern.OWN)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def seen_by(client):
    def sign_in(seat):
        client.force_login(seat.user)
        session = client.session
        session["proof"] = 0
        session.save()
        return client

    return sign_in


def test_a_controller_controls_a_period_and_judges_what_is_found(seen_by, office):
    reads(office.caseworker, office.case)
    client = seen_by(office.controller)
    asked = {"start": "2026-03-01", "last_day": "2026-03-29", "sample_size": "5", "seed": "ett"}
    client.post(reverse("run_log_control"), asked)
    assert Control.objects.get().seed == "ett"
    page = client.get(reverse("log_control")).text
    assert "Egen akt eller eget namn" in page and "Maria Holm" in page and "Att granska" in page
    finding = Finding.objects.get(pattern=Pattern.OWN)
    page = client.get(finding.get_absolute_url()).text
    assert (
        "samma för- och efternamn" in page and "Öppnade ärendets sida" in page and office.case.number in page
    )
    sent = client.post(finding.get_absolute_url(), {"outcome": "improper", "note": "Ingen uppgift."})
    assert "Skriv vad som ska göras" in sent.text and "Ingen uppgift." in sent.text
    client.post(
        finding.get_absolute_url(),
        {"outcome": "improper", "note": "Ingen uppgift.", "follow_up": "Samtal med chefen."},
    )
    page = client.get(finding.get_absolute_url()).text
    assert "Samtal med chefen." in page and "En annan person än den som gjorde den första" in page
    assert (
        client.get(reverse("log_control")).text.count("Egen akt eller eget namn") == 1
    )  # the filter's choice


def test_a_wrong_period_is_told_and_what_was_typed_is_kept(seen_by, office):
    page = seen_by(office.controller).post(
        reverse("run_log_control"),
        {"start": "2026-03-20", "last_day": "2026-03-10", "sample_size": "500", "seed": "mitt frö"},
    )
    assert "Den sista dagen kan inte vara före den första." in page.text and "mitt frö" in page.text
    assert not Control.objects.exists()


def test_an_improper_reading_awaits_another_person_on_the_start_page(seen_by, office):
    finding = office.finding()
    judge(finding, Outcome.IMPROPER, "Ingen uppgift.", "Samtal.", by=office.controller.actor, now=NOW)
    title = "Läsningar som behöver en andra bedömning"
    assert title in [group.title for group in waiting.awaiting(office.head.actor, NOW.date())]
    assert title not in [group.title for group in waiting.awaiting(office.controller.actor, NOW.date())]
    page = seen_by(office.head).get(finding.get_absolute_url()).text
    assert "Obefogad: jag delar bedömningen" in page


def test_a_finding_about_oneself_does_not_exist(seen_by, office):
    finding = office.finding()
    builders.a_seat(Role.LOG_CONTROLLER, office.principal, user=office.caseworker.user)
    client = seen_by(office.caseworker)
    assert client.get(finding.get_absolute_url()).status_code == 404
    assert "Maria Holm</a>" not in client.get(reverse("log_control")).text


def test_the_list_of_findings_is_filtered(seen_by, office):
    office.finding()
    client = seen_by(office.controller)
    link = Finding.objects.get(pattern=Pattern.OWN).get_absolute_url()
    for query, is_found in (
        ("monster=own", True),
        ("monster=many", False),
        ("status=proper", False),
        ("status=alla&anvandare=maria", True),
        ("anvandare=karin", False),
        (f"enhet={office.unit.pk}", True),
        ("enhet=999999", False),
    ):
        assert (link in client.get(f"{reverse('log_control')}?{query}").text) == is_found, query


def test_the_list_is_taken_out_as_a_file_that_names_nobody_protected(office):
    from django.test import RequestFactory

    from stegvis.oversight.views.control import export

    Person.objects.filter(pk=office.person.pk).update(protection="protected")
    reads(office.caseworker, office.case)
    run_control(MONTH, None, 0, "frö", by=office.controller.actor, now=NOW)
    request = RequestFactory().post("/?status=alla")
    request.user, request.actor = office.controller.user, office.controller.actor
    request._messages = type("Silent", (), {"add": lambda *_: None})()
    export(request)
    made = Export.objects.get()
    sheet = load_workbook(BytesIO(bytes(made.file.content.content))).active
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "Skyddad person" in text and "Holm" in text
    assert text.count("Holm") == text.count("Maria Holm") and "Skyddad folkbokföring" not in text
    assert Reading.objects.filter(kind=Kind.EXPORTED, user=office.controller.user).exists()


def test_looking_at_a_finding_is_itself_a_reading(seen_by, office):
    finding = office.finding()
    seen_by(office.controller).get(finding.get_absolute_url())
    reading = Reading.objects.get(user=office.controller.user)
    assert (reading.person, reading.what) == (office.person, "log_finding")


# --- the list for the person ----------------------------------------------------------------------


def test_the_person_sees_who_has_read_when_and_in_which_role(seen_by, office):
    assignment = builders.an_assignment(office.case)
    staff = builders.a_seat(
        Role.PROVIDER_STAFF,
        office.principal,
        provider=assignment.provider,
        user=builders.a_user("Anställd Hemlig"),
    )
    reads(office.caseworker, office.case)
    reads(staff, assignment, what="assignment")
    reads(office.head, None, kind=Kind.LISTED, what="cases", person_ids=[office.person.pk])
    another = builders.a_case(office.unit)
    reads(office.caseworker, another, at=in_march(17, 11))
    resident = builders.a_seat(Role.RESIDENT, office.principal, person=office.person)
    page = seen_by(resident).get(reverse("my_readers")).text
    assert "2026-03-16 10:00" in page and "Enhet Nord" in page and "Handläggare" in page
    assert "Öppnade ärendets sida" in page and "Såg namnet i listan över ärenden" in page
    assert assignment.provider.name in page and "Anställd Hemlig" not in page
    assert "2026-03-17" not in page


def test_a_caseworker_lists_the_readings_of_a_person_whose_case_she_sees(office):
    from stegvis.oversight.extract import may_take_out

    reads(office.head, office.case)
    stranger = builders.a_seat(Role.CASEWORKER, office.principal)
    builders.a_case(stranger.membership.unit)
    other_tenant = builders.a_seat(Role.LOG_CONTROLLER, builders.a_principal())
    administrator = builders.a_seat(Role.ADMINISTRATOR, office.principal)
    allowed = {
        seat.actor: may_take_out(seat.actor, office.person)
        for seat in (office.caseworker, office.controller, administrator, stranger, other_tenant)
    }
    assert list(allowed.values()) == [True, True, True, False, False]


def test_the_list_is_reached_from_the_case_and_is_itself_a_reading(seen_by, office):
    reads(office.head, office.case)
    page = seen_by(office.caseworker).get(reverse("case_log_extract", args=[office.case.pk])).text
    assert "Karin Berg" in page and "Gör en pdf att lämna ut" in page
    assert Reading.objects.filter(user=office.caseworker.user, what="case_log_extract").exists()


def test_the_list_is_made_by_number_shown_and_taken_out_as_a_file(seen_by, office):
    reads(office.head, office.case)
    number = office.person.identifiers.get().shown
    client = seen_by(office.controller)
    page = client.post(reverse("log_extract"), {"personal_number": number}).text
    assert "Karin Berg" in page and number in page
    answer = client.post(reverse("log_extract"), {"personal_number": number, "fil": "pdf"})
    assert answer.headers["Location"] == reverse("my_exports")
    made = Export.objects.get()
    assert bytes(made.file.content.content).startswith(b"%PDF") and made.persons == [office.person.pk]


def test_a_number_that_one_may_not_ask_about_is_told_alike_and_written_down(seen_by, office):
    stranger = builders.a_seat(Role.CASEWORKER, office.principal)
    builders.a_case(stranger.membership.unit)
    client = seen_by(stranger)
    number = office.person.identifiers.get().shown
    for asked in (number, builders.a_personal_number(serial=999).formatted()):
        page = client.post(reverse("log_extract"), {"personal_number": asked}).text
        assert "Det finns ingen person med det numret" in page and "Maria" not in page
    searched = Reading.objects.filter(user=stranger.user, kind=Kind.SEARCHED)
    assert searched.count() == 2
    assert all(reading.detail.startswith("nummer:") and reading.person_ids == [] for reading in searched)


def test_the_list_as_a_document_has_every_reading_and_the_ground():
    from stegvis.core.documents.pdf import as_pdf
    from stegvis.oversight.extract import as_document

    office = Office()
    for hour in range(7, 12):
        reads(office.caseworker, office.case, at=in_march(16, hour))
    document = as_document(office.person, office.controller.actor, NOW.date())
    assert len(document.blocks[-1].rows) == 5
    assert "artikel 15" in document.blocks[0].text
    assert as_pdf(document).startswith(b"%PDF")


# --- the history of changes -----------------------------------------------------------------------


def test_each_change_tells_field_by_field_what_was_and_what_became(seen_by, office):
    Case.objects.filter(pk=office.case.pk).update(caseworker=office.caseworker.user, referred_by="Soc")
    Case.objects.filter(pk=office.case.pk).update(target_group="annan")
    page = seen_by(office.head).get(reverse("case_changes", args=[office.case.pk])).text
    assert "Målgrupp: <del>Ekonomiskt bistånd</del>" in page and "<ins>Annan målgrupp</ins>" in page
    assert "<del>–</del>" in page and "<ins>Maria Holm</ins>" in page and "<ins>Soc</ins>" in page
    assert "Systemet" in page  # changed many at once, by nobody who was signed in


def test_what_was_changed_beside_a_reading_is_told_to_a_head_for_the_own_units_cases_alone(seen_by, office):
    finding = office.finding()
    elsewhere = builders.a_case(
        builders.a_unit(office.principal), person=office.person, closed_on=date(2026, 2, 2)
    )
    Case.objects.filter(pk=office.case.pk).update(referred_by="Hemma")
    Case.objects.filter(pk=elsewhere.pk).update(referred_by="Borta")
    address = reverse("finding_changes", args=[finding.pk])
    page = seen_by(office.controller).get(address).text
    assert "Hemma" in page and "Borta" in page
    page = seen_by(office.head).get(address).text
    assert "Hemma" in page and "Borta" not in page


def test_every_field_of_the_history_has_a_swedish_name():
    from django.apps import apps

    from stegvis.oversight.changes import LABELS, NOT_TOLD, OF_A_CASE

    for label in (*(label for label, _, _ in OF_A_CASE), "accounts.Membership"):
        for field in apps.get_model(label)._meta.local_fields:
            by_itself = str(field.verbose_name) != field.name.replace("_", " ")
            named = by_itself or field.name in {*LABELS, "period"}
            assert named or field.name in NOT_TOLD or field.generated, f"{label}.{field.name}"


def test_who_changed_is_told_also_when_support_acts_in_the_users_name(office):
    import pghistory

    from stegvis.oversight.changes import of_case

    support = builders.a_user("Stöd Ström")
    with pghistory.context(user=office.caseworker.user.pk, impersonator=support.pk):
        Case.objects.filter(pk=office.case.pk).update(referred_by="Soc")
    (change,) = of_case(office.case, office.head.actor)
    assert change.by == "Stöd Ström (support, som Maria Holm)"


def test_the_history_does_not_tell_who_a_protected_person_is(office):
    from stegvis.oversight.changes import of_case

    Person.objects.filter(pk=office.person.pk).update(last_name="Nytt", protection="protected")
    told = of_case(Case.objects.get(pk=office.case.pk), office.head.actor)
    assert not {"Holm", "Nytt"} & {
        text for change in told for field in change.fields for text in (field.before, field.after)
    }


def test_administrators_see_changed_and_removed_roles(seen_by, office):
    administrator = builders.a_seat(Role.ADMINISTRATOR, office.principal)
    membership = office.caseworker.membership
    membership.period = Period(date(2026, 1, 1), date(2026, 3, 1))
    membership.save()
    other = builders.a_seat(Role.CASEWORKER, builders.a_principal(), user=builders.a_user("Främmande Person"))
    type(membership).objects.filter(pk=other.membership.pk).delete()
    page = seen_by(administrator).get(reverse("membership_changes")).text
    assert "Maria Holm: handläggare" in page and "2026-02-28" in page
    assert "Främmande" not in page
