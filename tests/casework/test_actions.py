"""The verbs of casework against the database: what they write, what they refuse, and to whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stegvis.casework.actions import (
    choose_provider,
    close_case,
    give_voucher,
    grant_intervention,
    hand_over,
    hold_follow_up,
    open_case,
    refuse_intervention,
    reopen_case,
    sign_assessment,
)
from stegvis.casework.actions.open import Opening
from stegvis.casework.models import Choice, ClosureReason, Decision, FollowUp, TargetGroup
from stegvis.casework.offers import open_offers
from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.entry import Wanted
from stegvis.casework.waiting import unassigned
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.registry.models import Person
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

HALF_YEAR = Period(date(2026, 3, 23), date(2026, 9, 23))
FINDINGS = Findings(
    TODAY,
    "Arbete i kök",
    75,
    state_could_serve=False,
    state_note="Behöver mer stöd.",
    state_checked_on=TODAY,
)


def wanted(period=HALF_YEAR, **known):
    return Wanted(period, reason="Leder snabbast till arbete.", **known)


def opening(town, **known):
    values = {
        "number": builders.a_personal_number(date(1999, 9, 9)),
        "unit": town.unit,
        "target_group": TargetGroup.LANGUAGE,
        "opened_on": TODAY,
        "first_name": "ÖRJAN",
        "last_name": "NY",
    }
    return Opening(**{**values, **known})


def as_of(seat, verb, *given, **named):
    return verb(*given, **named, by=seat.actor, today=TODAY)


@pytest.fixture
def elsewhere():
    """A caseworker of another principal, who also has a case."""
    principal = builders.a_principal()
    seat = builders.a_seat(Role.CASEWORKER, principal)
    builders.a_case(seat.membership.unit, caseworker=seat.user)
    return seat


# Opening


def test_opening_registers_a_new_person_and_gives_the_case_a_number(town):
    case = as_of(town.worker, open_case, opening(town))
    assert case.number == "2026-00001"
    assert case.person.full_name == "Örjan Ny"
    assert case.opened_by == town.worker.user
    assert as_of(town.worker, open_case, opening(town, first_name="Åsa")).number == "2026-00002"


def test_a_known_person_is_not_registered_twice(town):
    old = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    identifier = old.person.identifiers.get()
    number = builders.PersonalNumber(identifier.value, identifier.kind)
    case = as_of(town.worker, open_case, opening(town, number=number, first_name="", last_name=""))
    assert case.person == old.person
    with pytest.raises(Refused, match="redan ett öppet ärende"):
        as_of(town.worker, open_case, opening(town, number=number))


def test_a_new_person_needs_a_name_and_all_problems_come_at_once(town):
    with pytest.raises(Refused) as refused:
        as_of(
            town.worker,
            open_case,
            opening(
                town,
                first_name="",
                last_name="",
                opened_on=TODAY + timedelta(1),
                caseworker=town.stranger.user,
            ),
        )
    found = {problem.field for problem in refused.value.problems}
    assert found == {"first_name", "last_name", "opened_on", "caseworker"}
    assert not Person.objects.filter(principal=town.principal, last_name="Ny").exists()


def test_nobody_opens_a_case_on_another_unit(town):
    with pytest.raises(Forbidden):
        as_of(town.stranger, open_case, opening(town))


# Who may


def test_whoever_has_an_unrelated_case_can_do_nothing_in_this_one(town, case, elsewhere):
    intervention = builders.an_intervention(town.principal)
    decision = builders.a_decision(case)
    provider = builders.a_provider(town.principal)
    closed = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    planned = FollowUp.objects.create(principal=town.principal, case=closed, due_on=date(2026, 3, 1))
    for seat in (town.stranger, elsewhere, builders.a_seat(Role.CONTROLLER, town.principal)):
        verbs = [
            (sign_assessment, case, FINDINGS),
            (grant_intervention, case, intervention, wanted()),
            (refuse_intervention, case, intervention, "Nej."),
            (give_voucher, decision, 500_000),
            (choose_provider, decision, provider, Choice.Made.TOGETHER),
            (close_case, case, ClosureReason.WORK, TODAY),
            (reopen_case, closed, "Åter."),
            (hold_follow_up, planned, False),
            (hand_over, case, seat.user),
        ]
        for verb, *given in verbs:
            with pytest.raises(Forbidden):
                as_of(seat, verb, *given)


def test_the_head_of_one_unit_moves_no_case_of_another_where_he_is_a_caseworker(town, case):
    both = replace(
        town.head.actor,
        roles=frozenset({Role.HEAD_OF_UNIT, Role.CASEWORKER}),
        unit_ids=frozenset({town.unit.pk, town.elsewhere.pk}),
        led_unit_ids=frozenset({town.elsewhere.pk}),
    )
    with pytest.raises(Forbidden, match="Bara enhetschefen"):
        hand_over(case, town.head.user, by=both, today=TODAY)
    assert not unassigned(both, TODAY).filter(unit=town.unit).exists()


# Assessment and decision


def test_an_assessment_is_signed_by_whoever_made_it(town, case):
    assessment = as_of(town.worker, sign_assessment, case, FINDINGS)
    assert assessment.signed_by == town.worker.user


def test_a_button_pressed_twice_gives_one_assessment_and_one_refusal(town, case):
    intervention = builders.an_intervention(town.principal)
    as_of(town.worker, sign_assessment, case, FINDINGS)
    with pytest.raises(Refused, match="redan skrivit under"):
        as_of(town.worker, sign_assessment, case, FINDINGS)
    as_of(town.worker, refuse_intervention, case, intervention, "Behövs inte.")
    with pytest.raises(Refused, match="redan beslutat"):
        as_of(town.worker, refuse_intervention, case, intervention, "Behövs inte.")
    assert (case.assessments.count(), case.decisions.count()) == (1, 1)
    assert as_of(town.worker, sign_assessment, case, replace(FINDINGS, capacity_percent=50))


def test_a_grant_keeps_its_grounds(town, case):
    builders.an_assessment(case, capacity_percent=20)
    sai = builders.an_intervention(
        town.principal, "sai", terms={"must_combine_with": ["sfi", "samhallsorientering"], "min_capacity": 25}
    )
    decision = as_of(
        town.worker,
        grant_intervention,
        case,
        sai,
        wanted(exception_reason="Läkaren.", combination_confirmed=True),
    )
    assert decision.number == "B2026-00001"
    assert decision.capacity_percent == 20
    assert decision.combined_with == "sfi, samhällsorientering"
    assert decision.exception_reason == "Läkaren."


def test_terms_are_those_of_the_day_of_decision(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(
        town.principal, "ny", terms={"period": Period(TODAY + timedelta(1)), "max_months": 12}
    )
    with pytest.raises(Refused, match="erbjuds inte"):
        as_of(town.worker, grant_intervention, case, intervention, wanted())


def test_age_is_asked_on_the_day_of_decision_and_on_the_first_day(town):
    person = builders.a_person(town.principal, born=date(1962, 3, 17))
    case = builders.a_case(town.unit, person=person)
    builders.an_assessment(case)
    sai = builders.an_intervention(town.principal, "sai", terms={"max_age": 63})
    with pytest.raises(Refused, match="fyller 64 den 2026-03-17"):
        as_of(town.worker, grant_intervention, case, sai, wanted())
    assert as_of(town.worker, grant_intervention, case, sai, wanted(Period(TODAY, date(2026, 9, 16))))
    case = builders.a_case(town.unit, person=builders.a_person(town.principal, born=date(1962, 3, 16)))
    builders.an_assessment(case)
    with pytest.raises(Refused, match="högst 63 år"):
        as_of(town.worker, grant_intervention, case, sai, wanted())


def test_the_same_intervention_is_not_granted_for_a_day_twice_but_may_follow(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    as_of(town.worker, grant_intervention, case, intervention, wanted())
    with pytest.raises(Refused, match="redan beviljad"):
        as_of(town.worker, grant_intervention, case, intervention, wanted())
    after = Period(HALF_YEAR.end, date(2026, 12, 1))
    assert as_of(town.worker, grant_intervention, case, intervention, wanted(after))


def test_an_ended_intervention_may_be_granted_anew(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    grant = as_of(town.worker, grant_intervention, case, intervention, wanted())
    rest = Period(date(2026, 4, 1), HALF_YEAR.end)
    builders.a_decision(
        case, intervention, kind=Decision.Kind.END, grant=grant, period=rest, decided_on=TODAY
    )
    assert as_of(town.worker, grant_intervention, case, intervention, wanted(rest))
    with pytest.raises(Refused, match="redan beviljad"):
        as_of(town.worker, grant_intervention, case, intervention, wanted(rest))


def test_a_correction_takes_the_place_of_the_decision_and_leaves_it_standing(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    wrong = as_of(town.worker, grant_intervention, case, intervention, wanted())
    right = as_of(town.worker, grant_intervention, case, intervention, wanted(), corrects=wrong)
    assert list(case.decisions.in_force()) == [right]
    with pytest.raises(Refused, match="redan rättat"):
        as_of(town.worker, refuse_intervention, case, intervention, "Nej.", corrects=wrong)
    refusal = as_of(town.worker, refuse_intervention, case, intervention, "Nej.", corrects=right)
    assert list(case.decisions.in_force()) == [refusal]


def test_a_decision_that_somebody_has_acted_on_is_not_corrected(town, case):
    builders.an_assessment(case)
    decision = builders.a_decision(case)
    builders.a_choice(decision)
    with pytest.raises(Refused, match="En anordnare är vald"):
        as_of(town.worker, refuse_intervention, case, decision.intervention, "Nej.", corrects=decision)


def test_a_decision_of_another_case_is_not_corrected_here(town, case):
    builders.an_assessment(case)
    other = builders.a_decision(builders.a_case(town.elsewhere))
    with pytest.raises(Forbidden):
        as_of(town.worker, refuse_intervention, case, other.intervention, "Nej.", corrects=other)


def test_nothing_is_decided_in_a_closed_case(town):
    case = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    builders.an_assessment(case)
    with pytest.raises(Refused, match="Återöppna"):
        as_of(town.worker, grant_intervention, case, builders.an_intervention(town.principal), wanted())


# Choice


def test_the_resident_chooses_himself(town, case):
    resident = builders.a_seat(Role.RESIDENT, town.principal, person=case.person)
    provider = builders.a_provider(town.principal)
    choice = as_of(resident, choose_provider, builders.a_decision(case), provider, Choice.Made.RESIDENT)
    assert choice.recorded_by == resident.user
    assert choice.chosen_on == TODAY


def test_another_resident_does_not_choose_for_him(town, case):
    other = builders.a_seat(Role.RESIDENT, town.principal, person=builders.a_person(town.principal))
    decision, provider = builders.a_decision(case), builders.a_provider(town.principal)
    for made in Choice.Made.values:
        with pytest.raises(Refused):
            as_of(other, choose_provider, decision, provider, made)


def test_who_chose_is_told_as_it_was(town, case):
    decision, provider = builders.a_decision(case), builders.a_provider(town.principal)
    resident = builders.a_seat(Role.RESIDENT, town.principal, person=case.person)
    with pytest.raises(Refused, match="Bara deltagaren"):
        as_of(town.worker, choose_provider, decision, provider, Choice.Made.RESIDENT)
    with pytest.raises(Refused, match="Du väljer själv"):
        as_of(resident, choose_provider, decision, provider, Choice.Made.TOGETHER)


def test_only_open_authorised_providers_with_room_are_offered(town, case):
    open_one = builders.a_provider(town.principal, places=1)
    builders.a_provider(town.principal, authorised=None)
    builders.a_provider(town.principal, authorised=Period(date(2027, 1, 1)))
    builders.a_pause(builders.a_provider(town.principal))
    builders.a_provider(builders.a_principal())
    full = builders.a_provider(town.principal, places=1)
    builders.a_choice(builders.a_decision(builders.a_case(town.unit)), full)
    busy = builders.a_provider(town.principal, places=1)
    builders.an_assignment(builders.a_case(town.unit), provider=busy)
    decision = builders.a_decision(case)
    assert open_offers(decision, TODAY) == [open_one]
    for provider in (full, busy):
        with pytest.raises(Refused, match="inga lediga platser"):
            as_of(town.worker, choose_provider, decision, provider, Choice.Made.TOGETHER)


def test_a_provider_of_another_principal_is_never_chosen(town, case):
    stranger = builders.a_provider(builders.a_principal())
    with pytest.raises(Refused, match="inte auktoriserad"):
        as_of(town.worker, choose_provider, builders.a_decision(case), stranger, Choice.Made.TOGETHER)


def test_a_provider_that_has_lost_its_authorisation_since_the_decision_gets_nobody_new(town, case):
    decision = builders.a_decision(case, period=Period(date(2026, 2, 1), date(2026, 8, 1)))
    lost = builders.a_provider(town.principal, authorised=Period(date(2025, 1, 1), date(2026, 3, 1)))
    until_today = builders.a_provider(
        town.principal, authorised=Period.inclusive(date(2026, 3, 2), builders.TODAY)
    )
    assert open_offers(decision, TODAY) == [until_today]
    with pytest.raises(Refused, match="inte auktoriserad"):
        as_of(town.worker, choose_provider, decision, lost, Choice.Made.TOGETHER)


# Vouchers


def test_only_the_terms_amounts_are_given_as_vouchers(town, case):
    enhanced = builders.an_intervention(town.principal, "forstarkt", terms={"voucher_amounts": [500_000]})
    decision = builders.a_decision(case, enhanced)
    with pytest.raises(Refused):
        as_of(town.worker, give_voucher, decision, 700_000)
    assert as_of(town.worker, give_voucher, decision, 500_000).decided_by == town.worker.user
    with pytest.raises(Refused, match="redan beslutats"):
        as_of(town.worker, give_voucher, decision, 500_000)
    with pytest.raises(Refused, match="ingen tilläggscheck"):
        as_of(town.worker, give_voucher, builders.a_decision(case), 500_000)


def test_no_voucher_is_given_beside_what_has_ended_or_the_decision_that_ended_it(town, case):
    enhanced = builders.an_intervention(town.principal, "forstarkt", terms={"voucher_amounts": [500_000]})
    whole = Period(date(2026, 2, 1), date(2026, 8, 1))
    grant = builders.a_decision(case, enhanced, period=whole)
    rest = Period(TODAY, whole.end)
    end = builders.a_decision(case, enhanced, kind=Decision.Kind.END, grant=grant, period=rest)
    for decision in (grant, end):
        with pytest.raises(Refused, match="period är slut"):
            as_of(town.worker, give_voucher, decision, 500_000)
    anew = builders.a_decision(case, enhanced, period=rest)
    assert as_of(town.worker, give_voucher, anew, 500_000)


def test_a_voucher_may_be_given_beside_an_extension(town, case):
    enhanced = builders.an_intervention(town.principal, "forstarkt", terms={"voucher_amounts": [500_000]})
    grant = builders.a_decision(case, enhanced, period=Period(date(2026, 2, 1), date(2026, 3, 1)))
    going_on = Period(date(2026, 3, 1), date(2026, 5, 1))
    extension = builders.a_decision(case, enhanced, kind=Decision.Kind.EXTEND, grant=grant, period=going_on)
    assert as_of(town.worker, give_voucher, extension, 500_000)


# Closing


@pytest.mark.parametrize("reason", list(ClosureReason))
def test_only_self_sufficiency_is_followed_up(town, case, reason):
    as_of(town.worker, close_case, case, reason, TODAY, "Förklaring.", "Avtal.")
    due = [follow_up.due_on for follow_up in case.follow_ups.all()]
    assert due == ([date(2026, 9, 16)] if reason.is_self_sufficient else [])


def test_a_closed_case_is_not_closed_again(town):
    case = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    with pytest.raises(Refused, match="redan avslutat"):
        as_of(town.worker, close_case, case, ClosureReason.WORK, TODAY)


def test_an_unknown_reason_does_not_close_a_case(town, case):
    with pytest.raises(Refused, match="avslutsorsak"):
        as_of(town.worker, close_case, case, "påhittad", TODAY)


def test_taking_a_case_up_again_keeps_what_it_was_closed_for_and_calls_off_the_follow_up(town, case):
    as_of(town.worker, close_case, case, ClosureReason.WORK, TODAY, "", "Avtal.")
    reopening = as_of(town.worker, reopen_case, case, "Anställningen upphörde.")
    case.refresh_from_db()
    assert case.is_open
    assert (reopening.was_closed_on, reopening.was_closed_for) == (TODAY, ClosureReason.WORK)
    assert not case.follow_ups.exists()
    as_of(town.worker, close_case, case, ClosureReason.STUDIES, TODAY, "", "Beslut från CSN.")
    assert case.follow_ups.count() == 1


def test_a_case_is_not_taken_up_when_the_person_has_another(town):
    old = builders.a_case(town.unit, closed_on=date(2026, 2, 1))
    builders.a_case(town.unit, person=old.person, opened_on=date(2026, 3, 1))
    with pytest.raises(Refused, match="annat öppet ärende"):
        as_of(town.worker, reopen_case, old, "Åter.")


def test_a_follow_up_is_held_once_and_not_early(town):
    case = builders.a_case(town.unit, closed_on=date(2025, 9, 1), opened_on=date(2025, 1, 1))
    due = FollowUp.objects.create(principal=town.principal, case=case, due_on=date(2026, 3, 1))
    early = FollowUp.objects.create(principal=town.principal, case=case, due_on=date(2026, 4, 1))
    assert as_of(town.worker, hold_follow_up, due, True, "contract").held_by == town.worker.user
    with pytest.raises(Refused, match="redan gjord"):
        as_of(town.worker, hold_follow_up, due, False)
    with pytest.raises(Refused, match="tidigast 2026-04-01"):
        as_of(town.worker, hold_follow_up, early, False)


# Handing over


def test_a_caseworker_takes_a_free_case_and_gives_away_his_own_but_takes_nobody_elses(town, case):
    colleague = builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit)
    free = builders.a_case(town.unit)
    assert as_of(colleague, hand_over, free, colleague.user).caseworker == colleague.user
    with pytest.raises(Forbidden):
        as_of(colleague, hand_over, case, colleague.user)
    assert as_of(town.worker, hand_over, case, colleague.user).caseworker == colleague.user


def test_a_case_goes_only_to_who_works_in_the_unit_today(town, case):
    for user in (town.stranger.user, builders.a_user()):
        with pytest.raises(Refused, match="arbetar inte på enheten"):
            as_of(town.head, hand_over, case, user)
    with pytest.raises(Refused, match="har redan ärendet"):
        as_of(town.head, hand_over, case, town.worker.user)
