"""The pages on which a person is protected and staff are named, and what the unnamed meet there."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from stegvis.casework.actions import protect
from stegvis.registry import naming
from stegvis.registry.models import ProtectedAccess
from tests import builders
from tests.builders import TODAY
from tests.registry.conftest import (
    LONG_REASON,
    NONE,
    PROTECTED,
    as_now,
    protected,
    reread,
)

pytestmark = pytest.mark.django_db


def test_the_caseworker_protects_the_person_and_goes_through_what_was_given_out(client, town):
    client.force_login(town.colleague.user)
    client.get(reverse("case", args=[town.case.pk]))
    client.force_login(town.worker.user)
    address = reverse("change_protection", args=[town.case.pk])
    sent = {"level": PROTECTED, "valid_from": "2026-03-16", "reason": "Kort"}
    page = client.post(address, sent).content.decode()
    assert "Bekräfta att du förstår" in page and "tio tecken" not in page
    page = client.post(address, {**sent, "understood": "on"}).content.decode()
    assert "tio tecken" in page and 'value="protected"' in page
    answer = client.post(address, {**sent, "understood": "on", "reason": LONG_REASON})
    assert answer.status_code == 302
    shown = client.get(reverse("case", args=[town.case.pk])).content.decode()
    assert "Qvarnqvist" in shown and "Se över vad som redan lämnats ut" in shown
    review = reverse("disclosed", args=[town.case.pk])
    listed = client.get(review).content.decode()
    assert "Kalle Kollega" in listed and "Öppnade ärendets sida" in listed
    assert client.post(review, {"note": "Ringde anordnaren om breven."}).status_code == 302
    assert "Se över" not in client.get(reverse("case", args=[town.case.pk])).content.decode()


def test_a_colleague_meets_only_the_pseudonym_in_the_case(client, town):
    protected(town)
    client.force_login(town.colleague.user)
    page = client.get(reverse("case", args=[town.case.pk])).content.decode()
    assert "Qvarnqvist" not in page and town.person.pseudonym in page
    assert "1990" not in page
    closed = client.get(reverse("assess", args=[town.case.pk]))
    assert closed.status_code == 403
    assert "namngiven personal" in closed.content.decode()


def test_the_head_names_staff_and_takes_it_back_on_the_page(client, town):
    protected(town)
    client.force_login(town.head.user)
    address = reverse("name_staff", args=[town.case.pk])
    sent = {
        "user": town.colleague.user.pk,
        "starts_on": "2026-03-16",
        "last_day": "2026-03-01",
        "reason": LONG_REASON,
    }
    page = client.post(address, sent).content.decode()
    assert "Sista dagen är före" in page and LONG_REASON in page
    assert client.post(address, {**sent, "last_day": "2026-09-01"}).status_code == 302
    overview = reverse("protection", args=[town.case.pk])
    assert "Kalle Kollega" in client.get(overview).content.decode()
    access = ProtectedAccess.objects.get()
    back = reverse("withdraw_name", args=[town.case.pk])
    for odd in ("", "x", "999999999999999999999", "-1"):
        assert client.post(back, {"access": odd}).status_code == 404
    assert client.post(back, {"access": access.pk}).status_code == 302
    assert "återtaget" in client.get(overview).content.decode()
    assert naming.hides(town.person, as_now(town.colleague))


def test_another_head_decides_on_the_page(client, town):
    case = protected(town)
    assert client.get(reverse("decide_lowering", args=[case.pk])).status_code == 302
    protect.set_protection(case, NONE, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    address = reverse("decide_lowering", args=[case.pk])
    client.force_login(town.stranger.user)
    assert client.get(address).status_code == 404
    client.force_login(town.head.user)
    assert "Qvarnqvist" not in client.get(address).content.decode()
    assert client.post(address, {"decision": "approve"}).status_code == 302
    assert not reread(town).person.is_protected


def test_opening_a_case_does_not_tell_that_a_protected_number_is_here(client, town):
    number = town.person.identifiers.get().shown
    new = builders.a_personal_number(date(1977, 7, 7)).formatted()
    protected(town)
    client.force_login(town.colleague.user)
    address = reverse("open_case")
    known = client.post(address, {"personal_number": number, "sok": "ja"}).content.decode()
    unknown = client.post(address, {"personal_number": new, "sok": "ja"}).content.decode()

    def without(page, shown):
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page.replace(shown, "NUMMER"))

    assert without(known, number) == without(unknown, new)
    asked = {
        "personal_number": number,
        "first_name": "A",
        "last_name": "B",
        "opened_on": "2026-03-16",
        "target_group": "annan",
        "unit": town.unit.pk,
        "caseworker": "",
    }
    refused = client.post(address, asked).content.decode()
    assert "kan inte öppnas här" in refused
    assert town.case.number not in refused
