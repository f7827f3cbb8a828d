"""The journal with its pages and the database behind it."""

from datetime import datetime, timedelta
from io import StringIO

import pghistory.models
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from stegvis.casework.actions.journal import NoteText, add_to_note, change_note, sign_note, write_note
from stegvis.casework.models import JournalAddendum, JournalNote
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.clock import SWEDEN
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

NOW = datetime(2026, 3, 16, 12, tzinfo=SWEDEN)
LATER = NOW + timedelta(hours=25)


def text(heading="Möte om praktik", body="Vi gick igenom praktikplatsen.", kind="meeting", on=TODAY):
    return NoteText(kind, on, heading, body)


@pytest.fixture
def note(town, case):
    return write_note(case, text(), by=town.worker.actor, now=NOW)


@pytest.fixture
def colleague(town):
    return builders.a_seat(
        Role.CASEWORKER, town.principal, unit=town.unit, user=builders.a_user("Kim Kollega")
    )


def url(name, record):
    return reverse(name, args=[record.pk])


# --- actions ---------------------------------------------------------------------------------


def test_a_note_is_written_and_changed_by_its_writer_and_each_version_is_kept(town, note):
    change_note(note, text(body="Vi såg praktikplatsen."), revision=1, by=town.worker.actor, now=NOW)
    changed = JournalNote.objects.get()
    assert (changed.text, changed.revision) == ("Vi såg praktikplatsen.", 2)
    kept = pghistory.models.Events.objects.tracks(changed).get()
    assert kept.pgh_data["text"] == "Vi gick igenom praktikplatsen."


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"on": TODAY + timedelta(1)}, "framtiden"),
        ({"on": TODAY - timedelta(900)}, "öppnades"),
        ({"kind": "dröm"}, "Välj vad det gäller"),
        ({"heading": " "}, "rubrik"),
        ({"body": "\n"}, "vad som hände"),
    ],
)
def test_what_is_wrong_with_a_note_is_said(town, case, wrong, reason):
    with pytest.raises(Refused, match=reason):
        write_note(case, text(**wrong), by=town.worker.actor, now=NOW)


def test_neither_a_colleague_nor_the_head_changes_or_signs_anothers_note(town, note, colleague):
    for other in (colleague, town.head):
        with pytest.raises(Refused, match="Bara den som skrev"):
            change_note(note, text(), revision=1, by=other.actor, now=NOW)
        with pytest.raises(Refused, match="Bara den som skrev"):
            sign_note(note, revision=1, by=other.actor, now=NOW)
        add_to_note(note, "Hen ringde mig också.", by=other.actor, now=NOW)
    assert note.addenda.count() == 2


def test_a_day_later_the_note_is_locked_though_nothing_has_marked_it(town, note):
    with pytest.raises(Refused, match="låst"):
        change_note(note, text(), revision=1, by=town.worker.actor, now=LATER)
    with pytest.raises(Refused, match="låst"):
        sign_note(note, revision=1, by=town.worker.actor, now=LATER)
    add_to_note(note, "Rättelse: mötet var på tisdagen.", by=town.worker.actor, now=LATER)


def test_the_writer_adds_nothing_to_an_open_note(town, note):
    with pytest.raises(Refused, match="Ändra den i stället"):
        add_to_note(note, "Mer.", by=town.worker.actor, now=NOW)


