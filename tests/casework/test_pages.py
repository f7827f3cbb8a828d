"""The pages of casework: shown to those who may, keep what was typed, lead on when done."""

from datetime import date

import pytest
from django.urls import reverse

from stegvis.casework.models import (
    Assessment,
    AssessmentDraft,
    Case,
    Choice,
    ClosureReason,
    Decision,
    FollowUp,
    TargetGroup,
)
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def signed_in(client, town):
    client.force_login(town.worker.user)
    return client


def url(name, record, **more):
    return reverse(name, kwargs={"pk": record.pk, **more})


def case_pages(case):
    intervention = builders.an_intervention(case.principal)
    return [
        case.get_absolute_url(),
        *(url(name, case) for name in ("hand_over", "assess", "decide", "close_case", "reopen_case")),
        *(url(name, case, intervention=intervention.pk) for name in ("grant", "refuse")),
    ]


def decision_pages(decision):
    names = ("decision", "correct_decision", "correct_to_refusal", "choose", "give_voucher")
    return [url(name, decision) for name in names]


def test_every_page_of_a_case_opens_for_its_caseworker(signed_in, case):
    builders.an_assessment(case)
    decision = builders.a_decision(case)
    builders.a_provider(case.principal, places=5)
    for address in [reverse("cases"), reverse("open_case"), *case_pages(case), *decision_pages(decision)]:
        assert signed_in.get(address).status_code == 200, address


def test_every_page_of_a_closed_case_opens_for_its_caseworker(signed_in, town):
    case = builders.a_case(town.unit, caseworker=town.worker.user, closed_on=date(2026, 2, 1))
    follow_up = FollowUp.objects.create(principal=case.principal, case=case, due_on=date(2026, 3, 1))
    for address in [*case_pages(case), url("follow_up", follow_up)]:
        assert signed_in.get(address).status_code == 200, address


def test_a_caseworker_of_another_unit_finds_no_such_case(client, town, case):
    client.force_login(town.stranger.user)
    decision = builders.a_decision(case)
    for address in [*case_pages(case), *decision_pages(decision)]:
        assert client.get(address).status_code == 404, address


def test_others_than_caseworkers_have_no_case_pages(client, town, case):
    client.force_login(builders.a_seat(Role.ANALYST, town.principal).user)
    assert client.get(reverse("cases")).status_code == 403
    assert client.get(case.get_absolute_url()).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, case):
    assert reverse("account_login") in client.get(case.get_absolute_url())["Location"]


def test_the_case_page_tells_what_can_be_done_and_what_cannot(signed_in, case):
    page = signed_in.get(case.get_absolute_url()).content.decode()
    assert "Gör en kartläggning" in page
    assert "Alla beslut bygger på en kartläggning." in page


def test_a_case_is_opened_for_a_new_person(signed_in, town):
    number = builders.a_personal_number(date(1999, 9, 9))
    found = signed_in.post(reverse("open_case"), {"personal_number": number.value[2:], "sok": "ja"})
    assert "Personen är ny i registret" in found.content.decode()
    sent = {
        "personal_number": number.formatted(),
        "first_name": "Örjan",
        "last_name": "Ny",
        "opened_on": TODAY,
        "target_group": TargetGroup.LANGUAGE,
        "unit": town.unit.pk,
        "caseworker": town.worker.user.pk,
    }
    without_name = signed_in.post(reverse("open_case"), {**sent, "last_name": ""})
    assert "Örjan" in without_name.content.decode()
    answer = signed_in.post(reverse("open_case"), sent)
    case = Case.objects.get(person__first_name="Örjan")
    assert answer["Location"] == case.get_absolute_url()
    assert case.caseworker == town.worker.user


def test_opening_for_a_person_with_an_open_case_leads_to_that_case(signed_in, case):
    number = case.person.identifiers.get().shown
    page = signed_in.post(reverse("open_case"), {"personal_number": number, "sok": "ja"}).content.decode()
    assert case.get_absolute_url() in page


def test_an_open_case_of_another_unit_is_not_named(client, town, case):
    client.force_login(town.stranger.user)
    number = case.person.identifiers.get().shown
    page = client.post(reverse("open_case"), {"personal_number": number, "sok": "ja"}).content.decode()
    assert "Kontakta enheten" in page
    assert case.number not in page


@pytest.mark.parametrize(
    ("name", "told"),
    [("\u0958" * 120, "120 tecken"), ("\u200b", "Fyll i det här fältet.")],
)
def test_a_name_that_cannot_be_stored_is_told_at_its_field(signed_in, town, name, told):
    sent = {
        "personal_number": builders.a_personal_number().formatted(),
        "first_name": name,
        "last_name": "Prov",
        "opened_on": TODAY,
        "target_group": TargetGroup.OTHER,
        "unit": town.unit.pk,
    }
    page = signed_in.post(reverse("open_case"), sent).content.decode()
    assert told in page
    assert not Case.objects.filter(person__last_name="Prov").exists()


def test_a_wrong_personal_number_is_told_at_its_field(signed_in):
    page = signed_in.post(
        reverse("open_case"), {"personal_number": "900517-0001", "sok": "ja"}
    ).content.decode()
    assert "Kontrollsiffran stämmer inte" in page
    assert "900517-0001" in page


