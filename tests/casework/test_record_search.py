"""Searching in the record of one case: Swedish words, in every kind of text, and in no other record."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.models import FinalReport, ReportedDay, ThreePartyMeeting
from stegvis.casework import record
from stegvis.casework.actions.journal import NoteText, add_to_note, sign_note, write_note
from stegvis.casework.models import Attachment
from stegvis.casework.record import marked, search, words_of
from stegvis.core.clock import SWEDEN
from stegvis.core.readings import Kind
from stegvis.oversight.models import Reading
from tests import builders
from tests.builders import TODAY
from tests.casework.test_query_counts import queries
from tests.security.world import a_stored_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

NOW = datetime(2026, 3, 16, 12, tzinfo=SWEDEN)


def write(case, by, heading, text):
    return write_note(case, NoteText("meeting", TODAY, heading, text), by=by.actor, now=NOW)


@pytest.fixture
def full(town, case):
    """A record with a text of each kind; each tells of a car."""
    note = write(case, town.worker, "Möte", "Bilen är stulen.")
    sign_note(note, revision=1, by=town.worker.actor, now=NOW)
    add_to_note(note, "Hen har fått en ny bil.", by=town.worker.actor, now=NOW)
    builders.an_assessment(
        case, own_goal="Vill laga bilar.", answers={"fritid": ["Bilar gärna", "Läser"], "nej": False}
    )
    decision = builders.a_decision(case, reason="Nära till en bilverkstad.")
    assignment = builders.an_assignment(case, decision=decision, note="Bilreparation.")
    report = builders.a_report(assignment, date(2026, 2, 1), happened="Lagade två bilar.")
    for day, told in ((3, {"attended_minutes": 390, "is_sick": True}), (4, {"absent_minutes": 240})):
        ReportedDay.objects.create(principal=report.principal, report=report, day=date(2026, 2, day), **told)
    ThreePartyMeeting.objects.create(
        principal=town.principal,
        assignment=assignment,
        held_on=TODAY,
        minutes="Bilverkstaden är nöjd.",
        person_present=True,
        provider_present=True,
        signed_by=town.worker.user,
    )
    FinalReport.objects.create(
        principal=town.principal,
        assignment=assignment,
        summary="Arbete med bilar.",
        success_factors="Lugn.",
        proposals="Anställning.",
        sent_on=TODAY,
        sent_by=town.worker.user,
    )
    Attachment.objects.create(
        principal=town.principal,
        case=case,
        file=a_stored_file(town.principal, town.worker.user),
        kind=Attachment.Kind.OTHER,
        title="Intyg från bilverkstaden",
        added_on=TODAY,
        added_by=town.worker.user,
    )
    return case


def kinds(case, text):
    return {hit.kind for hit in search(case, words_of(text)).hits}


def test_a_word_is_found_inflected_and_as_a_beginning_in_every_kind_of_text(full):
    assert kinds(full, "bil") == {
        "Anteckning",
        "Tillägg",
        "Kartläggning",
        "Beslut",
        "Uppdrag",
        "Månadsrapport",
        "Trepartsmöte",
        "Slutrapport",
        "Bilaga",
    }


def test_all_the_words_must_stand_in_the_same_text(full):
    assert kinds(full, "bil stulen") == {"Anteckning"}
    assert kinds(full, "bil fjärrkontroll") == set()


def test_answers_of_an_assessment_are_searched_and_not_the_names_of_their_questions(full):
    assert kinds(full, "läser") == {"Kartläggning"}
    assert kinds(full, "fritid") == set()


def test_each_hit_shows_what_stands_around_the_word_and_leads_there(client, town, full):
    client.force_login(town.worker.user)
    page = client.get(reverse("search_record", args=[full.pk]), {"q": "stulen"})
    assert "Bilen är <mark>stulen</mark>" in page.content.decode()
    (hit,) = page.context["found"].hits
    assert "Bilen är stulen." in client.get(hit.place.url).content.decode()
    for hit in search(full, ["bil"]).hits:
        assert client.get(hit.place.url).status_code == 200, hit


def test_another_persons_record_is_not_searched(town, full):
    other = builders.a_case(town.unit, caseworker=town.worker.user)
    write(other, town.worker, "Möte", "Här finns en bil.")
    assert all("Här finns" not in hit.excerpt for hit in search(full, ["bil"]).hits)
    assert len(search(other, ["bil"]).hits) == 1


def test_what_somebody_wrote_is_shown_as_text(client, town, case):
    write(case, town.worker, "Möte", "Han sade <b onmouseover=x>bil</b> & mer \ue000bil")
    client.force_login(town.worker.user)
    page = client.get(reverse("search_record", args=[case.pk]), {"q": "bil"}).content.decode()
    assert "<b onmouseover" not in page
    assert "<mark>bil</mark>" in page
    assert "\ue000" not in page


@given(st.text())
def test_nothing_in_an_excerpt_becomes_a_tag_but_the_marks(text):
    shown = marked(text).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown
    assert ">" not in shown


@given(st.text(max_size=100))
def test_whatever_is_typed_gives_words_that_can_be_asked_for(text):
    assert all(word.isalnum() for word in words_of(text))


@pytest.mark.parametrize(
    "typed", ["'", "& | !", "\\", "bil:*", "(((", "och", "🚲", "ª²½", "' OR 1=1 --", "ﬁ"]
)
def test_signs_of_the_search_language_are_only_signs(client, town, full, typed):
    client.force_login(town.worker.user)
    assert client.get(reverse("search_record", args=[full.pk]), {"q": typed}).status_code == 200


def test_the_search_is_noted_in_the_log_without_the_words(client, town, full):
    client.force_login(town.worker.user)
    client.get(reverse("search_record", args=[full.pk]), {"q": "bil"})
    searched = Reading.objects.get(kind=Kind.SEARCHED)
    assert (searched.what, searched.person_id) == ("search_record", full.person_id)
    assert "bil" not in searched.detail


def test_the_record_of_another_unit_or_of_a_protected_person_is_not_searched(client, town, full):
    address = reverse("search_record", args=[full.pk])
    client.force_login(town.stranger.user)
    assert client.get(address, {"q": "bil"}).status_code == 404
    builders.protect(full.person)
    client.force_login(town.head.user)
    assert client.get(address, {"q": "bil"}).status_code == 403


def test_searching_costs_the_same_in_a_thin_and_a_thick_record(town, full):
    few = queries(lambda: search(full, ["bil"]))
    for n in range(60):
        write(full, town.worker, f"Möte {n}", "Om bilen.")
    found = search(full, ["bil"])
    assert queries(lambda: search(full, ["bil"])) == few
    assert found.kinds_cut == ["Anteckning"]
    assert len([hit for hit in found.hits if hit.kind == "Anteckning"]) == record.MOST_OF_A_KIND
