"""The administrators' pages for the principal's own form: versions, questions, publishing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework.actions import assessment_templates as verbs
from stegvis.casework.models import AssessmentTemplate
from stegvis.casework.questionnaire import install_standard, standard_questions
from stegvis.catalogue.installation import NewPrincipal, set_up
from stegvis.catalogue.standard import Catalogue
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.assessing import QUESTIONS, a_template

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def administrator(principal):
    return builders.a_seat(Role.ADMINISTRATOR, principal)


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator.user)
    return client


@pytest.fixture
def published(principal):
    return a_template(principal)


@pytest.fixture
def written(principal, published, administrator):
    return verbs.begin_version(principal, by=administrator.actor)


def codes(template):
    return list(template.questions.values_list("code", flat=True))


def question_sent(**changes):
    return {"section": "Vardag", "text": "Har du bil?", "kind": "yes_no", **changes}


def seen(signed_in, row):
    """What the page knows of the question as it stands."""
    return {"seen": signed_in.get(url("change_assessment_question", row)).context["form"]["seen"].value()}


def url(name, record=None):
    return reverse(name, args=[record.pk] if record else [])


def test_a_new_principal_starts_with_the_standard_form_and_keeps_its_own():
    wanted = NewPrincipal("provby", "Provby", "2120000167")
    principal = set_up(wanted, Catalogue(()))
    template = AssessmentTemplate.objects.get(principal=principal)
    assert template.questions.count() == len(standard_questions())
    assert template.period.contains(TODAY)
    set_up(wanted, Catalogue(()))
    assert install_standard(principal) is None
    assert AssessmentTemplate.objects.filter(principal=principal).count() == 1


def test_a_principal_without_a_version_begins_with_the_standard_questions(signed_in, principal):
    assert "Börja med standardmallen" in signed_in.get(url("assessment_templates")).content.decode()
    signed_in.post(url("begin_assessment_template"))
    template = AssessmentTemplate.objects.get(principal=principal)
    assert not template.is_published
    assert codes(template) == [each.code for each in standard_questions()]


def test_a_new_version_is_a_copy_of_the_newest_and_there_is_one_at_a_time(
    signed_in, principal, published, administrator
):
    signed_in.post(url("begin_assessment_template"))
    copy = AssessmentTemplate.objects.get(principal=principal, version=2)
    assert codes(copy) == codes(published)
    assert not set(copy.questions.values_list("pk")) & set(published.questions.values_list("pk"))
    page = signed_in.post(url("begin_assessment_template")).content.decode()
    assert "inte är publicerad" in page
    assert copy.made_by == administrator.user


def test_a_question_is_added_last_in_its_section_with_a_code_of_its_words(signed_in, written):
    signed_in.post(
        url("add_assessment_question", written), question_sent(section="Arbete", text="Mår du bra?")
    )
    assert codes(written) == ["svenska", "tolk", "styrkor", "mar_du_bra", "barn", "andra"]
    signed_in.post(url("add_assessment_question", written), question_sent(section="Nytt"))
    assert codes(written)[-1] == "har_du_bil"


def test_a_question_that_cannot_be_answered_is_refused_and_kept_in_the_form(signed_in, written):
    sent = question_sent(kind="choice", options="Ja", code="tolk")
    page = signed_in.post(url("add_assessment_question", written), sent)
    assert set(page.context["form"].errors) == {"options", "code"}
    assert "Har du bil?" in page.content.decode()
    assert "har_du_bil" not in codes(written)


def test_a_question_is_changed_moved_and_removed(signed_in, written):
    row = written.questions.get(code="tolk")
    first_window = seen(signed_in, row)
    changed = question_sent(kind="choice", options="Nej\nJa\n\n", text="Tolk?", section="Språk", code="tolk")
    signed_in.post(url("change_assessment_question", row), changed | first_window)
    row.refresh_from_db()
    assert (row.text, row.options) == ("Tolk?", ["Nej", "Ja"])
    other = question_sent(text="Behövs tolk?", section="Språk")
    told = signed_in.post(url("change_assessment_question", row), other | first_window).content.decode()
    assert "Nu står det: ”Tolk?”" in told and "Behövs tolk?" in told, "the other window loses nothing"
    signed_in.post(url("change_assessment_question", row), other | seen(signed_in, row))
    row.refresh_from_db()
    assert (row.text, row.code) == ("Behövs tolk?", "tolk")
    signed_in.post(url("assessment_template", written), {"upp": row.pk})
    assert codes(written)[:2] == ["tolk", "svenska"]
    signed_in.post(url("assessment_template", written), {"ner": row.pk})
    assert codes(written)[:2] == ["svenska", "tolk"]
    assert "kvar" in signed_in.get(url("remove_assessment_question", row)).content.decode()
    signed_in.post(url("remove_assessment_question", row))
    assert codes(written) == ["svenska", "styrkor", "barn", "andra"]


def test_publishing_ends_the_former_version_on_the_day(signed_in, published, written):
    first_day = TODAY + timedelta(10)
    page = signed_in.post(url("publish_assessment_template", written), {"first_day": TODAY - timedelta(1)})
    assert "bakåt i tiden" in page.content.decode()
    signed_in.post(url("publish_assessment_template", written), {"first_day": first_day})
    published.refresh_from_db()
    written.refresh_from_db()
    assert (published.period, written.period) == (
        Period(date(2020, 1, 1), first_day),
        Period(first_day),
    )


def test_nothing_is_changed_in_a_published_version(signed_in, administrator, published):
    row = published.questions.first()
    for name, record in [
        ("describe_assessment_template", published),
        ("add_assessment_question", published),
        ("publish_assessment_template", published),
        ("discard_assessment_template", published),
        ("change_assessment_question", row),
        ("remove_assessment_question", row),
    ]:
        page = signed_in.get(url(name, record)).content.decode()
        assert "Det går inte just nu" in page, name
    before = codes(published)
    sent = {**question_sent(), "name": "Ny", "first_day": TODAY, "upp": published.questions.last().pk}
    for name, record in [
        ("describe_assessment_template", published),
        ("add_assessment_question", published),
        ("publish_assessment_template", published),
        ("discard_assessment_template", published),
        ("assessment_template", published),
        ("change_assessment_question", row),
        ("remove_assessment_question", row),
    ]:
        signed_in.post(url(name, record), sent)
    assert codes(AssessmentTemplate.objects.get(name="Kartläggning")) == before
    with pytest.raises(Refused, match="publicerad"):
        verbs.remove_question(row, by=administrator.actor)


def test_a_version_is_described_previewed_and_thrown_away(signed_in, written):
    signed_in.post(url("describe_assessment_template", written), {"name": "Ny mall", "introduction": "Hej."})
    preview = signed_in.get(url("preview_assessment_template", written)).content.decode()
    assert "Ny mall" in preview and "Hej." in preview and "Behöver du tolk?" in preview
    signed_in.post(url("discard_assessment_template", written))
    assert not AssessmentTemplate.objects.filter(pk=written.pk).exists()


def test_every_page_opens_for_the_administrator_and_for_nobody_else(
    client, principal, written, administrator
):
    row = written.questions.first()
    names = ["describe", "preview", "publish", "discard"]
    pages = [
        url("assessment_templates"),
        url("assessment_template", written),
        *(url(f"{name}_assessment_template", written) for name in names),
        url("add_assessment_question", written),
        url("change_assessment_question", row),
        url("remove_assessment_question", row),
    ]
    strangers = [
        builders.a_seat(Role.CASEWORKER, principal),
        builders.a_seat(Role.ADMINISTRATOR, builders.a_principal()),
    ]
    client.force_login(administrator.user)
    assert {client.get(page).status_code for page in pages} == {200}
    for seat in strangers:
        client.force_login(seat.user)
        assert {client.get(page).status_code for page in pages[1:]} == {404}
        with pytest.raises(Forbidden):
            verbs.add_question(written, QUESTIONS[0], by=seat.actor)


def test_the_list_of_versions_costs_the_same_for_many(signed_in, principal, published):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(url("assessment_templates")).status_code == 200
        return len(captured)

    few = queries()
    for n in range(2, 8):
        a_template(principal, version=n, period=Period(date(2019, n, 1), date(2019, n, 20)))
    assert queries() == few
