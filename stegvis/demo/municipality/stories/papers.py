"""Papers in some of the newcomers' cases: invented, and said to be so in the paper itself."""

from __future__ import annotations

from datetime import date

from stegvis.casework.actions import attach, withdraw_attachment
from stegvis.casework.models import Attachment, Case
from stegvis.core.actor import Actor
from stegvis.core.documents.blocks import Document, Letterhead, Paragraph
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.files.inspection import inspect
from stegvis.demo.municipality.cast import Cast

MEDICAL, MERITS, AUTHORITY = Attachment.Kind.MEDICAL, Attachment.Kind.MERITS, Attachment.Kind.AUTHORITY


def tell(cast: Cast) -> None:
    """One case has all its papers, one of them withdrawn because it was put into the wrong case."""
    case = Case.objects.get(principal=cast.principal, person__first_name="Bo", person__last_name="Testgren")
    paper(case, MERITS, "Cv", by=cast.caseworker, on=date(2022, 5, 16))
    paper(case, MEDICAL, "Läkarintyg maj 2022", by=cast.caseworker, on=date(2022, 5, 20))
    wrong = paper(case, AUTHORITY, "Beslut om bostadsbidrag", by=cast.caseworker, on=date(2022, 5, 24))
    withdraw_attachment(wrong, "Hör till ett annat ärende.", by=cast.caseworker, today=date(2022, 5, 25))


def paper(case: Case, kind: str, title: str, *, by: Actor, on: date) -> Attachment:
    head = Letterhead("Påhittad avsändare", "", title, on, case.number, "Vägledningen")
    text = "Ett påhittat underlag, till för att visa hur bilagor fungerar i Stegvis."
    content = as_pdf(Document(title, head, (Paragraph(text),)))
    return attach(case, inspect(content, f"{title}.pdf"), kind, title, by=by, today=on)