def test_a_signed_note_is_refused_any_change_by_the_database_itself(town, note):
    sign_note(note, revision=1, by=town.worker.actor, now=NOW)
    for act in (lambda: JournalNote.objects.update(text="Annat"), lambda: JournalNote.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    add_to_note(note, "Mer.", by=town.worker.actor, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalAddendum.objects.update(text="Annat")


def test_a_button_pressed_twice_writes_one_note_and_one_addendum(town, case):
    write_note(case, text(), by=town.worker.actor, now=NOW)
    with pytest.raises(Refused, match="redan sparad"):
        write_note(case, text(), by=town.worker.actor, now=NOW + timedelta(seconds=1))
    signed = write_note(case, text("Annat"), by=town.worker.actor, now=NOW, sign=True)
    add_to_note(signed, "Rätt dag var den 15.", by=town.worker.actor, now=NOW)
    with pytest.raises(Refused, match="finns redan"):
        add_to_note(signed, "Rätt dag var den 15.", by=town.worker.actor, now=NOW)


def test_a_second_window_is_told_that_the_first_has_saved(town, note):
    change_note(note, text(body="Det första fönstret."), revision=1, by=town.worker.actor, now=NOW)
    with pytest.raises(Stale, match="annat fönster"):
        change_note(note, text(body="Det andra."), revision=1, by=town.worker.actor, now=NOW)
    with pytest.raises(Stale, match="Läs den igen"):
        sign_note(note, revision=1, by=town.worker.actor, now=NOW)
    assert JournalNote.objects.get().text == "Det första fönstret."


def test_a_stranger_who_has_a_case_of_his_own_writes_nothing_here(town, case, note):
    abroad = build_town().worker
    for stranger in (town.stranger, abroad):
        for act in (
            lambda by: write_note(case, text(), by=by, now=NOW),
            lambda by: change_note(note, text(), revision=1, by=by, now=NOW),
            lambda by: sign_note(note, revision=1, by=by, now=NOW),
            lambda by: add_to_note(note, "Mer.", by=by, now=LATER),
        ):
            with pytest.raises(Forbidden):
                act(stranger.actor)
        assert not JournalNote.objects.visible_to(stranger.actor).exists()


def test_the_unnamed_write_nothing_about_a_protected_person(town, case, note):
    builders.protect(case.person)
    case.refresh_from_db()
    with pytest.raises(Forbidden, match="namngiven"):
        write_note(case, text(), by=town.head.actor, now=NOW)


def test_the_command_marks_old_notes_with_the_moment_they_were_locked(town, case, note):
    young = write_note(case, text(), by=town.worker.actor, now=NOW + timedelta(hours=20))
    told = StringIO()
    with clock.frozen(LATER):
        call_command("tend_journal", stdout=told)
    note.refresh_from_db()
    young.refresh_from_db()
    assert note.signed_at == NOW + timedelta(hours=24)
    assert young.signed_at is None
    assert told.getvalue().endswith(": 1 anteckningar låsta.\n")


# --- pages -----------------------------------------------------------------------------------

SENT = {"kind": "phone", "happened_on": TODAY, "heading": "Samtal", "text": "Hen har fått jobb."}


@pytest.fixture
def signed_in(client, town):
    client.force_login(town.worker.user)
    return client


def test_a_note_is_written_on_the_page_and_read_in_the_journal(signed_in, case):
    answer = signed_in.post(url("write_note", case), SENT)
    note = JournalNote.objects.get()
    assert answer["Location"] == url("note", note)
    journal = signed_in.get(url("journal", case)).content.decode()
    assert "Hen har fått jobb." in journal
    assert "Låses 2026-03-17 12:00" in journal
    assert "Samtal" in signed_in.get(case.get_absolute_url()).content.decode()


def test_save_and_sign_locks_at_once(signed_in, case):
    signed_in.post(url("write_note", case), {**SENT, "underteckna": "ja"})
    page = signed_in.get(url("journal", case)).content.decode()
    assert "Undertecknad" in page
    assert url("change_note", JournalNote.objects.get()) not in page


def test_a_note_with_a_problem_keeps_what_was_typed(signed_in, case):
    page = signed_in.post(url("write_note", case), {**SENT, "happened_on": TODAY + timedelta(3)})
    assert "Hen har fått jobb." in page.content.decode()
    assert "framtiden" in page.content.decode()


def test_the_second_window_sees_both_versions_and_may_save_its_own(signed_in, note):
    sent = {**SENT, "revision": 1}
    signed_in.post(url("change_note", note), {**sent, "text": "Det första fönstret skrev detta."})
    page = signed_in.post(url("change_note", note), {**sent, "text": "Det andra skrev detta."})
    shown = page.content.decode()
    assert "Det första fönstret skrev detta." in shown
    assert "Det andra skrev detta." in shown
    assert "sparats i ett annat fönster" in shown
    assert JournalNote.objects.get().text == "Det första fönstret skrev detta."
    again = {**sent, "text": "Det andra skrev detta.", "revision": 2}
    assert signed_in.post(url("change_note", note), again).status_code == 302
    assert JournalNote.objects.get().text == "Det andra skrev detta."


def test_signing_asks_first_and_shows_what_is_signed(signed_in, note):
    page = signed_in.get(url("sign_note", note)).content.decode()
    assert "Vi gick igenom praktikplatsen." in page
    assert "kan den inte ändras" in page
    signed_in.post(url("sign_note", note), {"revision": 1})
    assert JournalNote.objects.get().signed_at == NOW


def test_a_colleague_adds_to_the_note_on_the_page(client, note, colleague):
    client.force_login(colleague.user)
    page = client.get(url("journal", note.case)).content.decode()
    assert url("change_note", note) not in page
    client.post(url("add_to_note", note), {"text": "Jag har också talat med hen."})
    assert "Jag har också talat med hen." in client.get(url("note", note)).content.decode()


def test_the_journal_is_read_by_kind_and_page_by_page(signed_in, town, case):
    for n in range(25):
        write_note(case, text(f"Möte {n}"), by=town.worker.actor, now=NOW)
    write_note(case, text("Ett samtal", kind="phone"), by=town.worker.actor, now=NOW)
    page = signed_in.get(url("journal", case) + "?slag=phone").content.decode()
    assert "Ett samtal" in page
    assert "Möte 3" not in page
    first = signed_in.get(url("journal", case))
    assert "Möte 24" in first.content.decode()
    assert "Möte 0" not in first.content.decode()
    assert "Möte 0" in signed_in.get(url("journal", case) + first.context["page"].next_url).content.decode()


def test_the_journal_costs_the_same_with_one_and_many_notes(signed_in, town, case, note, colleague):
    def look():
        assert signed_in.get(url("journal", case)).status_code == 200

    add_to_note(note, "Mer.", by=colleague.actor, now=NOW)
    look()
    few = queries(look)
    for n in range(15):
        more = write_note(case, text(f"Möte {n}"), by=town.worker.actor, now=NOW)
        add_to_note(more, "Mer.", by=colleague.actor, now=NOW)
    assert queries(look) == few


def test_what_somebody_writes_is_shown_as_text_and_never_as_a_page(signed_in, town, case):
    write_note(case, text("<b>Fet</b>", "<script>x</script>"), by=town.worker.actor, now=NOW)
    page = signed_in.get(url("journal", case)).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_journal_of_a_protected_person_is_closed_to_the_unnamed(client, town, case, note):
    builders.protect(case.person)
    client.force_login(town.head.user)
    for name, record in (("journal", case), ("write_note", case), ("note", note), ("add_to_note", note)):
        answer = client.get(url(name, record))
        assert answer.status_code == 403
        assert "praktik" not in answer.content.decode()


def test_a_stranger_finds_no_journal(client, town, case, note):
    client.force_login(town.stranger.user)
    for name, record in (("journal", case), ("note", note), ("change_note", note), ("sign_note", note)):
        assert client.get(url(name, record)).status_code == 404
