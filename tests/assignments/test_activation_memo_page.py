"""The page of the memo, and the files that come of it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document as WordFile

from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.oversight.models import Reading
from tests import builders
from tests.builders import TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]


@pytest.fixture
def head(db):
    principal = builders.a_principal()
    builders.full_time(principal)
    unit = builders.a_unit(principal, "Vuxenenheten")
    provider = builders.a_provider(principal)
    opened = date(2026, 1, 12)
    for hours in (40,) * 6 + (20,) * 7:
        case = builders.a_case(unit, opened_on=opened)
        builders.an_assignment(case, provider=provider, hours=hours, period=Period(opened))
    return builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit)


SENT = {"compared_with": "2026-02-01", "written_on": "2026-03-16", "author": "Chefa Chef", "reference": "D 1"}


def test_the_form_suggests_the_same_day_a_year_before(client, head):
    client.force_login(head.user)
    page = client.get(reverse("activation_memo")).content.decode()
    assert 'value="2025-03-16"' in page
    assert "Vuxenenheten" in page


def test_the_memo_is_taken_home_in_word(client, head):
    client.force_login(head.user)
    answer = client.post(f"{reverse('activation_memo')}?dag=2026-03-16", {**SENT, "fil": "word"})
    word = WordFile(BytesIO(answer.getvalue() if answer.streaming else answer.content))
    text = " ".join(paragraph.text for paragraph in word.paragraphs)
    assert "Den 2026-03-16 var 13 ärenden öppna. 6 var i heltidsaktivering" in text
    assert "Den gäller Vuxenenheten." in text
    assert Reading.objects.filter(what="activation_memo", kind="exported").exists()


def test_the_memo_is_taken_home_as_pdf(client, head):
    client.force_login(head.user)
    answer = client.post(reverse("activation_memo"), {**SENT, "fil": "pdf"})
    content = answer.getvalue() if answer.streaming else answer.content
    assert content.startswith(b"%PDF-")
    assert "heltidsaktivering-2026-03-16.pdf" in answer.headers["Content-Disposition"]


def test_a_later_day_to_compare_with_is_refused_and_what_was_typed_is_kept(client, head):
    client.force_login(head.user)
    answer = client.post(reverse("activation_memo"), {**SENT, "compared_with": str(TODAY)})
    assert set(answer.context["form"].errors) == {"compared_with"}
    assert "Chefa Chef" in answer.content.decode()


def test_of_no_cases_no_memo_is_made(client):
    few = builders.a_seat(Role.HEAD_OF_UNIT, builders.a_principal())
    client.force_login(few.user)
    answer = client.post(reverse("activation_memo"), SENT)
    assert "Inga ärenden är öppna den dagen" in answer.content.decode()


def test_a_caseworker_writes_no_memo(client, head):
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    client.force_login(seat.user)
    assert client.get(reverse("activation_memo")).status_code == 403
