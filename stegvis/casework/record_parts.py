"""Casework's own parts of a printed record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from stegvis.accounts.models import User
from stegvis.casework import capacity_facts, facts, sheets
from stegvis.casework.models import (
    Assessment,
    Attachment,
    CapacityAnswer,
    Case,
    Choice,
    Decision,
    JournalNote,
)
from stegvis.casework.record_print import Part, filled, paragraphs, texts
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.core.documents.blocks import Block, Cell, Facts, Heading, Table
from stegvis.core.templatetags.design import clock_time
from stegvis.core.templatetags.design import period as days
from stegvis.registry.enclosures import in_words


def the_case(case: Case) -> Iterable[Block]:
    """How it began, who has had it, how it ended."""
    yield filled(
        ("Ärende", case.number),
        ("Enhet", case.unit.name),
        ("Handläggare", _name(case.caseworker)),
        ("Målgrupp", case.get_target_group_display()),
        ("Hänvisad av", case.referred_by),
        ("Öppnat", case.opened_on),
        ("Öppnat av", _name(case.opened_by)),
        ("Avslutat", case.closed_on),
        ("Avslutat av", _name(case.closed_by)),
        ("Avslutsorsak", case.get_closure_reason_display() if case.closed_on else ""),
        ("Underlag", case.closure_evidence),
        ("Bilaga som visar det", case.closure_attachment),
        ("Varför underlag saknas", case.closure_evidence_lacking),
        ("Anteckning vid avslut", case.closure_note),
    )
    for reopening in facts.with_road(case).reopenings.all():
        yield Heading(f"Återöppnat {reopening.reopened_on}", 2)
        yield filled(
            ("Av", _name(reopening.reopened_by)),
            ("Var avslutat", reopening.was_closed_on),
            ("Underlag då", reopening.was_closed_on_evidence),
            ("Varför underlag saknades", reopening.evidence_was_lacking),
        )
        yield from texts(
            ("Skäl", reopening.reason), ("Anteckning vid avslut", reopening.was_closed_with_note)
        )
    for planned in case.follow_ups.all():
        yield Heading(f"Uppföljning efter sex månader, {planned.due_on}", 2)
        yield filled(
            ("Gjord", planned.held_on or "Inte gjord än"),
            ("Varaktig egen försörjning", {True: "Ja", False: "Nej", None: ""}[planned.lasting]),
            ("Underlag", planned.get_evidence_display() if planned.evidence else ""),
            ("Av", _name(planned.held_by)),
        )
        yield from paragraphs(planned.note)


def handovers(case: Case) -> Iterable[Block]:
    for each in case.handovers.select_related("from_user", "to_user", "handed_over_by").order_by("id"):
        yield Heading(f"{each.handed_over_on}", 2)
        yield filled(
            ("Från", _name(each.from_user) or "Ingen"),
            ("Till", _name(each.to_user)),
            ("Överlämnat av", _name(each.handed_over_by)),
        )
        yield from paragraphs(each.note)


def assessments(case: Case) -> Iterable[Block]:
    """Each by the questions of its own version."""
    for each in Assessment.objects.for_page().filter(case=case).order_by("held_on", "id"):
        yield Heading(f"Kartläggning {each.held_on}", 2)
        yield filled(("Undertecknad av", _name(each.signed_by)), ("När", clock_time(each.signed_at)))
        for section, found in sheets.by_section(sheets.lines(each)):
            yield Heading(section, 3)
            yield Facts(tuple((line.label, line.shown or "Inte besvarat") for line in found))


def capacity(case: Case) -> Iterable[Block]:
    grades = list(case.capacity_grades.select_related("recorded_by").order_by("period"))
    if grades:
        yield Table(
            "Grader av förmåga",
            ("Gäller", "Grad", "Bedömd av", "Kommentar"),
            tuple(
                (
                    Cell(days(grade.period)),
                    Cell(capacity_in_words(grade.percent).capitalize()),
                    Cell(grade.assessed_by or str(grade.get_source_display())),
                    Cell(grade.note),
                )
                for grade in grades
            ),
            of_words=True,
        )
    for statement in reversed(capacity_facts.statements(case)):
        yield Heading(f"Fråga till förtroendeläkaren {statement.asked_on}", 2)
        yield filled(
            ("Av", _name(statement.asked_by)),
            ("Svar senast", statement.due_on),
            ("Återkallad", statement.called_off_on),
            ("Varför återkallad", statement.called_off_because),
        )
        yield from texts(("Fråga", statement.question))
        answer = getattr(statement, "answer", None)
        if answer is not None:
            yield filled(
                ("Besvarad", answer.answered_on),
                ("Av", answer.adviser),
                ("Förmåga", f"{answer.percent} %"),
                ("Gäller", days(answer.valid)),
            )
            yield from texts(("Utlåtande", answer.text))
            yield from _stand_on(answer)


def _stand_on(answer: CapacityAnswer) -> Iterator[Block]:
    """What the caseworker made of it."""
    stand = answer.stand
    if stand is not None:
        yield filled(
            ("Ställning", "Godtaget som grad" if stand.accepted else "Inte godtaget"),
            ("Tagen", f"{stand.decided_on} {_name(stand.decided_by)}"),
        )
        yield from texts(("Varför inte", stand.reason))


def decisions(case: Case) -> Iterable[Block]:
    found = Decision.objects.filter(case=case).select_related(
        "intervention", "decided_by", "corrected_by", "corrects"
    )
    found = found.prefetch_related(Prefetch("choices", Choice.objects.with_whose()))
    for each in found.order_by("decided_on", "id"):
        yield Heading(f"Beslut {each.number}: {each.get_kind_display()}, {each.intervention.name}", 2)
        corrected_by = getattr(each, "corrected_by", None)
        yield filled(
            ("Beslutat", each.decided_on),
            ("Av", _name(each.decided_by)),
            ("Period", days(each.period) if each.period else ""),
            ("Nivå", each.level),
            ("Förmåga", capacity_in_words(each.capacity_percent).capitalize()),
            ("Kombineras med", each.combined_with),
            ("Rättar beslut", each.corrects.number if each.corrects else ""),
            ("Rättat av beslut", corrected_by.number if corrected_by else ""),
            ("Vald anordnare", "; ".join(map(_choice, each.choices.all()))),
        )
        yield from texts(("Skäl", each.reason), ("Skäl till undantag", each.exception_reason))
    yield from _vouchers(case)


def _choice(choice: Choice) -> str:
    how = f"{choice.provider.name}, {choice.chosen_on}, {choice.get_made_display().lower()}"
    return ". ".join(told.rstrip(".") for told in (how, choice.reason, choice.why_picked) if told)


def _vouchers(case: Case) -> Iterator[Block]:
    for voucher in facts.with_road(case).vouchers.all():
        yield Heading(f"Tilläggscheck {voucher.decided_on}", 2)
        yield filled(
            ("Belopp", f"{voucher.amount // 100} kr"),
            ("Till beslut", voucher.decision.number),
            ("Av", _name(voucher.decided_by)),
        )


def journal(case: Case) -> Iterable[Block]:
    """From the first to the last, each with what has been added to it."""
    for note in JournalNote.objects.of_case(case).with_addenda().order_by("happened_on", "id"):
        yield Heading(f"{note.happened_on} {note.heading}", 2)
        yield filled(
            ("Slag", note.get_kind_display()),
            ("Skriven av", f"{_name(note.written_by)} {clock_time(note.written_at)}"),
            ("Låst", clock_time(note.signed_at) if note.signed_at else "Inte undertecknad än"),
        )
        yield from paragraphs(note.text)
        for added in note.addenda.all():
            yield Heading(f"Tillägg {clock_time(added.written_at)}, {_name(added.written_by)}", 3)
            yield from paragraphs(added.text)


def attachments(case: Case) -> Iterable[Block]:
    """What there is; the files themselves are fetched one by one, and known by their checksums."""
    for each in reversed(facts.attachments(case)):
        yield Heading(each.title, 2)
        yield filled(
            ("Slag", each.get_kind_display()),
            ("Inlagd", f"{each.added_on} {_name(each.added_by)}"),
            ("Läge", _state(each)),
            ("Fil", in_words(each.file)),
        )


def _state(attachment: Attachment) -> str:
    if attachment.is_withdrawn:
        withdrawal = attachment.withdrawal
        return f"Återkallad {withdrawal.withdrawn_on}: {withdrawal.reason}"
    return "Finns i ärendet"


def _name(user: User | None) -> str:
    return user.display_name if user else ""


PARTS = (
    Part(10, "arendet", "Ärendet", the_case),
    Part(20, "kartlaggningar", "Kartläggningar", assessments),
    Part(30, "formaga", "Förmåga", capacity),
    Part(40, "beslut", "Beslut", decisions),
    Part(60, "journal", "Journal", journal),
    Part(70, "overlamningar", "Överlämningar", handovers),
    Part(80, "bilagor", "Bilagor", attachments),
)
