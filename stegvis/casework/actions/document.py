"""Set the document of a decision in PDF for the archive, and keep it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from stegvis.casework.documents import document_of
from stegvis.casework.models import Decision, DecisionDocument
from stegvis.casework.permissions import may_work_in
from stegvis.core.actor import Actor
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.files.inspection import Inspected
from stegvis.core.files.kinds import FileKind
from stegvis.core.locking import locked
from stegvis.registry import files

logger = logging.getLogger(__name__)


def make_document(decision: Decision, *, by: Actor, at: datetime) -> DecisionDocument:
    """The document of the decision; the one that is kept already when it has been made.

    Two who make it at once get the same one.
    """
    may_work_in(by, decision.case).or_refuse()
    with locked(decision) as current:
        made = DecisionDocument.objects.filter(decision=current).first()
        if made is not None:
            return made
        shown = Decision.objects.for_document().get(pk=current.pk)
        content = as_pdf(document_of(shown))
        pdf = Inspected(f"beslut-{shown.number}.pdf", FileKind.PDF, content)
        return DecisionDocument.objects.create(
            principal_id=shown.principal_id,
            decision=shown,
            file=files.keep_own(pdf, by=by, at=at),
            made_at=at,
        )


def document_taken(taken: object, *, by: Actor, at: datetime) -> None:
    """Makes the document in the moment of decision. A document that cannot be set never stops the decision:
    it can be made from the decision's page."""
    if not isinstance(taken, Decision):
        return
    try:
        with transaction.atomic():
            make_document(taken, by=by, at=at)
    except Exception:
        logger.exception("The document of decision %s could not be set.", taken.pk)
