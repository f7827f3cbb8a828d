"""A provider that nobody has come to for a year: proposed on the day, once, and decided by a human."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from stegvis.assignments.customers import last_days
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.jobs.timetable import JobFailed
from stegvis.core.period import Period
from stegvis.providers.actions.idling import propose_the_idle
from stegvis.providers.actions.sanctions import dismiss_proposal
from stegvis.providers.jobs import tend_providers
from stegvis.providers.models import ControlTask, RevocationProposal
from tests import builders
from tests.builders import TODAY
from tests.providers.building import a_condition
from tests.refusing import refuse_rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    """With a customer until a year ago, and a neighbour that has one now."""
    provider = builders.a_provider(principal)
    unit = builders.a_unit(principal)
    until = Period(date(2024, 11, 1), date(2025, 3, 16))
    builders.an_assignment(builders.a_case(unit), provider=provider, period=until)
    builders.an_assignment(builders.a_case(unit))
    return provider


def test_the_proposal_is_drafted_on_the_day_with_its_evidence_and_once(principal, provider):
    assert propose_the_idle(principal.pk, today=TODAY - timedelta(days=1)) == []
    [proposal] = propose_the_idle(principal.pk, today=TODAY)
    assert (proposal.provider, proposal.ground, proposal.proposed_by) == (provider, "idle", None)
    assert proposal.evidence["Senaste dag med deltagare"] == "2025-03-15"
    assert propose_the_idle(principal.pk, today=TODAY) == []
    assert provider.authorisations.get().period.end is None


def test_what_the_chair_has_dismissed_comes_back_after_a_year(principal, provider):
    chair = builders.a_seat(Role.CHAIR, principal).actor
    [proposal] = propose_the_idle(principal.pk, today=TODAY)
    dismiss_proposal(proposal, "Ensam på orten.", by=chair, today=TODAY)
    assert propose_the_idle(principal.pk, today=TODAY + timedelta(days=364)) == []
    assert [again.provider for again in propose_the_idle(principal.pk, today=date(2027, 3, 16))] == [provider]


def test_days_paused_by_the_principal_do_not_count_but_the_providers_own_do(principal, provider):
    pause = builders.a_pause(provider, Period(date(2025, 6, 1), date(2025, 7, 1)))
    assert propose_the_idle(principal.pk, today=TODAY) == []
    pause.by_principal = False
    pause.save()
    assert propose_the_idle(principal.pk, today=TODAY)


def test_a_customer_to_come_counts(principal, provider):
    case = builders.a_case(builders.a_unit(principal))
    coming = Period(TODAY + timedelta(days=5), date(2026, 9, 1))
    builders.an_assignment(case, provider=provider, period=coming)
    assert last_days(principal.pk)[provider.pk] == date(2026, 9, 1)
    assert propose_the_idle(principal.pk, today=TODAY) == []


def test_what_fails_for_one_provider_undoes_nothing_for_the_others_and_is_told(principal, provider):
    other = builders.a_provider(principal)
    a_condition(principal, control_months=12)
    refuse_rows_of("providers_revocationproposal", "provider_id", provider.pk)
    with clock.frozen(TODAY), pytest.raises(JobFailed, match=r"^1 sak kunde inte göras\..* 1 förslag"):
        tend_providers(principal.pk)
    assert RevocationProposal.objects.get().provider == other
    assert ControlTask.objects.filter(provider=provider).exists()


def test_the_command_does_it_for_every_principal(principal, provider, capsys):
    with clock.frozen(TODAY):
        call_command("tend_providers")
        call_command("tend_providers")
    assert RevocationProposal.objects.count() == 1
    assert "1 förslag" in capsys.readouterr().out
