"""The persons' voices with the real database and through their pages."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from stegvis.assignments.models.voices import Voice, VoiceInvitation
from stegvis.assignments.voices import figures
from stegvis.assignments.voices.actions import Given, invite, take_in
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")]

CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def caseworker(principal):
    return builders.a_seat(Role.CASEWORKER, principal)


@pytest.fixture
def assignment(principal, caseworker):
    case = builders.a_case(caseworker.membership.unit, caseworker=caseworker.user)
    return builders.an_assignment(case)


def voices(provider, number, quarter=date(2025, 10, 1), comment=""):
    intervention = builders.an_intervention(provider.principal)
    for _ in range(number):
        Voice.objects.create(
            id=uuid.uuid4(),
            principal=provider.principal,
            provider=provider,
            intervention=intervention,
            quarter=quarter,
            language="sv",
            satisfied=4,
            answers={"respect": 5},
            comment=comment,
        )


def test_an_answer_is_kept_without_whose_it_is_and_spends_the_code(assignment, caseworker):
    code = invite(assignment, by=caseworker.actor, today=TODAY)
    take_in(assignment.principal_id, code.lower(), Given(5, "so", {"respect": 4}, " Bra! "), TODAY)
    kept = Voice.objects.get()
    assert (kept.provider_id, kept.quarter, kept.comment) == (
        assignment.provider_id,
        date(2026, 1, 1),
        "Bra!",
    )
    columns = {field.name for field in Voice._meta.get_fields()}
    assert columns.isdisjoint({"assignment", "person", "case", "invitation", "given_at"})
    with pytest.raises(Refused):
        take_in(assignment.principal_id, code, Given(1, "sv"), TODAY)
    with pytest.raises(Refused, match="nyligen"):
        invite(assignment, by=caseworker.actor, today=TODAY)


def test_not_even_the_number_of_the_transaction_tells_which_code_gave_which_answer(assignment, caseworker):
    other = builders.an_assignment(
        builders.a_case(caseworker.membership.unit, caseworker=caseworker.user), provider=assignment.provider
    )
    codes = [invite(each, by=caseworker.actor, today=TODAY) for each in (assignment, other)]
    for code in codes:
        take_in(assignment.principal_id, code, Given(4, "sv"), TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM assignments_voiceinvitation")
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT DISTINCT xmin::text FROM assignments_voice")
        assert len(cursor.fetchall()) == len(codes)


def test_a_new_code_takes_the_place_of_one_that_was_not_used(assignment, caseworker):
    lost = invite(assignment, by=caseworker.actor, today=TODAY)
    invite(assignment, by=caseworker.actor, today=TODAY)
    assert VoiceInvitation.objects.count() == 1
    with pytest.raises(Refused):
        take_in(assignment.principal_id, lost, Given(1, "sv"), TODAY)


def test_a_code_of_another_principal_does_not_work_here(assignment, caseworker):
    code = invite(assignment, by=caseworker.actor, today=TODAY)
    with pytest.raises(Refused):
        take_in(builders.a_principal().pk, code, Given(1, "sv"), TODAY)


def test_a_caseworker_with_an_assignment_of_his_own_gives_no_code_for_this_one(assignment, principal):
    stranger = builders.a_seat(Role.CASEWORKER, principal)
    builders.an_assignment(builders.a_case(stranger.membership.unit), provider=assignment.provider)
    with pytest.raises(Forbidden):
        invite(assignment, by=stranger.actor, today=TODAY)


def test_neither_provider_nor_resident_reaches_an_answer_in_the_database(assignment, caseworker):
    provider, person = assignment.provider, assignment.person
    invite(assignment, by=caseworker.actor, today=TODAY)
    voices(provider, 9)
    for who in ({"provider_id": provider.pk}, {"person_id": person.pk}):
        with scope.within(scope.Scope(principal_id=provider.principal_id, **who)):
            assert Voice.objects.count() == VoiceInvitation.objects.count() == 0
    with scope.principal(provider.principal_id):
        assert Voice.objects.count() == 9


def test_comments_are_told_with_the_figures_and_not_before(assignment):
    provider = assignment.provider
    voices(provider, 4, comment="Bra")
    assert figures.told_of(provider, TODAY) == figures.comments_on(provider, TODAY) == []
    voices(provider, 1, comment="Sämre")
    voices(provider, 1, quarter=date(2026, 1, 1), comment="Nytt")
    (group,) = figures.told_of(provider, TODAY)
    assert group.n == 5
    assert sorted(figures.comments_on(provider, TODAY)) == ["Bra"] * 4 + ["Sämre"]


# --- the pages ----------------------------------------------------------------------------------------------


def test_from_the_paper_to_the_answer_in_arabic(client, assignment, caseworker):
    client.force_login(caseworker.user)
    address = reverse("voice_code", args=[assignment.pk])
    assert "anonymt" in client.get(address).content.decode()
    paper = client.post(address, {"language": "ar"}).content.decode()
    assert 'dir="rtl"' in paper
    code = CODE.search(paper)[0]
    client.logout()
    where = reverse("voice", args=[assignment.principal.slug]) + "?sprak=ar"
    assert 'dir="rtl"' in client.get(where).content.decode()
    refused = client.post(where, {"code": "FEL", "comment": "شكرا"}).content.decode()
    assert "اختر إجابة." in refused
    assert "شكرا" in refused
    wrong = client.post(where, {"code": "AAAA-BBBB-CCCC", "satisfied": "5"}).content.decode()
    assert "الرمز غير صحيح" in wrong
    answer = client.post(where, {"code": code, "satisfied": "5", "respect": "4", "comment": "شكرا"})
    assert "tack" in answer["Location"]
    assert client.get(answer["Location"]).status_code == 200
    assert Voice.objects.get().answers == {"respect": 4}


def test_a_language_that_is_switched_off_is_not_offered_and_its_papers_lead_to_swedish(
    client, assignment, caseworker, settings
):
    settings.VOICE_LANGUAGES = ["en", "uk"]
    where = reverse("voice", args=[assignment.principal.slug])
    page = client.get(f"{where}?sprak=so").content.decode()
    assert 'lang="sv" dir="ltr"' in page
    assert "Soomaali" not in page and "English" in page
    client.force_login(caseworker.user)
    offered = (
        client.get(reverse("voice_code", args=[assignment.pk])).context["form"].fields["language"].choices
    )
    assert [code for code, _ in offered] == ["sv", "en", "uk"]


def test_a_text_that_is_too_long_is_told_in_the_language(client, assignment):
    where = reverse("voice", args=[assignment.principal.slug]) + "?sprak=uk"
    page = client.post(where, {"code": "AAAA-BBBB-CCCC", "satisfied": "5", "comment": "я" * 2001})
    assert "Текст задовгий" in page.content.decode()


def test_the_public_page_of_a_principal_that_is_not_there_does_not_exist(client, db):
    assert client.get(reverse("voice", args=["finns-inte"])).status_code == 404


def test_comments_are_read_by_quality_officers_alone(client, principal):
    provider = builders.a_provider(principal)
    voices(provider, 5, comment="Snäll handledare")
    address = reverse("voices", args=[provider.pk])
    for role, sees in ((Role.QUALITY_OFFICER, True), (Role.ADMINISTRATOR, False), (Role.CHAIR, False)):
        client.force_login(builders.a_seat(role, principal).user)
        page = client.get(address)
        assert page.status_code == 200
        assert ("Snäll handledare" in page.content.decode()) == sees
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)
    assert client.get(address).status_code == 404
    assert "Deltagarnas röster" not in client.get(provider.get_absolute_url()).content.decode()
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()).user)
    assert client.get(address).status_code == 404


def test_the_provider_s_page_shows_figures_when_five_have_answered(client, principal):
    provider = builders.a_provider(principal)
    voices(provider, 4)
    client.force_login(builders.a_seat(Role.CASEWORKER, principal).user)
    assert "För få för att visa" in client.get(provider.get_absolute_url()).content.decode()
    voices(provider, 1)
    assert "4,0" in client.get(provider.get_absolute_url()).content.decode()
    assert "100\u00a0%" in client.get(provider.get_absolute_url()).content.decode()


def test_an_answer_cannot_be_changed_or_taken_away(principal):
    voices(builders.a_provider(principal), 1)
    with connection.cursor() as cursor, pytest.raises(Exception, match="append_only"):
        cursor.execute("UPDATE assignments_voice SET satisfied = 1")
