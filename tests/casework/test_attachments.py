"""Papers in a case: put in, fetched and withdrawn by those who work in it, and by nobody else."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stegvis.accounts.seats import actor_in
from stegvis.casework.actions import attach, withdraw_attachment
from stegvis.casework.actions.break_glass import open_in_emergency
from stegvis.casework.models import Attachment, AttachmentWithdrawal
from stegvis.casework.rules.attachments import MOST_IN_A_CASE, may_attach
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.files.inspection import inspect
from stegvis.oversight.models import Reading
from stegvis.registry import files
from stegvis.registry.models import FileContent, StoredFile
from tests import builders, samples
from tests.builders import TODAY
from tests.clamd import CLEAN, INFECTED, OUT_OF_ORDER, a_scanner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def paper(town, case):
    return an_attachment(case, town)


def an_attachment(case, town, title="Läkarintyg mars"):
    file = inspect(samples.a_pdf(), "intyg.pdf")
    return attach(case, file, Attachment.Kind.MEDICAL, title, by=town.worker.actor, today=TODAY)


def url(name, record):
    return reverse(name, args=[record.pk])


def sent(content=None, name="intyg.pdf", **fields):
    file = SimpleUploadedFile(name, samples.a_pdf() if content is None else content)
    return {"file": file, "kind": Attachment.Kind.MEDICAL, "title": "Läkarintyg mars", **fields}


@contextmanager
def scanner_says(settings, answer):
    with a_scanner(answer) as settings.CLAMAV_ADDRESS:
        yield


def test_a_paper_is_put_in_shown_and_fetched_as_it_was(client, town, case):
    client.force_login(town.worker.user)
    assert client.post(url("add_attachment", case), sent()).status_code == 302
    paper = case.attachments.get()
    assert (paper.title, paper.added_on, paper.added_by) == ("Läkarintyg mars", TODAY, town.worker.user)
    page = client.get(case.get_absolute_url()).content.decode()
    assert url("download_attachment", paper) in page
    assert "Bilaga: Läkarintyg mars" in page
    answer = client.get(url("download_attachment", paper))
    assert answer.content == samples.a_pdf()
    assert answer["Content-Disposition"].startswith('attachment; filename="intyg.pdf"')


def test_fetching_a_paper_is_written_in_the_log_of_readings(client, town, case, paper):
    client.force_login(town.worker.user)
    client.get(url("download_attachment", paper))
    assert Reading.objects.filter(person_id=case.person_id, what="download_attachment").exists()


def test_what_is_wrong_with_a_file_is_told_at_its_field_and_what_was_typed_stays(client, town, case):
    client.force_login(town.worker.user)
    answer = client.post(url("add_attachment", case), sent(b"", title="Intyg från Åsa"))
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"] == ["Filen är tom. Välj en annan fil."]
    assert "Intyg från Åsa" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_withdrawn_paper_cannot_be_fetched_but_shows_that_it_was_there(client, town, case, paper):
    client.force_login(town.worker.user)
    assert client.get(url("withdraw_attachment", paper)).status_code == 200
    assert client.post(url("withdraw_attachment", paper), {"reason": ""}).status_code == 200
    assert client.post(url("withdraw_attachment", paper), {"reason": "Fel person"}).status_code == 302
    assert client.get(url("download_attachment", paper)).status_code == 404
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Återkallad" in page
    assert "Fel person" in page
    assert url("download_attachment", paper) not in page


def test_a_paper_is_withdrawn_once(town, paper):
    withdraw_attachment(paper, "Fel", by=town.worker.actor, today=TODAY)
    again = Attachment.objects.get(pk=paper.pk)
    with pytest.raises(Refused, match="redan återkallad"):
        withdraw_attachment(again, "Fel", by=town.worker.actor, today=TODAY)
    assert AttachmentWithdrawal.objects.count() == 1


def test_only_those_who_work_in_the_case_put_in_and_withdraw(town, case, paper):
    with pytest.raises(Forbidden):
        attach(case, inspect(samples.a_pdf(), "a.pdf"), "ovrigt", "A", by=town.stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        withdraw_attachment(paper, "Fel", by=town.stranger.actor, today=TODAY)


@pytest.mark.parametrize("name", ["download_attachment", "withdraw_attachment"])
def test_a_paper_does_not_exist_for_strangers(client, town, case, paper, name):
    """Not for a caseworker with an own case and an own paper in another unit, nor in another municipality."""
    theirs = builders.a_case(town.elsewhere)
    own = attach(
        theirs, inspect(samples.a_pdf(), "a.pdf"), "ovrigt", "A", by=town.stranger.actor, today=TODAY
    )
    client.force_login(town.stranger.user)
    assert client.get(url(name, own)).status_code == 200
    assert client.get(url(name, paper)).status_code == 404
    abroad = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    client.force_login(abroad.user)
    assert client.get(url(name, paper)).status_code == 404


def test_the_resident_and_the_provider_fetch_no_papers_here(client, town, case, paper):
    assignment = builders.an_assignment(case)
    for seat in (
        builders.a_seat(Role.RESIDENT, town.principal, person=case.person),
        builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=assignment.provider),
    ):
        client.force_login(seat.user)
        assert client.get(url("download_attachment", paper)).status_code == 404


def test_a_paper_can_be_put_into_a_closed_case_for_the_follow_up(client, town):
    closed = builders.a_case(town.unit, closed_on=TODAY)
    client.force_login(town.worker.user)
    client.post(url("add_attachment", closed), sent())
    assert closed.attachments.count() == 1


def test_a_case_does_not_take_papers_without_end():
    assert may_attach(MOST_IN_A_CASE - 1)
    assert not may_attach(MOST_IN_A_CASE)


def test_a_clean_file_is_marked_so(settings, town, case):
    with scanner_says(settings, CLEAN):
        assert an_attachment(case, town).file.state == StoredFile.State.CLEAN


def test_an_infected_file_is_never_stored(settings, client, town, case):
    client.force_login(town.worker.user)
    with scanner_says(settings, INFECTED):
        answer = client.post(url("add_attachment", case), sent())
    assert answer.context["form"].errors["file"] == [files.WAS_INFECTED]
    assert not StoredFile.objects.exists()
    assert not FileContent.objects.exists()


def test_a_file_waits_in_quarantine_while_the_scanner_is_silent_and_cannot_be_fetched(
    settings, client, town, case
):
    with scanner_says(settings, OUT_OF_ORDER):
        paper = an_attachment(case, town)
    assert paper.file.state == StoredFile.State.QUARANTINED
    client.force_login(town.worker.user)
    answer = client.get(url("download_attachment", paper), follow=True)
    assert files.AWAITS_SCAN in answer.content.decode()
    assert "Inte viruskontrollerad" in answer.content.decode()


@pytest.mark.parametrize(
    ("answer", "state", "can_be_fetched"),
    [(CLEAN, StoredFile.State.CLEAN, True), (INFECTED, StoredFile.State.REFUSED, False)],
)
def test_a_file_in_quarantine_is_scanned_later(settings, client, town, case, answer, state, can_be_fetched):
    with scanner_says(settings, OUT_OF_ORDER):
        paper = an_attachment(case, town)
    with scanner_says(settings, answer):
        assert files.scan_awaiting(paper.file, at=clock.now()).state == state
    assert FileContent.objects.filter(file=paper.file).exists() == can_be_fetched
    client.force_login(town.worker.user)
    page = client.get(case.get_absolute_url()).content.decode()
    assert (f'href="{url("download_attachment", paper)}"' in page) == can_be_fetched
    assert client.get(url("download_attachment", paper)).status_code == (200 if can_be_fetched else 302)


def test_where_there_is_no_scanner_the_installation_chooses_between_unscanned_and_none(
    settings, client, town, case
):
    paper = an_attachment(case, town)
    assert files.may_hand_out(paper.file)
    settings.SERVE_UNSCANNED_FILES = False
    assert not files.may_hand_out(paper.file)
    client.force_login(town.worker.user)
    answer = client.get(url("add_attachment", case))
    assert files.NO_SCANNER in answer.content.decode()
    assert client.post(url("add_attachment", case), sent()).status_code == 200
    assert case.attachments.count() == 1


def test_the_database_lets_no_paper_be_changed(paper):
    from django.db import DatabaseError, transaction

    for change in (
        lambda: Attachment.objects.filter(pk=paper.pk).update(title="Annat"),
        lambda: Attachment.objects.filter(pk=paper.pk).delete(),
        lambda: FileContent.objects.filter(file=paper.file).update(content=b"annat"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_two_who_withdraw_at_once_are_one(town, paper):
    """The constraint behind the check: the second one's object still says that nothing is withdrawn."""
    AttachmentWithdrawal.objects.create(
        principal=town.principal,
        attachment=paper,
        reason="A",
        withdrawn_on=TODAY,
        withdrawn_by=town.head.user,
    )
    with pytest.raises((Refused, Stale)):
        withdraw_attachment(paper, "B", by=town.worker.actor, today=TODAY)


def test_who_reads_in_an_emergency_fetches_papers_and_changes_none(client, town, case, paper):
    open_in_emergency(
        case.number,
        "Personen är här och behöver hjälp genast.",
        by=actor_in(seated(town.stranger)),
        now=clock.now(),
    )
    client.force_login(town.stranger.user)
    assert client.get(url("download_attachment", paper)).status_code == 200
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Läkarintyg mars" in page
    assert url("withdraw_attachment", paper) not in page
    assert client.post(url("withdraw_attachment", paper), {"reason": "Fel"}).status_code in (200, 403, 404)
    assert client.post(url("add_attachment", case), sent()).status_code in (200, 403, 404)
    assert case.attachments.count() == 1
    assert not AttachmentWithdrawal.objects.exists()


def seated(seat):
    seat.membership.held_together = [seat.membership]
    return seat.membership


def test_papers_of_a_protected_person_are_closed_to_who_is_not_named(client, town, case, paper):
    type(case.person).objects.filter(pk=case.person_id).update(protection="protected")
    colleague = builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit)
    client.force_login(colleague.user)
    assert client.get(url("download_attachment", paper)).status_code == 403
    assert "Läkarintyg mars" not in client.get(case.get_absolute_url()).content.decode()