def test_an_assessment_in_the_future_is_refused_and_nothing_typed_is_lost(signed_in, case):
    sent = {
        "held_on": "2026-03-17",
        "own_goal": "Bli kock",
        "capacity_percent": "75",
        "state_could_serve": "nej",
        "state_note": "Behöver mer stöd.",
        "state_checked_on": "2026-03-16",
        "met_in_person": "on",
        "target_group": TargetGroup.INCOME_SUPPORT,
        "capacity_by": "caseworker",
    }
    page = signed_in.post(url("assess", case), sent).content.decode()
    assert "Mötet ska ha hållits" in page
    assert "Bli kock" in page
    assert not Assessment.objects.exists()
    begun = AssessmentDraft.objects.get(case=case)
    answer = signed_in.post(url("assess", case), {**sent, "held_on": "2026-03-16", "draft": begun.mark})
    assert answer["Location"] == case.get_absolute_url()
    assert Assessment.objects.get().capacity_percent == 75


def test_the_decision_page_says_which_interventions_suit(signed_in, case):
    builders.an_assessment(case, capacity_percent=10)
    builders.an_intervention(case.principal, "jobbpeng_grund", terms={"min_capacity": 50})
    builders.an_intervention(case.principal, "ungdom", terms={"max_age": 24})
    page = signed_in.get(url("decide", case)).content.decode()
    assert "Passar med motiverat undantag" in page
    assert "Passar inte" in page
    assert "högst 24 år" in page


def test_an_intervention_is_granted_and_its_provider_chosen(signed_in, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(case.principal)
    provider = builders.a_provider(case.principal, places=1)
    sent = {"start": "2026-03-23", "last_day": "2026-09-22", "reason": "Leder snabbast till arbete."}
    answer = signed_in.post(url("grant", case, intervention=intervention.pk), sent)
    assert answer["Location"] == case.get_absolute_url()
    decision = Decision.objects.get()
    assert decision.period == Period(date(2026, 3, 23), date(2026, 9, 23))
    signed_in.post(url("choose", decision), {"provider": provider.pk, "made": "together"})
    assert Choice.objects.get().provider == provider
    page = signed_in.get(case.get_absolute_url()).content.decode()
    assert f"{provider.name} valdes" in page


def test_a_choice_without_provider_is_told_and_the_comment_kept(signed_in, case):
    decision = builders.a_decision(case)
    builders.a_provider(case.principal)
    page = signed_in.post(
        url("choose", decision), {"made": "together", "reason": "Nära hem"}
    ).content.decode()
    assert "Välj en anordnare." in page
    assert "Nära hem" in page


def test_a_case_is_closed_taken_up_again_and_followed_up(signed_in, case):
    answer = signed_in.post(
        url("close_case", case), {"reason": ClosureReason.WORK, "closed_on": TODAY, "evidence": "Avtal"}
    )
    assert answer["Location"] == case.get_absolute_url()
    assert FollowUp.objects.get().due_on == date(2026, 9, 16)
    signed_in.post(url("reopen_case", case), {"reason": "Anställningen upphörde"})
    case.refresh_from_db()
    assert case.is_open
    page = signed_in.get(case.get_absolute_url()).content.decode()
    assert "Anställningen upphörde" in page


def test_a_lasting_outcome_needs_evidence(signed_in, town):
    case = builders.a_case(town.unit, closed_on=date(2025, 9, 1), opened_on=date(2025, 1, 1))
    planned = FollowUp.objects.create(principal=case.principal, case=case, due_on=date(2026, 3, 1))
    page = signed_in.post(url("follow_up", planned), {"lasting": "ja", "note": "Ringde"}).content.decode()
    assert "vilket underlag" in page
    assert "Ringde" in page
    signed_in.post(url("follow_up", planned), {"lasting": "ja", "evidence": "contract"})
    planned.refresh_from_db()
    assert planned.lasting


def test_the_head_gives_a_case_to_a_caseworker(client, town):
    case = builders.a_case(town.unit)
    client.force_login(town.head.user)
    client.post(url("hand_over", case), {"caseworker": town.worker.user.pk})
    case.refresh_from_db()
    assert case.caseworker == town.worker.user


def test_a_voucher_of_the_terms_is_given(signed_in, case):
    enhanced = builders.an_intervention(
        case.principal, "forstarkt", terms={"voucher_amounts": [500_000, 1_000_000]}
    )
    decision = builders.a_decision(case, enhanced)
    signed_in.post(url("give_voucher", decision), {"amount": "1000000"})
    assert case.vouchers.get().amount == 1_000_000


def test_a_decision_page_shows_reasons_and_what_corrected_it(signed_in, case):
    builders.an_assessment(case)
    decision = builders.a_decision(case, reason="Behöver stöd.")
    sent = {"start": "2026-03-23", "last_day": "2026-06-22", "reason": "Fel period förut."}
    signed_in.post(url("correct_decision", decision), sent)
    page = signed_in.get(url("decision", decision)).content.decode()
    assert "Behöver stöd." in page
    assert decision.corrected_by.number in page
