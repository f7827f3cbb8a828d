"""Decisions about providers: numbered, with a document, never changed."""

from __future__ import annotations

import hashlib

import pytest
from django.db import InternalError, transaction
from django.db.utils import DatabaseError

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden
from stegvis.core.documents.blocks import Facts, Heading
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.documents import document_of
from stegvis.providers.models import ProviderDecision
from tests.builders import TODAY, a_principal, a_provider, a_seat, an_intervention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day_of_the_builders")]
Kind = ProviderDecision.Kind


@pytest.fixture
def provider():
    return a_provider(a_principal(), "Vägen fram AB")


@pytest.fixture
def chair(provider):
    return a_seat(Role.CHAIR, provider.principal)


def decide(provider, chair, kind=Kind.REVOKE, **told):
    facts = {"holds_from": TODAY, "reasons": "Försäkringen saknas.", "by": chair.actor, "today": TODAY} | told
    return record_provider_decision(provider.principal_id, kind, provider=provider, **facts)


def test_decisions_are_numbered_in_a_series_of_their_own(provider, chair):
    numbers = [decide(provider, chair, kind).number for kind in (Kind.WARN, Kind.REVOKE)]
    assert numbers == ["BA2026-00001", "BA2026-00002"]


def test_a_decision_has_its_document_in_pdf_for_the_archive(provider, chair):
    decision = decide(provider, chair)
    content = bytes(decision.document.content)
    assert content.startswith(b"%PDF") and b"pdfaid" in content
    assert hashlib.sha256(content).hexdigest() == decision.document.sha256


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.GRANT, Kind.REFUSE, Kind.LIFT)])
def test_the_document_says_what_is_decided_why_and_how_to_appeal(provider, chair, kind):
    decision = decide(provider, chair, kind, intervention=an_intervention(provider.principal))
    document = document_of(decision)
    assert "Vägen fram AB" in document.title
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings[0] == "Beslutet" and headings[-1] == "Så överklagar ni"
    facts = dict(next(block for block in document.blocks if isinstance(block, Facts)).items)
    assert facts["Insats"] == "Jobbpeng grund" and facts["Gäller från"] == str(TODAY)
    assert decision.appeal


def test_lifting_names_the_decision_that_is_lifted(provider, chair):
    interim = decide(provider, chair, Kind.INTERIM)
    lifted = decide(provider, chair, Kind.LIFT, lifts=interim)
    facts = dict(next(block for block in document_of(lifted).blocks if isinstance(block, Facts)).items)
    assert facts["Upphäver beslut"] == interim.number


def test_a_decision_and_its_document_are_never_changed(provider, chair):
    decision = decide(provider, chair)
    for row in (decision, decision.document):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            row.delete()


def test_nobody_decides_for_another_principal(provider):
    stranger = a_seat(Role.CHAIR, a_principal())
    with pytest.raises(Forbidden):
        decide(provider, stranger)
