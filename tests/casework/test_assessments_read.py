"""Reading what has been signed: by its own version, in order, and compared with the one before."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework.questionnaire import write_questions
from stegvis.casework.rules.questions import Kind, Question
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.assessing import ANSWERS, QUESTIONS, a_template

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

LATER_QUESTIONS = (
    Question("svenska", Kind.SCALE, "Hur talar du svenska i dag?", "Språk", options=("Inte alls", "Bra")),
    *QUESTIONS[1:4],
    Question("bil", Kind.YES_NO, "Har du tillgång till bil?", "Vardag"),
)
LATER_ANSWERS = {"svenska": 5, "tolk": "Nej", "barn": True, "bil": True}


@pytest.fixture
def versions(town):
    first = a_template(town.principal, period=Period(date(2020, 1, 1), date(2026, 2, 1)))
    return first, a_template(town.principal, *LATER_QUESTIONS, version=2, period=Period(date(2026, 2, 1)))


@pytest.fixture
def two(case, versions):
    one = builders.an_assessment(case, template=versions[0], answers=ANSWERS, capacity_percent=25)
    other = builders.an_assessment(
        case, template=versions[1], answers=LATER_ANSWERS, held_on=TODAY, capacity_percent=50
    )
    return one, other


@pytest.fixture
def signed_in(client, town):
    client.force_login(town.worker.user)
    return client


def seen(client, name, record):
    return client.get(reverse(name, args=[record.pk]))


def test_a_signed_assessment_shows_the_questions_of_its_own_version(signed_in, two):
    old, new = (seen(signed_in, "assessment", each).content.decode() for each in two)
    assert "Hur talar du svenska?" in old and "3 av 5" in old and "Vilka andra behövs?" in old
    assert "tillgång till bil" not in old
    assert "Hur talar du svenska i dag?" in new and "Inget svar" in new  # about strengths


def test_what_came_from_an_older_system_shows_what_it_has(signed_in, case):
    old = builders.an_assessment(case)
    page = seen(signed_in, "assessment", old).content.decode()
    assert "Vill arbeta i kök." in page
    assert "Kontrollerat" not in page and "Inget svar" not in page


def test_the_comparison_tells_each_change_in_words(signed_in, two):
    answer = seen(signed_in, "compare_assessment", two[1])
    told = {change.compared.line.key: change.words for change in answer.context["changed"]}
    assert told == {
        "capacity_percent": "25 procentenheter högre",
        "q_svenska": "2 steg högre",
        "q_styrkor": "Inget svar nu",
        "q_barn": "Ändrat",
        "q_bil": "Ny fråga",
        "q_andra": "Frågas inte längre",
    }
    page = answer.content.decode()
    assert "Då: Hur talar du svenska?" in page
    assert {change.compared.line.key for change in answer.context["same"]} >= {"own_goal", "q_tolk"}


def test_the_first_assessment_has_none_to_be_compared_with(signed_in, two):
    assert "första kartläggning" in seen(signed_in, "compare_assessment", two[0]).content.decode()


def test_the_list_has_the_latest_first_and_costs_the_same_for_many(signed_in, case, versions):
    builders.an_assessment(case, template=versions[0])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert seen(signed_in, "assessments", case).status_code == 200
        return len(captured)

    few = queries()
    for n in range(12):
        builders.an_assessment(case, template=versions[n % 2], held_on=TODAY - timedelta(n))
    assert queries() <= few + 1
    rows = seen(signed_in, "assessments", case).context["rows"]
    assert [each.held_on for each, _ in rows] == sorted((each.held_on for each, _ in rows), reverse=True)


def test_an_empty_list_says_so(signed_in, case):
    assert "Ingen kartläggning är undertecknad än" in seen(signed_in, "assessments", case).content.decode()


@pytest.mark.parametrize("name", ["assessment", "compare_assessment"])
def test_a_stranger_with_an_assessment_of_his_own_reads_no_other(client, town, two, name):
    client.force_login(town.stranger.user)
    assert seen(client, name, two[1]).status_code == 404
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, town.principal).user)
    assert seen(client, name, two[1]).status_code == 404


def test_the_database_lets_nobody_change_what_a_published_version_asked(versions):
    template = versions[0]
    row = template.questions.first()
    refused = [
        lambda: template.questions.filter(pk=row.pk).update(text="Något annat?"),
        row.delete,
        lambda: write_questions(template, [Question("ny", Kind.TEXT, "Ny?", "Nytt")]),
        lambda: type(template).objects.filter(pk=template.pk).update(name="Annan"),
        lambda: type(template).objects.filter(pk=template.pk).update(period=None),
    ]
    for act in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    type(template).objects.filter(pk=template.pk).update(period=Period(date(2020, 1, 1), date(2026, 1, 1)))
