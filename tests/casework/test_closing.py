"""Closing a case: what it rests on, what is still open, and what is kept when it is taken up again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from stegvis.casework import facts
from stegvis.casework.actions import attach, close_case, open_case, reopen_case, withdraw_attachment
from stegvis.casework.actions.journal import NoteText, write_note
from stegvis.casework.actions.open import Opening
from stegvis.casework.closing import matters
from stegvis.casework.models import CapacityStatement, Case, ClosureReason, FollowUp, TargetGroup
from stegvis.casework.rules.opening import Evidence, OpeningFacts, may_open, may_rest_on
from stegvis.casework.timeline import timeline
from stegvis.core import clock
from stegvis.core.answers import Refused
from stegvis.core.files.inspection import inspect
from stegvis.core.identifiers import parse_personal_number
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

WORK, MOVED = ClosureReason.WORK, ClosureReason.MOVED


@pytest.fixture
def paper(town, case):
    file = inspect(b"Anst\xc3\xa4llningsavtal", "avtal.txt")
    return attach(case, file, "anstallning", "Avtal med Bageriet", by=town.worker.actor, today=TODAY)


def close(case, reason=WORK, *, by, **more):
    return close_case(case, reason, TODAY, by=by.actor, today=TODAY, **more)


def told(case):
    return " ".join(f"{entry.title}: {entry.text}" for entry in timeline(Case.objects.get(pk=case.pk)))


# --- the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "allowed"),
    [
        (Evidence(), False),
        (Evidence("  "), False),
        (Evidence("Anställningsavtal"), True),
        (Evidence(has_attachment=True), True),
        (Evidence(lacking_because="Svarar inte på brev."), True),
        (Evidence("Avtal", lacking_because="Har inte fått avtalet."), False),
    ],
)
def test_self_sufficiency_is_shown_by_something_or_it_is_said_why_not(evidence, allowed):
    assert may_rest_on(evidence, self_sufficient=True).ok is allowed
    assert may_rest_on(evidence, self_sufficient=False)


def test_a_new_case_does_not_reach_back_into_an_earlier_one():
    before = OpeningFacts(date(1990, 1, 1), "", caseworker_in_unit=True, last_day_before=TODAY - timedelta(3))
    assert may_open(before, TODAY - timedelta(2), today=TODAY)
    for day in (TODAY - timedelta(3), TODAY - timedelta(400)):
        refused = may_open(before, day, today=TODAY)
        assert [problem.field for problem in refused.problems] == ["opened_on"]
        assert "återöppna" in str(refused.problems)


def test_who_may_not_know_the_person_is_not_told_of_the_earlier_case():
    hidden = OpeningFacts(date(1990, 1, 1), "", True, last_day_before=TODAY, is_hidden=True)
    assert str(may_open(hidden, TODAY, today=TODAY).problems) == (
        "Ärendet kan inte öppnas den dagen. Välj en senare dag."
    )


# --- what it rests on ------------------------------------------------------------------------


def test_the_closing_says_what_it_rests_on(town, case, paper):
    close(case, by=town.worker, evidence="Ringde arbetsgivaren", attachment=paper)
    assert "Underlag: Ringde arbetsgivaren, bilagan Avtal med Bageriet." in told(case)


def test_a_closing_without_evidence_is_refused_unless_it_is_said_why(town, case):
    with pytest.raises(Refused, match="varför underlag saknas"):
        close(case, by=town.worker)
    close(case, by=town.worker, evidence_lacking="Har flyttat till arbetet och svarar inte.")
    assert "Underlag saknas: Har flyttat" in told(case)


def test_neither_a_withdrawn_paper_nor_one_of_another_case_shows_anything(town, case, paper):
    other = builders.a_case(town.unit, caseworker=town.worker.user)
    with pytest.raises(Refused, match="Välj en bilaga i ärendet"):
        close(other, by=town.worker, attachment=paper)
    withdraw_attachment(paper, "Fel papper.", by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused, match="Välj en bilaga i ärendet"):
        close(case, by=town.worker, attachment=paper)


def test_taking_the_case_up_again_keeps_all_that_was_said(town, case, paper):
    close(case, by=town.worker, note="Börjar på måndag", evidence="Avtal", attachment=paper)
    before = told(case).replace("Ärendet avslutades: ", "")
    reopening = reopen_case(case, "Blev uppsagd.", by=town.worker.actor, today=TODAY)
    assert (reopening.was_closed_on_evidence, reopening.was_closed_with_attachment) == ("Avtal", paper)
    case.refresh_from_db()
    assert (case.closure_evidence, case.closure_attachment, case.closure_note) == ("", None, "")
    assert all(sentence in told(case) for sentence in before.split(". ")[:3])


def test_the_follow_up_stays_until_it_is_held_and_is_called_off_when_the_case_is_taken_up(town, case):
    close(case, by=town.worker, evidence="Avtal")
    assert FollowUp.objects.get().due_on == date(2026, 9, 16)
    reopen_case(case, "Blev uppsagd.", by=town.worker.actor, today=TODAY)
    assert not FollowUp.objects.exists()


def test_only_the_latest_case_of_a_person_is_taken_up_again(town):
    person = builders.a_person(town.principal)
    first = builders.a_case(town.unit, person=person, opened_on=date(2024, 1, 1), closed_on=date(2024, 6, 1))
    later = builders.a_case(town.unit, person=person, opened_on=date(2025, 1, 1), closed_on=date(2025, 6, 1))
    with pytest.raises(Refused, match="senare ärende"):
        reopen_case(first, "Åter.", by=town.worker.actor, today=TODAY)
    assert reopen_case(later, "Åter.", by=town.worker.actor, today=TODAY)


def test_a_case_is_not_opened_on_a_day_that_belongs_to_an_earlier_one(town):
    old = builders.a_case(town.unit, closed_on=date(2026, 3, 10))
    number = parse_personal_number(old.person.identifiers.get().value, today=TODAY)
    new = Opening(number, town.unit, TargetGroup.OTHER, date(2026, 3, 10))
    with pytest.raises(Refused, match="till och med 2026-03-10"):
        open_case(new, by=town.worker.actor, today=TODAY)
    assert open_case(replace(new, opened_on=date(2026, 3, 11)), by=town.worker.actor, today=TODAY).is_open


# --- what is still open ----------------------------------------------------------------------


def test_what_others_are_about_to_answer_keeps_the_case_open(town, case):
    CapacityStatement.objects.create(
        principal=town.principal,
        case=case,
        question="Hur mycket?",
        asked_on=TODAY,
        asked_by=town.worker.user,
        due_on=TODAY,
    )
    (matter,) = matters(case, TODAY)
    assert matter.blocks
    with pytest.raises(Refused, match="utlåtande"):
        close(case, MOVED, by=town.worker)


def test_an_unsigned_note_is_told_and_does_not_hinder(client, town, case):
    note = NoteText("phone", TODAY, "Samtal", "Hen har fått jobb.")
    write_note(case, note, by=town.worker.actor, now=clock.now())
    client.force_login(town.worker.user)
    page = client.get(reverse("close_case", args=[case.pk])).content.decode()
    assert "Anteckningar som inte är undertecknade" in page
    assert reverse("journal", args=[case.pk]) in page
    close(case, MOVED, by=town.worker)


def test_the_page_tells_of_what_runs_and_links_to_it(client, town, case):
    assignment = builders.an_assignment(case, period=Period(date(2026, 1, 15), date(2026, 8, 1)))
    client.force_login(town.worker.user)
    page = client.get(reverse("close_case", args=[case.pk])).content.decode()
    for words in ("Uppdrag som pågår", "Månadsrapporter som inte har kommit", "inte är avräknade"):
        assert words in page
    assert assignment.get_absolute_url() in page


def test_the_page_says_when_nothing_is_open(client, town, case):
    client.force_login(town.worker.user)
    page = client.get(reverse("close_case", args=[case.pk])).content.decode()
    assert "Inget är öppet i ärendet." in page


def test_what_was_typed_stays_when_evidence_is_missing(client, town, case, paper):
    client.force_login(town.worker.user)
    sent = {"reason": WORK, "closed_on": TODAY, "note": "Börjar på måndag"}
    page = client.post(reverse("close_case", args=[case.pk]), sent).content.decode()
    assert "Börjar på måndag" in page
    assert "Skriv vad som visar den egna försörjningen" in page
    client.post(reverse("close_case", args=[case.pk]), {**sent, "attachment": paper.pk})
    assert facts.attachments(Case.objects.get(closed_on=TODAY)) == [paper]
    assert Case.objects.get(pk=case.pk).closure_attachment == paper
