"""The editor of the templates of visits and yearly reports."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions.write_template import write_template
from stegvis.providers.models import QualityTemplate
from stegvis.providers.quality_templates import standard_questions, template_on
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")]
STANDARD = standard_questions("visit")


@pytest.fixture
def admin():
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


def written(admin, start, questions=STANDARD, today=TODAY):
    return write_template(admin.actor.principal_id, "visit", questions, start, by=admin.actor, today=today)


def test_a_new_version_ends_the_one_before(admin):
    first = written(admin, TODAY)
    written(admin, TODAY + timedelta(days=30), STANDARD[:3])
    first.refresh_from_db()
    assert first.period == Period(TODAY, TODAY + timedelta(days=30))
    assert template_on(admin.actor.principal_id, "visit", TODAY) == first
    assert QualityTemplate.objects.count() == 2


def test_a_version_that_has_not_begun_is_written_anew_and_moved(admin):
    first = written(admin, TODAY)
    coming = written(admin, TODAY + timedelta(days=30))
    again = written(admin, TODAY + timedelta(days=10), STANDARD[:2])
    first.refresh_from_db()
    assert again.pk == coming.pk
    assert first.period.end == again.period.start == TODAY + timedelta(days=10)
    assert len(again.questions) == 2
    with pytest.raises(Refused, match="började i dag"):
        written(admin, TODAY)


def test_a_version_does_not_begin_before_today_or_without_questions(admin):
    with pytest.raises(Refused, match="senare dag"):
        written(admin, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="minst en"):
        written(admin, TODAY, [])


def test_only_administrators_of_the_principal_write_templates(admin):
    for stranger in (
        builders.a_seat(Role.QUALITY_OFFICER, admin.membership.principal),
        builders.a_seat(Role.ADMINISTRATOR, builders.a_principal()),
    ):
        with pytest.raises(Forbidden):
            write_template(admin.actor.principal_id, "visit", STANDARD, TODAY, by=stranger.actor, today=TODAY)


def test_the_editor_shows_a_preview_and_saves(client, admin):
    client.force_login(admin.user)
    address = reverse("write_quality_template", args=["visit"])
    assert STANDARD[0].text in client.get(address).content.decode()
    typed = {
        "rows": "3",
        "start": "2026-03-20",
        "text_0": "Andra?",
        "place_0": "20",
        "kind_0": "scale",
        "text_1": "Första, <b>Å</b>?",
        "place_1": "10",
        "kind_1": "yes_no",
        "help_1": "<script>alert(1)</script>",
        "code_1": "",
    }
    preview = client.post(address, typed | {"visa": "ja"}).content.decode()
    assert "Så ser formuläret ut" in preview
    assert "<script>alert" not in preview
    assert not QualityTemplate.objects.exists()
    refused = client.post(address, typed | {"start": "2020-01-01"}).content.decode()
    assert "Andra?" in refused
    assert "senare dag" in refused
    client.post(address, typed)
    kept = QualityTemplate.objects.get()
    assert [each["text"] for each in kept.questions] == ["Första, <b>Å</b>?", "Andra?"]
    assert len({each["code"] for each in kept.questions}) == 2
    assert kept.period.start == date(2026, 3, 20)
    assert "Kommande" in client.get(reverse("quality_templates")).content.decode()
    assert client.get(reverse("write_quality_template", args=["annat"])).status_code == 404
