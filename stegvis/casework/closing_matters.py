"""What casework itself may have left open in a case that is about to be closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from stegvis.casework.capacity_facts import awaits_statement
from stegvis.casework.closing import Matter
from stegvis.casework.models import (
    AssessmentDraft,
    CapacityStatement,
    Case,
    DecisionProposal,
    JournalNote,
    Referral,
)
from stegvis.core.answers import Check


def open_matters(case: Case, today: date) -> Iterable[Matter]:
    """In the order in which they are seen to."""
    url = {name: reverse(name, args=[case.pk]) for name in ("case", "assess", "capacity", "journal")}
    yield Matter(
        "Utlåtanden som inte är besvarade",
        _statements(case),
        url["capacity"],
        "Vänta in svaret, eller återkalla begäran.",
        blocks=True,
    )
    yield Matter(
        "Förslag till beslut som väntar på en annan person",
        _proposals(case),
        url["case"],
        "Låt det avgöras, eller ta tillbaka det.",
        blocks=True,
    )
    yield Matter(
        "Påbörjad kartläggning",
        AssessmentDraft.objects.filter(case=case).count(),
        url["assess"],
        "Den blir kvar som utkast och kan inte undertecknas så länge ärendet är avslutat.",
    )
    yield Matter(
        "Anteckningar som inte är undertecknade",
        JournalNote.objects.of_case(case).unsigned().count(),
        url["journal"],
        "De låses av sig själva 24 timmar efter att de skrevs.",
    )
    yield Matter(
        "Hänvisningar som inte är besvarade",
        Referral.objects.filter(principal_id=case.principal_id, person_id=case.person_id).awaiting().count(),
        note="Den som hänvisade väntar på besked.",
    )


def nothing_awaits_others(case: Case, closed_on: date) -> Iterator[Check]:
    """What somebody else is about to answer must be answered or taken back, or it would lead nowhere."""
    yield Check(
        not awaits_statement(case),
        "Ett utlåtande om förmågan är begärt och inte besvarat. Vänta in svaret eller återkalla begäran.",
    )
    yield Check(
        not _proposals(case),
        "Ett förslag till beslut väntar på en annan person. Låt det avgöras eller ta tillbaka det.",
    )


def _statements(case: Case) -> int:
    return CapacityStatement.objects.filter(case=case).unanswered().count()


def _proposals(case: Case) -> int:
    return DecisionProposal.objects.filter(case=case).awaiting().count()
