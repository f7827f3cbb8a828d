"""The pages about capacity: for those who work in the case, and for the medical adviser."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.accounts.models import Membership
from stegvis.casework.actions import capacity, statements
from stegvis.casework.models import Attachment, CapacityAnswer, CapacityGrade, CapacityStatement
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.oversight.models import Reading
from stegvis.registry.models import FileContent
from tests import builders
from tests.builders import TODAY
from tests.casework.test_statements import HALF, a_certificate, answer, ask

pytestmark = pytest.mark.usefixtures("stopped_clock", "no_second_factor")


@pytest.fixture
def adviser(town):
    return builders.a_seat(Role.MEDICAL_ADVISER, town.principal, user=builders.a_user("Maj Läkare"))


@pytest.fixture
def asked(town, case):
    return ask(town, case)


def graded(case, town, percent, start, end=None, **more):
    period = Period(start, end)
    return capacity.record_grade(
        case, percent, period, "caseworker", by=town.worker.actor, today=TODAY, **more
    )


def page(client, seat, name, pk, data=None, *rest):
    client.force_login(seat.user)
    url = reverse(name, args=[pk, *rest])
    return client.get(url) if data is None else client.post(url, data)


def shown(response):
    assert response.status_code == 200
    return response.content.decode()


GRADE = {"percent": "50", "first_day": "2026-03-16", "source": "caseworker"}


def test_the_page_tells_of_grades_as_steps_and_calls_little_activity_capacity(client, town, case):
    graded(case, town, 15, date(2026, 1, 20))
    graded(case, town, 50, date(2026, 3, 2))
    text = shown(page(client, town.worker, "capacity", case.pk))
    assert "Steg upp från aktivitetsförmåga 15\xa0%" in text
    assert "Arbetsförmåga 50\xa0%" in text
    assert "Gäller nu" in text


def test_a_grade_is_recorded_and_stands_on_the_case_page(client, town, case):
    response = page(client, town.worker, "record_grade", case.pk, {**GRADE, "percent": "20"})
    assert response.status_code == 302
    assert "Aktivitetsförmåga 20\xa0%" in shown(page(client, town.worker, "case", case.pk))


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client, town, case):
    wrong = {**GRADE, "percent": "120", "last_day": "2026-01-01", "note": "Efter samtal"}
    text = shown(page(client, town.worker, "record_grade", case.pk, wrong))
    assert "Ange ett tal mellan 0 och 100." in text
    assert "Sista dagen kan inte vara före den första." in text
    assert "Efter samtal" in text


def test_an_older_finding_takes_days_from_a_later_one_only_when_it_is_meant(client, town, case):
    graded(case, town, 75, date(2026, 3, 2))
    older = {**GRADE, "first_day": "2026-02-01"}
    text = shown(page(client, town.worker, "record_grade", case.pk, older))
    assert "arbetsförmåga 75\xa0% från 2026-03-02" in text
    assert CapacityGrade.objects.get().percent == 75
    page(client, town.worker, "record_grade", case.pk, {**older, "confirmed": "on"})
    assert CapacityGrade.objects.get().percent == 50


def test_a_second_window_is_told_what_the_first_one_saved_and_keeps_what_was_typed(client, town, case):
    grade = graded(case, town, 50, date(2026, 3, 2))
    form = page(client, town.worker, "correct_grade", grade.pk).context["form"]
    typed = {**GRADE, "first_day": "2026-03-02", "seen": form["seen"].value(), "note": "Andra fönstret"}
    page(client, town.worker, "correct_grade", grade.pk, {**typed, "percent": "60", "note": "Första"})
    refused = page(client, town.worker, "correct_grade", grade.pk, {**typed, "percent": "70"})
    assert "Nu står det: Arbetsförmåga 60\xa0%" in shown(refused)
    assert "Andra fönstret" in refused.content.decode()
    again = {**typed, "percent": "70", "seen": refused.context["form"]["seen"].value()}
    assert page(client, town.worker, "correct_grade", grade.pk, again).status_code == 302
    assert CapacityGrade.objects.get().percent == 70


def test_a_wrong_grade_is_taken_away_and_the_page_remembers_why(client, town, case):
    graded(case, town, 25, date(2026, 1, 20))
    wrong = graded(case, town, 50, date(2026, 3, 2))
    text = shown(page(client, town.worker, "remove_grade", wrong.pk))
    assert "Graden före fortsätter: arbetsförmåga 25\xa0%" in text
    sent = {"reason": "Gällde en annan.", "instead": "fortsatter"}
    taken_away(client, town, wrong, sent)
    assert CapacityGrade.objects.get().period.end is None
    assert "Borttagen: Gällde en annan." in shown(page(client, town.worker, "capacity", case.pk))


def taken_away(client, town, grade, sent):
    seen = page(client, town.worker, "remove_grade", grade.pk).context["form"]["seen"].value()
    return page(client, town.worker, "remove_grade", grade.pk, {**sent, "seen": seen})


def test_a_grade_that_was_corrected_in_another_window_is_not_taken_away_unseen(client, town, case):
    grade = graded(case, town, 50, date(2026, 3, 2))
    drawn = page(client, town.worker, "remove_grade", grade.pk).context["form"]["seen"].value()
    capacity.correct_grade(
        grade, 60, Period(date(2026, 3, 2)), "caseworker", by=town.worker.actor, today=TODAY
    )
    sent = {"reason": "Gällde en annan.", "seen": drawn}
    refused = page(client, town.worker, "remove_grade", grade.pk, sent)
    assert "Nu står det: Arbetsförmåga 60\xa0%" in shown(refused)
    assert "Gällde en annan." in refused.content.decode()
    assert CapacityGrade.objects.get().percent == 60
    again = {**sent, "seen": refused.context["form"]["seen"].value()}
    assert page(client, town.worker, "remove_grade", grade.pk, again).status_code == 302
    assert not CapacityGrade.objects.exists()


def test_a_grade_is_not_taken_away_when_another_has_come_to_go_on_in_its_place(client, town, case):
    graded(case, town, 25, date(2026, 1, 20))
    wrong = graded(case, town, 50, date(2026, 3, 2))
    drawn = page(client, town.worker, "remove_grade", wrong.pk).context["form"]["seen"].value()
    graded(case, town, 75, date(2026, 2, 1), date(2026, 3, 2))
    sent = {"reason": "Gällde en annan.", "instead": "fortsatter", "seen": drawn}
    refused = page(client, town.worker, "remove_grade", wrong.pk, sent)
    assert "efter arbetsförmåga 75\xa0%" in shown(refused)
    assert CapacityGrade.objects.count() == 3


def test_the_case_says_what_awaits_and_one_button_makes_the_answer_a_grade(
    client, town, case, asked, adviser
):
    answer(asked, adviser)
    assert "Ta ställning till utlåtandet" in shown(page(client, town.worker, "case", case.pk))
    text = shown(page(client, town.worker, "take_stand", asked.pk))
    assert "Så blir graderna" in text
    assert page(client, town.worker, "take_stand", asked.pk, {"accept": "ja"}).status_code == 302
    assert CapacityGrade.objects.get().percent == 50
    assert "redan tagit ställning" in shown(page(client, town.worker, "take_stand", asked.pk))
    assert "Godtaget" in shown(page(client, town.worker, "statement", asked.pk))


def test_why_an_answer_became_no_grade_is_written_down(client, town, asked, adviser):
    answer(asked, adviser)
    assert "Fyll i det här fältet" in shown(page(client, town.worker, "take_stand", asked.pk, {"reason": ""}))
    page(client, town.worker, "take_stand", asked.pk, {"reason": "Avser 2024."})
    assert "Avser 2024." in shown(page(client, town.worker, "statement", asked.pk))


def test_a_statement_is_asked_for_called_off_and_answered_from_paper(client, town, case):
    page(client, town.worker, "ask_adviser", case.pk, {"question": "Halva dagar?", "due_on": "2026-04-01"})
    first = CapacityStatement.objects.get()
    page(client, town.worker, "call_off_statement", first.pk, {"reason": "Intyg finns."})
    assert "Återkallad" in shown(page(client, town.worker, "statement", first.pk))
    second = ask(town, case)
    paper = a_certificate(case)
    sent = {"percent": "25", "first_day": "2026-03-01", "text": "Enligt intyg.", "adviser": "Dr Berg"}
    response = page(client, town.worker, "record_answer", second.pk, {**sent, "attachment": paper.pk})
    assert response.headers["Location"] == reverse("take_stand", args=[second.pk])
    assert CapacityAnswer.objects.get().attachment == paper


def waits(seat):
    return {group.key: [line.text for line in group.lines] for group in awaiting(seat.actor, TODAY)}


def test_a_grade_that_runs_out_within_two_weeks_awaits_the_caseworker(town, case):
    graded(case, town, 50, date(2026, 1, 20), TODAY + timedelta(days=15))
    assert "capacity_ends" in waits(town.worker)
    graded(case, town, 75, TODAY + timedelta(days=15))
    assert "capacity_ends" not in waits(town.worker)


def test_a_grade_that_runs_out_later_awaits_nobody_and_one_that_has_run_out_does(town, case):
    graded(case, town, 50, date(2026, 1, 20), TODAY + timedelta(days=16))
    assert "capacity_ends" not in waits(town.worker)
    late = builders.a_case(town.unit, caseworker=town.worker.user)
    graded(late, town, 50, date(2026, 1, 20), date(2026, 2, 1))
    assert len(waits(town.worker)["capacity_ends"]) == 1


def test_late_and_answered_statements_await_the_caseworker_and_unanswered_ones_the_adviser(
    town, case, asked, adviser
):
    CapacityStatement.objects.update(asked_on=date(2026, 1, 1), due_on=date(2026, 2, 1))
    assert "statement_late" in waits(town.worker)
    assert "statement_asked" in waits(adviser)
    assert case.number not in str(waits(adviser))
    answer(asked, adviser)
    assert set(waits(town.worker)) >= {"statement_answered"}
    assert "statement_late" not in waits(town.worker)
    assert "statement_asked" not in waits(adviser)


@pytest.mark.parametrize("name", ["capacity", "record_grade", "ask_adviser", "ladder"])
def test_a_caseworker_of_another_unit_and_the_adviser_find_no_page_of_the_case(
    client, town, case, asked, adviser, name
):
    for seat in (town.stranger, adviser):
        assert page(client, seat, name, case.pk).status_code == 404
        assert page(client, seat, name, case.pk, GRADE).status_code == 404


# --- the medical adviser's narrow view ------------------------------------------------------------


def test_the_adviser_answers_on_his_own_page(client, town, asked, adviser):
    assert case_name(asked) in shown(client_list(client, adviser))
    text = shown(page(client, adviser, "advise", asked.pk))
    assert asked.question in text
    sent = {"percent": "50", "first_day": "2026-03-16", "text": "Klarar halva dagar."}
    assert page(client, adviser, "advise", asked.pk, {**sent, "percent": ""}).status_code == 200
    assert page(client, adviser, "advise", asked.pk, sent).status_code == 302
    assert "Inga utlåtanden väntar" in shown(client_list(client, adviser))
    assert case_name(asked) in shown(client_list(client, adviser, visa="besvarade"))
    assert "Ditt svar" in shown(page(client, adviser, "advise", asked.pk))


def client_list(client, seat, **query):
    client.force_login(seat.user)
    return client.get(reverse("advising"), query)


def case_name(statement):
    return statement.case.person.full_name


def test_the_adviser_sees_certificates_and_grades_and_nothing_else_of_the_case(
    client, town, case, asked, adviser
):
    graded(case, town, 15, date(2026, 1, 20), note="Hemlig kommentar")
    builders.an_assessment(case, own_goal="Hemligt mål")
    a_certificate(case)
    other = a_certificate(case, kind=Attachment.Kind.OTHER)
    Attachment.objects.filter(pk=other.pk)
    text = shown(page(client, adviser, "advise", asked.pk))
    assert "Aktivitetsförmåga 15\xa0%" in text
    assert text.count("Läkarintyg mars") == 1
    for secret in ("Hemlig", case.number, town.unit.name):
        assert secret not in text
    assert page(client, adviser, "case", case.pk).status_code == 404


def test_the_adviser_fetches_the_certificates_of_the_case_asked_about_and_no_other_paper(
    client, town, case, asked, adviser
):
    certificate = a_certificate(case)
    elsewhere = a_certificate(builders.a_case(town.unit))
    other_kind = a_certificate(case, kind=Attachment.Kind.OTHER)
    assert FileContent.objects.count() == 3
    fetched = page(client, adviser, "advised_paper", asked.pk, None, certificate.pk)
    assert fetched.status_code == 200
    assert Reading.objects.filter(user=adviser.user, kind="downloaded").exists()
    for paper in (elsewhere, other_kind):
        assert page(client, adviser, "advised_paper", asked.pk, None, paper.pk).status_code == 404
        assert page(client, adviser, "download_attachment", paper.pk).status_code == 404
    statements.call_off_statement(asked, "Behövs inte.", by=town.worker.actor, today=TODAY)
    assert page(client, adviser, "advised_paper", asked.pk, None, certificate.pk).status_code == 404


def test_another_adviser_does_not_read_what_is_answered(client, town, asked, adviser):
    answer(asked, adviser, HALF)
    another = builders.a_seat(Role.MEDICAL_ADVISER, town.principal)
    assert page(client, another, "advise", asked.pk).status_code == 404
    elsewhere = builders.a_seat(Role.MEDICAL_ADVISER, builders.a_principal())
    assert page(client, elsewhere, "advise", asked.pk).status_code == 404


def test_of_a_protected_person_the_adviser_gets_the_pseudonym_until_he_is_named(
    client, town, case, asked, adviser
):
    a_certificate(case)
    person = builders.protect(case.person)
    for text in (shown(client_list(client, adviser)), shown(page(client, adviser, "advise", asked.pk))):
        assert person.last_name not in text
        assert person.pseudonym in text
        assert "Läkarintyg mars" not in text
    builders.name_staff(person, adviser.user)
    named = shown(page(client, adviser, "advise", asked.pk))
    assert person.last_name in named
    assert "Läkarintyg mars" in named
    assert person.last_name not in shown(client_list(client, adviser))


def test_of_a_protected_person_the_adviser_reads_no_question_and_answers_none_until_he_is_named(
    client, town, case, adviser
):
    asked = ask(town, case, f"Vad klarar {case.person.first_name} {case.person.last_name}?")
    person = builders.protect(case.person)
    sent = {"percent": "50", "first_day": "2026-03-16", "text": "Klarar halva dagar."}
    listed = shown(client_list(client, adviser))
    for text in (listed, shown(page(client, adviser, "advise", asked.pk))):
        assert person.pseudonym in text
        assert person.last_name not in text
        assert "Vad klarar" not in text
    assert "behöver namnge dig" in shown(page(client, adviser, "advise", asked.pk, sent))
    assert not CapacityAnswer.objects.exists()
    builders.name_staff(person, adviser.user)
    assert "Vad klarar" in shown(page(client, adviser, "advise", asked.pk))
    assert "Vad klarar" not in shown(client_list(client, adviser))
    assert page(client, adviser, "advise", asked.pk, sent).status_code == 302


def test_what_has_come_after_the_answer_is_not_the_advisers(client, case, asked, adviser):
    before = a_certificate(case)
    answer(asked, adviser)
    after = a_certificate(case, added_on=TODAY + timedelta(days=1))
    text = shown(page(client, adviser, "advise", asked.pk))
    assert reverse("advised_paper", args=[asked.pk, before.pk]) in text
    assert reverse("advised_paper", args=[asked.pk, after.pk]) not in text
    assert page(client, adviser, "advised_paper", asked.pk, None, after.pk).status_code == 404


def test_an_adviser_who_is_a_caseworker_elsewhere_sees_no_more_than_any_other_adviser(
    client, town, case, asked
):
    Membership.objects.create(
        principal=town.principal,
        user=town.stranger.user,
        role=Role.MEDICAL_ADVISER,
        period=Period(date(2020, 1, 1)),
    )
    for name in ("statement", "call_off_statement", "record_answer", "take_stand"):
        assert page(client, town.stranger, name, asked.pk).status_code == 404
    assert not Reading.objects.filter(user=town.stranger.user).exists()
    assert asked.question in shown(page(client, town.stranger, "advise", asked.pk))
    sent = {"percent": "50", "first_day": "2026-03-16", "text": "Klarar halva dagar."}
    assert page(client, town.stranger, "advise", asked.pk, sent).status_code == 302


def test_what_the_adviser_reads_is_written_in_the_log(client, asked, adviser):
    page(client, adviser, "advise", asked.pk)
    reading = Reading.objects.get(user=adviser.user, kind="shown")
    assert (reading.person_id, reading.what) == (asked.case.person_id, "advise")


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF, Role.RESIDENT})
)
def test_nobody_else_opens_the_advisers_pages(client, town, asked, role):
    seat = builders.a_seat(role, town.principal)
    assert client_list(client, seat).status_code == 403
    assert page(client, seat, "advise", asked.pk).status_code == 404


def test_the_advisers_list_costs_as_much_for_many_as_for_few(client, town, adviser):
    def cost():
        client.force_login(adviser.user)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("advising"))
        return len(captured)

    for _ in range(2):
        ask(town, builders.a_case(town.unit))
    few = cost()
    for _ in range(4):
        ask(town, builders.a_case(town.unit))
    assert cost() == few
