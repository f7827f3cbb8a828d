"""The document of a decision: what stands in it, that it is PDF/A, who gets it, and when it is made."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from stegvis.casework.actions import document as documents
from stegvis.casework.actions.document import document_taken, make_document
from stegvis.casework.actions.word import write_text
from stegvis.casework.documents import document_of
from stegvis.casework.models import Decision, DecisionDocument, DecisionText
from stegvis.casework.texts import Words, words_on
from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.period import Period
from stegvis.registry.models import FileContent
from tests import builders
from tests.builders import TODAY
from tests.casework.test_delegation import WORKER, delegate


@pytest.fixture
def decision(town, case):
    point = delegate(town, WORKER)
    return builders.a_decision(
        case,
        number="B2026-00042",
        reason="Du vill köra lastbil igen.\n\nEn lugn start behövs.",
        exception_reason="Förmågan prövas på nytt i maj.",
        combined_with="sfi, samhällsorientering",
        capacity_percent=20,
        decided_by=town.worker.user,
        delegation=point,
    )


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def pdf_of(decision):
    return as_pdf(document_of(Decision.objects.for_document().get(pk=decision.pk)))


def test_the_document_says_all_that_a_decision_must(town, case, decision):
    text = text_of(pdf_of(decision))
    for said in (
        town.principal.name,
        "B2026-00042",
        case.person.full_name,
        "Jobbpeng grund",
        "Från och med 2026-02-02 till och med 2026-08-01",
        "aktivitetsförmåga 20",
        "sfi, samhällsorientering",
        "Du vill köra lastbil igen.",
        "En lugn start behövs.",
        "Förmågan prövas på nytt i maj.",
        "7 kap. 5 § kommunallagen",
        "Karin Karriär, karriärvägledare",
        "punkt 4.1",
        "Så överklagar du",
        "laglighetsprövning",
        "förvaltningsbesvär",
    ):
        assert said in text, said


def test_the_document_says_of_itself_that_it_is_pdf_a_and_accessible(decision):
    reader = PdfReader(BytesIO(pdf_of(decision)))
    catalogue = reader.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert catalogue["/MarkInfo"]["/Marked"] is not None and "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"].lower().startswith("sv")
    assert catalogue["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"].values()
        assert all(_is_embedded(font.get_object()) for font in fonts)
    assert not reader.is_encrypted and "/JavaScript" not in catalogue.get("/Names", {})


def _is_embedded(font):
    (inner,) = font["/DescendantFonts"]
    descriptor = inner.get_object()["/FontDescriptor"].get_object()
    return any(f"/FontFile{kind}" in descriptor for kind in ("", 2, 3))


def test_a_protected_person_is_named_in_no_document(town, case, decision):
    number = case.person.identifiers.get().value
    builders.protect(case.person)
    text = text_of(pdf_of(decision))
    assert case.person.last_name not in text and number[-4:] not in text.replace("-", "")
    assert case.person.pseudonym in text


@pytest.mark.parametrize("kind", list(Decision.Kind))
def test_every_kind_has_a_document_of_its_own(town, case, decision, kind):
    grant = {} if kind in ("grant", "refuse") else {"grant": decision}
    other = builders.a_decision(case, kind=kind, **grant)
    assert "Så överklagar du" in text_of(pdf_of(other))


def test_the_document_is_kept_as_it_was_made_and_made_once(town, decision):
    made = make_document(decision, by=town.worker.actor, at=clock.now())
    assert made.file.name == "beslut-B2026-00042.pdf"
    assert "B2026-00042" in text_of(bytes(FileContent.objects.get(file=made.file).content))
    again = make_document(decision, by=town.head.actor, at=clock.now())
    assert (again, DecisionDocument.objects.count()) == (made, 1)


def test_a_stranger_makes_no_document(town, decision):
    with pytest.raises(Forbidden):
        make_document(decision, by=town.stranger.actor, at=clock.now())


def test_a_document_that_cannot_be_set_does_not_stop_the_decision(town, decision, monkeypatch):
    def broken(document):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(documents, "as_pdf", broken)
    document_taken(decision, by=town.worker.actor, at=clock.now())
    assert not DecisionDocument.objects.exists()
    assert Decision.objects.filter(pk=decision.pk).exists()


# --- The words around the reasons


@pytest.fixture
def administrator(town):
    return builders.a_seat(Role.ADMINISTRATOR, town.principal)


OURS = Words("Vi har beslutat om en insats.", "Lag X.", "Skriv till oss.")


def written(administrator, from_day, words=OURS, today=TODAY):
    return write_text("grant", words, from_day, by=administrator.actor, today=today)


def test_until_the_principal_has_written_its_own_the_standard_words_stand(town, administrator):
    assert words_on(town.principal.pk, "grant", TODAY).is_standard
    written(administrator, date(2026, 4, 1))
    assert words_on(town.principal.pk, "grant", date(2026, 3, 31)).is_standard
    assert words_on(town.principal.pk, "grant", date(2026, 4, 1)) == OURS
    assert words_on(town.principal.pk, "refuse", date(2026, 4, 1)).is_standard
    assert words_on(builders.a_principal().pk, "grant", date(2026, 4, 1)).is_standard


def test_versions_follow_one_another_and_never_change_days_that_have_passed(town, administrator):
    written(administrator, TODAY)
    written(administrator, date(2026, 6, 1))
    between = written(administrator, date(2026, 5, 1))
    assert between.period == Period(date(2026, 5, 1), date(2026, 6, 1))
    periods = sorted(text.period for text in DecisionText.objects.all())
    assert [period.start for period in periods] == [TODAY, date(2026, 5, 1), date(2026, 6, 1)]
    assert periods[0].end == periods[1].start and periods[2].end is None
    with pytest.raises(Refused, match="ändras inte"):
        written(administrator, date(2026, 3, 15))


def test_a_version_that_begins_on_the_same_day_is_replaced(town, administrator):
    written(administrator, TODAY)
    written(administrator, TODAY, Words("Bättre ord.", "", ""))
    assert DecisionText.objects.get().introduction == "Bättre ord."


def test_a_taken_document_keeps_its_words(town, decision, administrator):
    made = make_document(decision, by=town.worker.actor, at=clock.now())
    written(administrator, TODAY)
    assert "Lag X." not in text_of(bytes(FileContent.objects.get(file=made.file).content))


def test_only_administrators_write_the_words(town):
    with pytest.raises(Forbidden):
        written(town.head, TODAY)


# --- The pages


@pytest.fixture
def signed_in(client, town, stopped_clock, no_second_factor):
    client.force_login(town.worker.user)
    return client


def test_a_decision_is_taken_with_its_document_and_the_fetching_is_noted(signed_in, town, case, monkeypatch):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    sent = {"start": "2026-03-23", "last_day": "2026-09-22", "reason": "Leder till arbete."}
    signed_in.post(reverse("grant", args=[case.pk, intervention.pk]), sent)
    decision = Decision.objects.get()
    page = signed_in.get(reverse("decision", args=[decision.pk])).content.decode()
    assert "Hämta som PDF" in page
    noted = []
    monkeypatch.setattr(readings, "_writers", [lambda notes, visit: noted.extend(notes)])
    answer = signed_in.get(reverse("download_decision", args=[decision.pk]))
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    assert case.person.full_name in text_of(answer.content)
    assert {note.kind for note in noted} == {readings.Kind.DOWNLOADED}


def test_a_decision_from_before_gets_its_document_when_it_is_asked_for(signed_in, decision):
    address = reverse("decision", args=[decision.pk])
    assert "Ta fram handlingen" in signed_in.get(address).content.decode()
    assert signed_in.get(reverse("download_decision", args=[decision.pk])).url == address
    make = reverse("make_decision_document", args=[decision.pk])
    assert signed_in.get(make).status_code == 405
    assert signed_in.post(make).url == address
    assert "Hämta som PDF" in signed_in.get(address).content.decode()


def test_a_stranger_and_another_tenant_fetch_nothing(client, town, decision, stopped_clock, no_second_factor):
    make_document(decision, by=town.worker.actor, at=clock.now())
    foreign = builders.a_seat(WORKER, builders.a_principal())
    for user in (town.stranger.user, foreign.user):
        client.force_login(user)
        assert client.get(reverse("download_decision", args=[decision.pk])).status_code == 404
        assert client.post(reverse("make_decision_document", args=[decision.pk])).status_code == 404


def test_the_document_of_somebody_protected_since_is_closed_to_the_unnamed(signed_in, town, case, decision):
    make_document(decision, by=town.worker.actor, at=clock.now())
    type(case).objects.filter(pk=case.pk).update(caseworker=town.head.user)
    builders.protect(case.person)
    assert signed_in.get(reverse("download_decision", args=[decision.pk])).status_code == 403


def test_the_change_page_shows_what_holds_and_changes_it(signed_in, town, case, decision):
    builders.an_assessment(case, capacity_percent=20)
    address = reverse("change_decision", args=[decision.pk])
    page = signed_in.get(address).content.decode()
    assert "Gäller nu" in page and "2026-08-01" in page
    unchanged = {"from_day": "2026-03-16", "last_day": "2026-08-01", "reason": "Skäl."}
    kept = {**unchanged, "combined_with": decision.combined_with}
    assert "Ingenting är ändrat" in signed_in.post(address, kept).content.decode()
    assert signed_in.post(address, {**kept, "last_day": "2026-06-30"}).url == case.get_absolute_url()
    change = Decision.objects.get(kind="change")
    assert change.period.last_day == date(2026, 6, 30) and change.document


def test_the_page_for_ending_ends_what_has_no_assignment(signed_in, case, decision):
    address = reverse("end_grant", args=[decision.pk])
    assert "Fyll i det här fältet." in signed_in.post(address, {"reason": ""}).content.decode()
    assert signed_in.post(address, {"reason": "Personen flyttar."}).url == case.get_absolute_url()
    assert Decision.objects.get(kind="end").grant == decision
    change = Decision.objects.get(kind="end")
    assert signed_in.get(reverse("end_grant", args=[change.pk])).status_code == 404
