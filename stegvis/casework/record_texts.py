"""The texts of casework that are searched in a case's record."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from stegvis.casework.models import (
    Assessment,
    Attachment,
    CapacityAnswer,
    CapacityStatement,
    Case,
    Decision,
    Handover,
    JournalAddendum,
    JournalNote,
    Reopening,
)
from stegvis.casework.record import Place, Source, TextsOf


def _note(note: JournalNote) -> Place:
    return Place(note.heading, note.happened_on, reverse("note", args=[note.pk]))


def _addendum(added: JournalAddendum) -> Place:
    url = f"{reverse('note', args=[added.note_id])}#tillagg-{added.pk}"
    return Place(f"Tillägg till {added.note.heading}", timezone.localtime(added.written_at).date(), url)


def _decision(decision: Decision) -> Place:
    title = f"{decision.get_kind_display()}: {decision.intervention.name}, beslut {decision.number}"
    return Place(title, decision.decided_on, reverse("decision", args=[decision.pk]))


def _assessment(assessment: Assessment) -> Place:
    title = f"Kartläggning {assessment.held_on}"
    return Place(title, assessment.held_on, reverse("assessment", args=[assessment.pk]))


def _attachment(attachment: Attachment) -> Place:
    return Place(attachment.title, attachment.added_on, _case_url(attachment.case_id))


def _statement(statement: CapacityStatement) -> Place:
    title = f"Fråga till förtroendeläkaren {statement.asked_on}"
    return Place(title, statement.asked_on, reverse("statement", args=[statement.pk]))


def _answer(answer: CapacityAnswer) -> Place:
    url = reverse("statement", args=[answer.statement_id])
    return Place(f"Utlåtande av {answer.adviser}", answer.answered_on, url)


def _handover(handover: Handover) -> Place:
    return Place("Överlämning", handover.handed_over_on, _case_url(handover.case_id))


def _reopening(reopening: Reopening) -> Place:
    return Place("Återöppning och avslut", reopening.reopened_on, _case_url(reopening.case_id))


def _closing(case: Case) -> Place:
    return Place("Avslut", case.closed_on or case.opened_on, _case_url(case.pk))


def _case_url(case_id: int) -> str:
    return reverse("case", args=[case_id])


SOURCES = (
    Source(
        "Anteckning",
        JournalNote.objects.of_case,
        ("heading", "text"),
        _note,
        words="words",
    ),
    Source(
        "Tillägg",
        lambda case: JournalAddendum.objects.filter(note__case=case).select_related("note"),
        ("text",),
        _addendum,
    ),
    Source(
        "Beslut",
        lambda case: Decision.objects.filter(case=case).select_related("intervention"),
        ("reason", "exception_reason", "combined_with"),
        _decision,
    ),
    Source(
        "Kartläggning",
        lambda case: Assessment.objects.filter(case=case),
        ("own_goal", "background", "obstacles", "capacity_source", "state_note", TextsOf("answers")),
        _assessment,
    ),
    Source(
        "Förmåga",
        lambda case: CapacityStatement.objects.filter(case=case),
        ("question", "called_off_because"),
        _statement,
    ),
    Source(
        "Förmåga",
        lambda case: CapacityAnswer.objects.filter(statement__case=case),
        ("text", "adviser"),
        _answer,
    ),
    Source("Bilaga", lambda case: Attachment.objects.filter(case=case), ("title",), _attachment),
    Source("Överlämning", lambda case: Handover.objects.filter(case=case), ("note",), _handover),
    Source(
        "Avslut",
        lambda case: Reopening.objects.filter(case=case),
        ("reason", "was_closed_with_note", "was_closed_on_evidence", "evidence_was_lacking"),
        _reopening,
    ),
    Source(
        "Avslut",
        lambda case: Case.objects.filter(pk=case.pk),
        ("closure_note", "closure_evidence", "closure_evidence_lacking"),
        _closing,
    ),
)
