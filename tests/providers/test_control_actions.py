"""The verbs of control against the database: the calendar, what is to be mended, warning and revocation."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from stegvis.accounts.models import User
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.four_eyes import MESSAGE
from stegvis.core.period import Period
from stegvis.providers import effects
from stegvis.providers.actions.controls import do_control, plan_controls
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.actions.deficiencies import (
    Found,
    answer_remedy,
    close_remedy,
    dismiss_deficiency,
    order_remedy,
    record_deficiency,
)
from stegvis.providers.actions.end_on_request import end_on_request
from stegvis.providers.actions.sanctions import (
    dismiss_proposal,
    lift,
    propose_revocation,
    revoke,
    suspend,
    warn,
)
from stegvis.providers.models import Authorisation, ControlTask, Deficiency, Provider, ProviderDecision
from stegvis.providers.rules.lifecycle import State
from stegvis.providers.standing import current_state, may_be_given
from tests import builders
from tests.builders import TODAY
from tests.providers.building import a_condition, an_application

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=30)
FOUND = Found("Försäkringen har gått ut.", Deficiency.Severity.SERIOUS, Deficiency.Source.OTHER, TODAY)


@pytest.fixture
def town():
    principal = builders.a_principal()
    provider = builders.a_provider(principal)
    return SimpleNamespace(
        principal=principal,
        provider=provider,
        officer=builders.a_seat(Role.QUALITY_OFFICER, principal).actor,
        chair=builders.a_seat(Role.CHAIR, principal).actor,
        coordinator=builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).actor,
        sai=builders.an_intervention(principal, "sai"),
        jobbpeng=builders.an_intervention(principal, "jobbpeng"),
    )


def authorised(town, intervention, day=TODAY):
    return Provider.objects.authorised_for(intervention.pk, day).filter(pk=town.provider.pk).exists()


def proposed(town, intervention=None):
    return propose_revocation(
        town.provider, intervention, "Bristerna kvarstår.", {}, by=town.officer, today=TODAY
    )


def administrators(town, *addresses):
    for address in addresses:
        seat = builders.a_seat(
            Role.PROVIDER_STAFF, town.principal, provider=town.provider, duty=Duty.ADMINISTRATOR
        )
        User.objects.filter(pk=seat.user.pk).update(email=address)


# --- the calendar ------------------------------------------------------------------------------------


def test_the_calendar_is_planned_once_however_often_it_is_run(town):
    version = a_condition(town.principal, control_months=12)
    a_condition(town.principal, "Bara vid ansökan")
    assert plan_controls(town.principal.pk, today=TODAY) == 1
    assert plan_controls(town.principal.pk, today=TODAY) == 0
    task = ControlTask.objects.get()
    assert (task.condition, task.due_on) == (version.condition, TODAY)
    assert plan_controls(town.principal.pk, today=LATER) == 0
    version.control_months = 144
    version.save()
    assert plan_controls(town.principal.pk, today=TODAY) == 1
    task.refresh_from_db()
    assert task.due_on == date(2027, 1, 1)
    Authorisation.objects.update(period=Period(date(2015, 1, 1), TODAY))
    plan_controls(town.principal.pk, today=TODAY)
    assert not ControlTask.objects.exists()


def test_a_control_done_plans_the_next_and_what_is_wrong_becomes_a_deficiency(town):
    a_condition(town.principal, control_months=6)
    plan_controls(town.principal.pk, today=TODAY)
    task = ControlTask.objects.get()
    with pytest.raises(Refused, match="Beskriv vad som brister"):
        do_control(task, fulfilled=False, by=town.officer, today=TODAY)
    deficiency = do_control(task, fulfilled=False, text="Ingen försäkring.", by=town.officer, today=TODAY)
    assert (deficiency.source, deficiency.control_task) == (Deficiency.Source.CONTROL, task)
    with pytest.raises(Refused, match="redan gjord"):
        do_control(task, fulfilled=True, by=town.officer, today=TODAY)
    plan_controls(town.principal.pk, today=TODAY)
    assert ControlTask.objects.get(done_on__isnull=True).due_on == date(2026, 9, 16)


# --- deficiencies ------------------------------------------------------------------------------------


def test_a_deficiency_is_mended_by_the_provider_and_closed_by_the_officer(town):
    deficiency = record_deficiency(town.provider, FOUND, by=town.officer, today=TODAY)
    assert not Deficiency.objects.visible_to(town.coordinator).exists()
    remedy = order_remedy(deficiency, "Teckna försäkring.", LATER, by=town.officer, today=TODAY)
    assert Deficiency.objects.visible_to(town.coordinator).get() == deficiency
    with pytest.raises(Refused, match="på sig"):
        close_remedy(remedy, is_met=False, note="", by=town.officer, today=TODAY)
    remedy = answer_remedy(remedy, "Klart.", by=town.coordinator, today=TODAY)
    close_remedy(remedy, is_met=True, note="Intyget är äkta.", by=town.officer, today=TODAY)
    with pytest.raises(Refused, match="redan bedömd"):
        answer_remedy(remedy, "Mer.", by=town.coordinator, today=TODAY)
    with pytest.raises(Refused, match="redan bedömd"):
        close_remedy(remedy, is_met=False, note="", by=town.officer, today=TODAY)


def test_the_provider_gets_a_letter_about_each_step_that_concerns_it_and_none_of_what_was_found(
    town, mailoutbox, django_capture_on_commit_callbacks
):
    administrators(town, "Kontakt@example.org", "chef@example.org")
    Provider.objects.filter(pk=town.provider.pk).update(contact_email="kontakt@example.org")
    town.provider.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True), scope.principal(town.principal.pk):
        found = record_deficiency(town.provider, FOUND, by=town.officer, today=TODAY)
        remedy = order_remedy(found, "Teckna en ny försäkring.", LATER, by=town.officer, today=TODAY)
        for _ in range(2):  # pressed twice
            close_remedy(remedy, is_met=True, note="Bra.", by=town.officer, today=TODAY)
        decision = warn(town.provider, None, "Försäkring saknades länge.", by=town.officer, today=TODAY)
    subjects = [f"Åtgärda en brist senast {LATER}", "Er åtgärd är bedömd", f"Beslut {decision.number}"]
    for address in ("kontakt@example.org", "chef@example.org"):
        assert [letter.subject for letter in mailoutbox if letter.to == [address]] == subjects
    assert len(mailoutbox) == 2 * len(subjects)
    told = "".join(letter.body for letter in mailoutbox)
    assert found.get_absolute_url() in told and decision.get_absolute_url() in told
    assert "örsäkring" not in told and "Bra." not in told


def test_a_deficiency_is_dismissed_before_anything_is_asked_for(town):
    deficiency = record_deficiency(town.provider, FOUND, by=town.officer, today=TODAY)
    dismiss_deficiency(deficiency, "Fel anordnare.", by=town.officer, today=TODAY)
    with pytest.raises(Refused, match="avskriven"):
        order_remedy(deficiency, "Gör något.", LATER, by=town.officer, today=TODAY)


def test_strangers_neither_control_nor_mend_nor_decide(town):
    deficiency = record_deficiency(town.provider, FOUND, by=town.officer, today=TODAY)
    remedy = order_remedy(deficiency, "Teckna försäkring.", LATER, by=town.officer, today=TODAY)
    elsewhere = builders.a_principal()
    neighbour = builders.a_provider(town.principal)
    order_remedy(
        record_deficiency(neighbour, FOUND, by=town.officer, today=TODAY),
        "Teckna försäkring.",
        LATER,
        by=town.officer,
        today=TODAY,
    )
    stranger = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=neighbour).actor
    supervisor = builders.a_seat(
        Role.PROVIDER_STAFF, town.principal, provider=town.provider, duty="supervisor"
    ).actor
    for actor in (stranger, supervisor, town.officer):
        with pytest.raises(Forbidden):
            answer_remedy(remedy, "Klart.", by=actor, today=TODAY)
    proposal = proposed(town)
    foreign_officer = builders.a_seat(Role.QUALITY_OFFICER, elsewhere).actor
    for actor in (stranger, town.coordinator, town.chair, foreign_officer):
        with pytest.raises(Forbidden):
            record_deficiency(town.provider, FOUND, by=actor, today=TODAY)
        with pytest.raises(Forbidden):
            close_remedy(remedy, is_met=True, note="", by=actor, today=TODAY)
        with pytest.raises(Forbidden):
            warn(town.provider, None, "Skäl.", by=actor, today=TODAY)
    foreign_chair = builders.a_seat(Role.CHAIR, elsewhere).actor
    for actor in (stranger, town.coordinator, town.officer, foreign_chair):
        with pytest.raises(Forbidden):
            revoke(proposal, TODAY, "Skäl.", by=actor, today=TODAY)
        with pytest.raises(Forbidden):
            dismiss_proposal(proposal, "Skäl.", by=actor, today=TODAY)
        with pytest.raises(Forbidden):
            suspend(town.provider, None, TODAY, "Skäl.", by=actor, today=TODAY)
    assert [each.provider for each in Deficiency.objects.visible_to(stranger)] == [neighbour]


# --- warning and revocation ----------------------------------------------------------------------------


def test_a_warning_takes_no_right(town):
    decision = warn(town.provider, None, "Bristerna är inte åtgärdade.", by=town.officer, today=TODAY)
    assert decision.number and decision.document.content[:4] == b"%PDF"
    assert authorised(town, town.sai)
    assert current_state(town.provider, None, TODAY) is State.WARNED


def test_a_revocation_needs_a_proposal_and_another_person(town):
    both = builders.a_seat(Role.CHAIR, town.principal).actor
    proposal = proposed(town)
    type(proposal).objects.filter(pk=proposal.pk)
    own = propose_by_the_chair(town, both)
    with pytest.raises(Refused, match=MESSAGE):
        revoke(own, TODAY, "Skäl.", by=both, today=TODAY)
    with pytest.raises(Refused, match="i dag eller en senare"):
        revoke(proposal, TODAY - timedelta(days=1), "Skäl.", by=town.chair, today=TODAY)
    decision = revoke(proposal, LATER, "Bristerna är allvarliga.", by=town.chair, today=TODAY)
    assert proposal.answer.decision == decision
    assert authorised(town, town.sai, LATER - timedelta(days=1))
    assert not authorised(town, town.sai, LATER)
    with pytest.raises(Refused, match="redan besvarat"):
        revoke(proposal, TODAY, "Igen.", by=town.chair, today=TODAY)
    with pytest.raises(Refused, match="redan besvarat"):
        dismiss_proposal(proposal, "Nej.", by=town.chair, today=TODAY)


def propose_by_the_chair(town, actor):
    """Before she became chair she was an officer, and proposed it."""
    return town.provider.revocation_proposals.create(
        principal=town.principal,
        ground="conditions",
        reasons="Bristerna kvarstår.",
        proposed_on=TODAY,
        proposed_by_id=actor.user_id,
    )


def test_a_dismissed_proposal_leaves_the_right_as_it_was(town):
    proposal = proposed(town)
    assert current_state(town.provider, None, TODAY) is State.PROPOSED
    answer = dismiss_proposal(proposal, "Bristerna är åtgärdade.", by=town.chair, today=TODAY)
    assert answer.decision is None
    assert current_state(town.provider, None, TODAY) is State.HOLDS


def test_a_right_lost_for_the_time_being_comes_back_as_it_was(town):
    Authorisation.objects.all().delete()
    until = Period(date(2025, 1, 1), date(2027, 1, 1))
    builders.Authorisation.objects.create(
        principal=town.principal, provider=town.provider, intervention=town.sai, levels=["a"], period=until
    )
    interim = suspend(town.provider, None, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    assert not authorised(town, town.sai)
    with pytest.raises(Refused, match="tills vidare"):
        may_be_given(town.provider, town.sai, LATER).or_refuse()
    lifted = lift(interim, LATER, "Utredningen är klar.", by=town.chair, today=LATER)
    again = Authorisation.objects.get(decision=lifted)
    assert (again.intervention, again.levels, again.period) == (town.sai, ["a"], Period(LATER, until.end))
    with pytest.raises(Refused, match="redan upphävd"):
        lift(interim, LATER, "Igen.", by=town.chair, today=LATER)


def test_one_intervention_is_taken_out_of_a_right_to_all(town):
    suspend(town.provider, town.sai, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    assert not authorised(town, town.sai)
    assert authorised(town, town.jobbpeng)
    assert current_state(town.provider, town.sai, TODAY) is State.SUSPENDED
    assert current_state(town.provider, None, TODAY) is State.HOLDS


def test_what_was_revoked_for_good_meanwhile_is_not_given_back(town):
    interim = suspend(town.provider, None, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    revoke(proposed(town, town.sai), TODAY, "Bristerna är allvarliga.", by=town.chair, today=TODAY)
    lift(interim, TODAY, "Utredningen är klar.", by=town.chair, today=TODAY)
    assert not authorised(town, town.sai)
    assert authorised(town, town.jobbpeng)
    assert current_state(town.provider, town.sai, TODAY) is State.REVOKED


def test_a_part_is_not_given_back_while_the_whole_is_suspended(town):
    part = suspend(town.provider, town.sai, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    whole = suspend(town.provider, None, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    with pytest.raises(Refused, match="Hela auktorisationen"):
        lift(part, TODAY, "Klart.", by=town.chair, today=TODAY)
    lift(whole, TODAY, "Klart.", by=town.chair, today=TODAY)
    assert authorised(town, town.jobbpeng)
    assert not authorised(town, town.sai)
    lift(part, TODAY, "Klart.", by=town.chair, today=TODAY)
    assert authorised(town, town.sai)


def test_a_grant_of_one_intervention_says_nothing_of_another_that_is_suspended(town):
    Authorisation.objects.all().delete()
    builders.Authorisation.objects.create(
        principal=town.principal,
        provider=town.provider,
        intervention=town.sai,
        period=Period(date(2025, 1, 1)),
    )
    interim = suspend(town.provider, town.sai, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    application = an_application(town.principal, town.jobbpeng, provider=town.provider)
    granted = record_provider_decision(
        town.principal.pk,
        ProviderDecision.Kind.GRANT,
        provider=town.provider,
        application=application,
        holds_from=TODAY,
        reasons="Villkoren är uppfyllda.",
        by=town.chair,
        today=TODAY,
    )
    builders.Authorisation.objects.create(
        principal=town.principal,
        provider=town.provider,
        intervention=town.jobbpeng,
        period=Period(TODAY),
        decision=granted,
    )
    assert current_state(town.provider, town.jobbpeng, TODAY) is State.HOLDS
    assert current_state(town.provider, town.sai, TODAY) is State.SUSPENDED
    assert not may_be_given(town.provider, town.sai, TODAY).ok
    lift(interim, TODAY, "Utredningen är klar.", by=town.chair, today=TODAY)
    assert authorised(town, town.sai)


def test_what_is_pressed_twice_is_done_once(town):
    told = {"by": town.officer, "today": TODAY}
    warn(town.provider, None, "Bristerna är inte åtgärdade.", **told)
    with pytest.raises(Refused, match="redan"):
        warn(town.provider, None, "Bristerna är inte åtgärdade.", **told)
    record_deficiency(town.provider, FOUND, **told)
    with pytest.raises(Refused, match="redan"):
        record_deficiency(town.provider, FOUND, **told)
    suspend(town.provider, None, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    proposed(town)
    with pytest.raises(Refused, match="redan"):
        proposed(town)


def test_the_rooms_above_are_told_and_all_is_undone_when_one_of_them_fails(town, monkeypatch):
    told = []
    monkeypatch.setattr(effects, "_effects", [told.append])
    decision = suspend(town.provider, town.sai, LATER, "Fara för deltagare.", by=town.chair, today=TODAY)
    assert told == [effects.Loss(town.provider, town.sai, LATER, TODAY, decision, town.chair)]

    def fails(loss):
        raise Refused("Något gick fel.")

    effects.register(fails)
    with pytest.raises(Refused, match="Något gick fel"):
        suspend(town.provider, town.jobbpeng, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    assert authorised(town, town.jobbpeng)


# --- a right that ends on a coming day -----------------------------------------------------------------


def test_a_right_that_ends_on_a_coming_day_can_be_suspended_at_once_and_the_lift_lets_that_day_stand(town):
    revoke(proposed(town), LATER, "Bristerna är allvarliga.", by=town.chair, today=TODAY)
    assert current_state(town.provider, None, TODAY) is State.ENDING
    assert authorised(town, town.sai)
    interim = suspend(town.provider, None, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    assert not authorised(town, town.sai)
    lift(interim, TODAY, "Faran är över.", by=town.chair, today=TODAY)
    assert authorised(town, town.sai) and not authorised(town, town.sai, LATER)
    assert current_state(town.provider, None, TODAY) is State.ENDING
    assert current_state(town.provider, None, LATER) is State.REVOKED


def test_nothing_is_taken_from_a_day_on_which_the_right_has_ended_already(town):
    proposal = proposed(town)
    end_on_request(town.provider, None, TODAY, "Läggs ner.", by=town.officer, today=TODAY)
    for take in (
        lambda: suspend(town.provider, None, LATER, "Fara.", by=town.chair, today=TODAY),
        lambda: revoke(proposal, LATER, "Brister.", by=town.chair, today=TODAY),
    ):
        with pytest.raises(Refused, match="Ange en tidigare dag"):
            take()


def test_who_asks_to_end_later_can_be_revoked_before(town):
    end_on_request(town.provider, None, LATER, "Läggs ner.", by=town.officer, today=TODAY)
    revoke(proposed(town), TODAY, "Bristerna är allvarliga.", by=town.chair, today=TODAY)
    assert current_state(town.provider, None, TODAY) is State.REVOKED


def test_a_suspension_that_a_later_decision_has_settled_is_not_lifted(town):
    interim = suspend(town.provider, town.sai, TODAY, "Fara för deltagare.", by=town.chair, today=TODAY)
    revoke(proposed(town, town.sai), TODAY, "Bristerna är allvarliga.", by=town.chair, today=TODAY)
    with pytest.raises(Refused, match="Ett senare beslut gäller"):
        lift(interim, TODAY, "Klart.", by=town.chair, today=TODAY)
