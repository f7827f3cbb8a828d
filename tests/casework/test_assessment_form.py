"""The form of an assessment: by the principal's own version, kept as a draft, compared, signed once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework.models import Assessment, AssessmentDraft
from stegvis.core import clock
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.oversight.models import Reading
from tests import builders
from tests.builders import TODAY
from tests.casework.assessing import ANSWERS, QUESTIONS, a_template, filled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "no_second_factor"),
]


@pytest.fixture
def template(town):
    return a_template(town.principal)


@pytest.fixture
def signed_in(client, town):
    client.force_login(town.worker.user)
    return client


@pytest.fixture
def form(case):
    return reverse("assess", args=[case.pk])


def text(answer):
    return answer.content.decode()


def draft(case):
    return AssessmentDraft.objects.get(case=case)


def mark(case):
    return draft(case).mark


def colleague(client, town):
    client.force_login(town.head.user)
    return client


# Drawn


def test_the_form_asks_the_questions_of_the_version_of_the_day(signed_in, town, case, form):
    a_template(town.principal, period=Period(date(2020, 1, 1), TODAY))
    a_template(town.principal, QUESTIONS[2], version=2, period=Period(TODAY))
    page = text(signed_in.get(form))
    assert "Vad är du bra på?" in page
    assert "Behöver du tolk?" not in page


def test_without_a_version_the_fixed_fields_are_enough(signed_in, case, form):
    assert "Språk" not in text(signed_in.get(form))
    signed_in.post(form, filled())
    found = Assessment.objects.get()
    assert (found.template, found.answers) == (None, {})


def test_a_scale_is_a_group_whose_ends_are_told_in_words(signed_in, template, form):
    page = text(signed_in.get(form))
    assert '<legend class="ds-label">Hur talar du svenska?</legend>' in page
    assert "1 – Inte alls" in page and "5 – Bra" in page


def test_a_form_with_many_questions_costs_as_many_queries_as_one_with_few(signed_in, town, form):
    a_template(town.principal, QUESTIONS[0], period=Period(date(2020, 1, 1), TODAY - timedelta(1)))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(form).status_code == 200
        return len(captured)

    one = a_template(town.principal, QUESTIONS[0], version=2, period=Period(TODAY - timedelta(1), TODAY))
    few = queries()
    assert one.questions.count() == 1
    a_template(town.principal, version=3, period=Period(TODAY))
    assert queries() <= few + 1  # the questions themselves
    assert few <= 30


# Signed


def test_what_is_filled_in_is_signed_with_its_answers_and_its_version(signed_in, template, case, form):
    answer = signed_in.post(
        form, filled(template, target_group="sprak", capacity_by="doctor", assessed_by="Eva Ek")
    )
    assert answer["Location"] == case.get_absolute_url()
    found = Assessment.objects.get()
    assert (found.answers, found.template) == (ANSWERS, template)
    assert found.signed_at == clock.now()
    assert (found.capacity_source, found.state_checked_on) == ("Läkarintyg, Eva Ek", TODAY)
    case.refresh_from_db()
    assert case.target_group == found.target_group == "sprak"
    grade = case.capacity_grades.get()
    assert (grade.percent, grade.period, grade.source) == (75, Period(TODAY), "doctor")
    assert (grade.assessed_by, grade.assessment) == ("Eva Ek", found)


def test_every_problem_is_told_at_once_each_at_its_place_and_the_rest_is_kept(
    signed_in, template, case, form
):
    sent = filled(template, held_on="2026-03-17", own_goal="", capacity_percent="101", q_svenska="9")
    answer = signed_in.post(form, sent)
    assert set(answer.context["form"].errors) == {"own_goal", "capacity_percent", "q_svenska"}
    assert "Laga mat" in text(answer)
    assert not Assessment.objects.exists()
    again = signed_in.post(form, filled(template, draft=mark(case), held_on="2026-03-17", met_in_person=""))
    assert "Bekräfta att ni träffades" in text(again)


def test_what_could_not_be_signed_yet_is_a_draft(signed_in, template, case, form):
    signed_in.post(form, filled(template, own_goal=""))
    assert draft(case).content["q_styrkor"] == "Laga mat"
    signed_in.post(form, filled(template, draft=mark(case)))
    assert Assessment.objects.get().own_goal == "Bli kock"
    assert not AssessmentDraft.objects.exists()


def test_a_draft_is_signed_by_the_version_it_was_begun_with(signed_in, town, template, case, form):
    signed_in.post(form, filled(template, spara="ja"))
    template.period = Period(template.period.start, TODAY)
    template.save()
    a_template(town.principal, QUESTIONS[2], version=2, period=Period(TODAY))
    assert "Behöver du tolk?" in text(signed_in.get(form))
    signed_in.post(form, filled(template, draft=mark(case)))
    assert Assessment.objects.get().template == template


def test_a_form_drawn_before_another_signed_is_refused_with_the_name(client, town, template, case, form):
    colleague(client, town).post(form, filled(template))
    client.force_login(town.worker.user)
    page = text(client.post(form, filled(template, own_goal="Bli målare")))
    assert "Chefa Chef skrev under en kartläggning medan du skrev" in page
    assert "Bli målare" in page
    latest = Assessment.objects.get()
    client.post(form, filled(template, own_goal="Bli målare", assessment=latest.pk))
    assert Assessment.objects.count() == 2


# The draft


def test_a_draft_takes_whatever_has_been_typed(signed_in, template, case, form):
    answer = signed_in.post(
        form, {"template": template.pk, "own_goal": "Bli", "capacity_percent": "x", "spara": "ja"}
    )
    assert answer["Location"] == form
    assert draft(case).content["capacity_percent"] == "x"
    page = text(signed_in.get(form))
    assert "Bli" in page and "Kasta utkastet" in page


def test_the_script_gets_the_new_mark_and_nothing_is_noted_as_read(signed_in, template, case, form):
    answer = signed_in.post(form, filled(template, autospara="ja"))
    assert (answer.status_code, answer["Draft-Mark"]) == (204, mark(case))
    same = signed_in.post(form, filled(template, autospara="ja"))
    assert same["Draft-Mark"] == answer["Draft-Mark"]
    other = signed_in.post(form, filled(template, autospara="ja", draft=mark(case), own_goal="Ny"))
    assert other["Draft-Mark"] == mark(case) != answer["Draft-Mark"]
    assert not Reading.objects.filter(what="assess").exists()
    assert signed_in.post(form, filled(template, autospara="ja", own_goal="Äldre")).status_code == 409
    assert draft(case).content["own_goal"] == "Ny"


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(client, town, template, case, form):
    colleague(client, town).post(form, filled(template, spara="ja", own_goal="Bli bagare"))
    client.force_login(town.worker.user)
    answer = client.post(form, filled(template, spara="ja", own_goal="Bli målare", q_andra=["Socialtjänst"]))
    page = text(answer)
    assert {each.label for each in answer.context["differences"]} == {
        "Personens eget mål",
        "Vilka andra behövs?",
    }
    assert "Bli bagare" in page and "Bli målare" in page and "Chefa Chef" in page
    assert draft(case).content["own_goal"] == "Bli bagare"


def test_the_writer_chooses_field_by_field(client, town, template, case, form):
    colleague(client, town).post(form, filled(template, spara="ja", own_goal="Bli bagare", q_styrkor="Baka"))
    client.force_login(town.worker.user)
    mine = filled(template, draft=mark(case), own_goal="Bli målare", q_styrkor="Måla", valda="ja")
    client.post(form, {**mine, "val_own_goal": "mitt", "val_q_styrkor": "sparat"})
    saved = draft(case)
    assert (saved.content["own_goal"], saved.content["q_styrkor"]) == ("Bli målare", "Baka")
    assert (saved.revision, saved.saved_by, saved.begun_by) == (2, town.worker.user, town.head.user)


def test_a_stale_form_is_not_signed_either(client, town, template, case, form):
    colleague(client, town).post(form, filled(template, spara="ja", own_goal="Bli bagare"))
    client.force_login(town.worker.user)
    assert "Två versioner" in text(client.post(form, filled(template, own_goal="Bli målare")))
    assert not Assessment.objects.exists()


def test_what_others_have_begun_since_they_signed_is_shown_beside_and_not_signed_away(
    client, town, template, case, form
):
    colleague(client, town).post(form, filled(template))
    latest = Assessment.objects.get()
    client.post(form, filled(template, spara="ja", assessment=latest.pk, own_goal="Chefens utkast"))
    client.force_login(town.worker.user)
    mine = filled(template, own_goal="Bli målare")
    refused = client.post(form, mine)
    page = text(refused)
    assert "Chefa Chef skrev under en kartläggning medan du skrev" in page
    assert "Chefens utkast" in page and "Bli målare" in page
    assert (Assessment.objects.get(), draft(case).content["own_goal"]) == (latest, "Chefens utkast")
    seen = refused.context["seen"]
    chosen = {**mine, "draft": seen.draft, "assessment": seen.assessment, "valda": "ja"}
    assert client.post(form, chosen)["Location"] == form
    assert draft(case).content["own_goal"] == "Bli målare"


def test_who_has_something_missing_is_told_too_that_another_has_signed(client, town, template, case, form):
    colleague(client, town).post(form, filled(template))
    client.force_login(town.worker.user)
    page = text(client.post(form, filled(template, own_goal="", background="Restaurangskola")))
    assert "Chefa Chef skrev under en kartläggning medan du skrev" in page
    assert "Restaurangskola" in page


def test_why_it_was_not_signed_is_told_once(client, town, template, case, form):
    colleague(client, town).post(form, filled(template))
    client.force_login(town.worker.user)
    refused = client.post(form, filled(template))
    assert len(refused.context["form"].non_field_errors()) == 1


def test_the_script_does_not_write_over_the_draft_that_came_after(client, town, template, case, form):
    client.force_login(town.worker.user)
    known = client.post(form, filled(template, autospara="ja"))["Draft-Mark"]
    colleague(client, town).post(form, filled(template, draft=known))
    latest = Assessment.objects.get()
    client.post(form, filled(template, spara="ja", assessment=latest.pk, own_goal="Chefens utkast"))
    client.force_login(town.worker.user)
    for assessment in (0, latest.pk):
        late = filled(template, autospara="ja", draft=known, assessment=assessment, own_goal="Mer")
        assert client.post(form, late).status_code == 409
    assert draft(case).content["own_goal"] == "Chefens utkast"


def test_a_new_draft_is_not_mistaken_for_the_one_thrown_away(client, town, template, case, form):
    client.force_login(town.worker.user)
    client.post(form, filled(template, spara="ja", own_goal="Karins text"))
    known = mark(case)
    discard = reverse("discard_assessment_draft", args=[case.pk])
    colleague(client, town).post(discard, {"draft": known})
    client.post(form, filled(template, spara="ja", own_goal="Chefens nya utkast"))
    client.force_login(town.worker.user)
    answer = client.post(form, filled(template, spara="ja", draft=known, own_goal="Karins text, mer"))
    assert "Två versioner" in text(answer)
    assert "har ändrats" in text(client.post(discard, {"draft": known}))
    assert draft(case).content["own_goal"] == "Chefens nya utkast"


def test_a_draft_thrown_away_elsewhere_leaves_what_was_typed_on_the_page(signed_in, template, case, form):
    page = text(signed_in.post(form, filled(template, draft="3-1", spara="ja", own_goal="Bli målare")))
    assert "finns inte längre" in page and "Bli målare" in page
    assert not AssessmentDraft.objects.exists()


def test_a_draft_is_thrown_away_when_asked_twice_and_unchanged_since(signed_in, template, case, form):
    discard = reverse("discard_assessment_draft", args=[case.pk])
    assert signed_in.get(discard)["Location"] == form
    signed_in.post(form, filled(template, spara="ja"))
    assert "går inte att få tillbaka" in text(signed_in.get(discard))
    begun = mark(case)
    signed_in.post(form, filled(template, spara="ja", draft=mark(case), own_goal="Mer"))
    assert "har ändrats" in text(signed_in.post(discard, {"draft": begun}))
    assert signed_in.post(discard, {"draft": mark(case)})["Location"] == case.get_absolute_url()
    assert not AssessmentDraft.objects.exists()


def test_no_draft_is_kept_in_a_closed_case_or_by_a_stranger(client, town, template, case, form):
    client.force_login(town.stranger.user)
    assert client.post(form, filled(template, spara="ja")).status_code == 404
    client.force_login(town.worker.user)
    closed = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    page = text(client.post(reverse("assess", args=[closed.pk]), filled(template, spara="ja")))
    assert "Återöppna det först" in page
    assert not AssessmentDraft.objects.exists()


def test_the_version_of_another_principal_is_never_asked_by(signed_in, case, form):
    foreign = a_template(builders.a_principal())
    signed_in.post(form, filled(foreign))
    assert Assessment.objects.get().template is None


def test_a_draft_awaits_who_writes_it_and_leaves_the_cases_to_assess(client, town, template, case, form):
    def awaited(seat):
        found = awaiting(seat.actor, TODAY)
        return {group.key: [line.url for line in group.lines] for group in found}

    assert awaited(town.worker)["assessment"] == [form]
    colleague(client, town).post(form, filled(template, spara="ja"))
    for seat in (town.worker, town.head):
        assert awaited(seat)["assessment_draft"] == [form]
        assert "assessment" not in awaited(seat)
    page = text(client.get(case.get_absolute_url()))
    assert "Fortsätt med kartläggningen" in page
