"""What stands around decisions about providers: dated, seen beforehand, and the standard texts when none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.documents.blocks import Paragraph
from stegvis.core.period import Period
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.actions.write_decision_wording import (
    Texts,
    take_back_decision_wording,
    write_decision_wording,
)
from stegvis.providers.documents import document_of
from stegvis.providers.models import DecisionWording
from stegvis.providers.rules.wording import may_write
from tests.builders import TODAY, a_principal, a_provider, a_seat

pytestmark = pytest.mark.usefixtures("the_day_of_the_builders", "no_second_factor")
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
OWN = Texts("Reglementet 7 §.", "Skriv till oss inom tre veckor.")
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))


@given(days, days)
def test_texts_never_change_for_a_day_that_has_passed(start, today):
    assert may_write(start, today=today).ok == (start >= today)


@pytest.fixture
def principal(db):
    return a_principal()


@pytest.fixture
def administrator(principal):
    return a_seat(Role.ADMINISTRATOR, principal)


def write(principal, seat, texts=OWN, start=TODAY, today=TODAY):
    return write_decision_wording(principal.pk, texts, start, by=seat.actor, today=today)


def warned(principal, today):
    by = a_seat(Role.QUALITY_OFFICER, principal).actor
    told = {"holds_from": today, "reasons": "Brister.", "by": by, "today": today}
    return record_provider_decision(principal.pk, "warn", provider=a_provider(principal), **told)


def test_a_decision_has_the_texts_of_its_day(principal, administrator):
    write(principal, administrator, start=APRIL)
    before, after = warned(principal, TODAY), warned(principal, APRIL)
    assert "förvaltningsrätten" in before.appeal and after.appeal == OWN.appeal
    paragraphs = {block.text for block in document_of(after).blocks if isinstance(block, Paragraph)}
    assert {OWN.law, OWN.appeal} <= paragraphs
    assert not {OWN.law, OWN.appeal} & {getattr(block, "text", "") for block in document_of(before).blocks}


def test_texts_are_corrected_on_the_day_they_began_and_what_was_decided_before_keeps_its_own(
    client, principal, administrator
):
    write(principal, administrator, Texts("Lag A", "Fel tid"), start=TODAY)
    first = warned(principal, TODAY)
    kept = bytes(first.document.content)
    client.force_login(administrator.user)
    page = client.get(reverse("write_provider_decision_texts"))
    assert page.context["form"]["start"].value() == TODAY, "What began today is corrected today"
    write(principal, administrator, Texts("Lag A", "Rätt tid"), start=TODAY)
    second = warned(principal, TODAY)
    (only,) = DecisionWording.objects.all()
    assert (only.appeal, only.period) == ("Rätt tid", Period(TODAY))
    first.refresh_from_db()
    assert (first.appeal, second.appeal) == ("Fel tid", "Rätt tid")
    assert bytes(first.document.content) == kept
    page = client.get(reverse("provider_decision_texts")).text
    assert first.number in page and second.number not in page


def test_coming_texts_are_written_anew_and_taken_back(principal, administrator):
    write(principal, administrator)
    write(principal, administrator, Texts("Lag A", "Så A"), APRIL)
    write(principal, administrator, Texts("Lag B", "Så B"), MAY)
    told = [(each.law, each.period) for each in DecisionWording.objects.order_by("period")]
    assert told == [(OWN.law, Period(TODAY, MAY)), ("Lag B", Period(MAY))]
    take_back_decision_wording(principal.pk, by=administrator.actor, today=TODAY)
    assert [each.period for each in DecisionWording.objects.all()] == [Period(TODAY)]
    with pytest.raises(Refused, match="inga kommande"):
        take_back_decision_wording(principal.pk, by=administrator.actor, today=TODAY)


def test_only_the_principals_own_administrators_write(principal):
    for seat in (a_seat(Role.QUALITY_OFFICER, principal), a_seat(Role.ADMINISTRATOR, a_principal())):
        with pytest.raises(Forbidden):
            write(principal, seat)


def test_the_texts_are_seen_in_a_decision_before_they_are_saved(client, principal, administrator):
    client.force_login(administrator.user)
    address = reverse("write_provider_decision_texts")
    page = client.get(address)
    assert "rättelse" in page.text, "The standard texts are there to start from"
    typed = {"start": str(TODAY + timedelta(1)), "law": "Vår lag.", "appeal": "Så gör ni.", "decided_in": ""}
    looked = client.post(address, typed | {"visa": "ja"})
    assert "Exempel AB" in looked.text and looked.text.count("Vår lag.") == 2
    assert not DecisionWording.objects.exists()
    assert client.post(address, typed).status_code == 302
    page = client.get(reverse("provider_decision_texts"))
    assert "Vår lag." in page.text and "Kommande" in page.text and "Standardtexterna" in page.text
    second = client.post(address, typed | {"law": "En annan."})
    assert "ändrades medan" in second.text and "En annan." in second.text
    assert client.post(reverse("take_back_provider_decision_texts")).status_code == 302
    assert not DecisionWording.objects.exists()


def test_others_on_the_staff_read_the_texts_and_providers_do_not(client, principal):
    client.force_login(a_seat(Role.QUALITY_OFFICER, principal).user)
    assert "Skriv nya texter" not in client.get(reverse("provider_decision_texts")).text
    assert client.get(reverse("write_provider_decision_texts")).status_code == 403
    client.force_login(a_seat(Role.PROVIDER_STAFF, principal, provider=a_provider(principal)).user)
    assert client.get(reverse("provider_decision_texts")).status_code == 403
