"""Roles that end, roles that do not go together, and roles that two persons give."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from itertools import combinations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stegvis.accounts.actions import (
    approve_role,
    end_membership,
    grant_role,
    propose_role,
    refuse_role,
    reset_second_factor,
)
from stegvis.accounts.models import (
    Ending,
    FactorReset,
    Membership,
    RoleConflict,
    RoleDecision,
    RoleProposal,
    User,
)
from stegvis.accounts.rules import (
    GRANTABLE,
    SENSITIVE,
    STANDARD_CONFLICTS,
    Holder,
    Wanted,
    may_hold,
    reasons_against,
)
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, STAFF, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from tests import builders
from tests.accounts.time_passing import sign_ins_of
from tests.builders import TODAY

WHO = {"email": "ny@example.org", "first_name": "Ny", "last_name": "Testsson"}
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def administrator(db):
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


@pytest.fixture
def other(administrator):
    return builders.a_seat(Role.ADMINISTRATOR, administrator.membership.principal)


def grant(role, by, *, user=None, **more):
    who = {"email": user.email, "first_name": "", "last_name": ""} if user else WHO
    return grant_role(**who, role=role, by=by.actor, today=TODAY, **more)


def propose(role, by, *, email="ny@example.org", **more):
    who = {**WHO, "email": email}
    return propose_role(**who, role=role, reason="Vikariat.", by=by.actor, today=TODAY, **more)


# --- roles that do not go together ----------------------------------------------------------------


@given(st.sampled_from(GRANTABLE), st.sets(st.sampled_from(GRANTABLE)))
def test_a_role_is_refused_exactly_when_one_held_is_its_opposite(role, held):
    against = reasons_against(role, held, STANDARD_CONFLICTS)
    assert len(against) == sum(frozenset({role, other}) in STANDARD_CONFLICTS for other in held)


@given(st.lists(st.sampled_from(GRANTABLE), max_size=8))
def test_no_order_of_grants_leads_to_two_opposites(wanted):
    held: set[Role] = set()
    for role in wanted:
        asked = Wanted(role, has_unit=True, has_provider=role == Role.PROVIDER_STAFF)
        if may_hold(asked, Holder(roles=frozenset(held)), STANDARD_CONFLICTS, TODAY):
            held.add(role)
    assert all(frozenset(pair) not in STANDARD_CONFLICTS for pair in combinations(held, 2))


@pytest.mark.parametrize("role", sorted(CASEWORKERS))
def test_who_puts_money_forward_does_not_approve_it(role):
    assert frozenset({role, Role.CONTROLLER}) in STANDARD_CONFLICTS


@pytest.mark.parametrize("role", sorted(STAFF))
def test_who_works_for_a_provider_does_not_work_for_the_authority(role):
    assert frozenset({role, Role.PROVIDER_STAFF}) in STANDARD_CONFLICTS


def test_opposites_are_refused_in_any_seat_with_the_reason(administrator):
    principal = administrator.membership.principal
    provider = builders.a_provider(principal)
    held = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider)
    with pytest.raises(Refused, match="Personen är anordnare och kan inte också vara analytiker"):
        grant(Role.ANALYST, administrator, user=held.user)


def test_roles_elsewhere_are_no_hindrance(administrator):
    elsewhere = builders.a_principal()
    held = builders.a_seat(Role.PROVIDER_STAFF, elsewhere, provider=builders.a_provider(elsewhere))
    assert grant(Role.ANALYST, administrator, user=held.user)


def test_a_role_that_is_over_is_no_hindrance(administrator):
    principal = administrator.membership.principal
    held = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=builders.a_provider(principal))
    end_membership(held.membership, by=administrator.actor, today=TODAY)
    assert grant(Role.ANALYST, administrator, user=held.user)


def test_a_principal_with_pairs_of_its_own_has_only_those_of_the_day(administrator):
    principal = administrator.membership.principal
    held = builders.a_seat(Role.ANALYST, principal)
    for one, period in ((Role.ANALYST, Period(date(2015, 1, 1), TODAY)), (Role.SUPPORT, builders.ALWAYS)):
        RoleConflict.objects.create(
            principal=principal, one=one, other=Role.QUALITY_OFFICER, period=period, reason="Skäl."
        )
    assert grant(Role.QUALITY_OFFICER, administrator, user=held.user)


def conflicts_command(principal, *options):
    out = StringIO()
    with clock.frozen(TODAY):
        call_command("role_conflicts", "--slug", principal.slug, *options, stdout=out)
    return out.getvalue()


def test_the_first_change_makes_the_standard_pairs_the_principals_own(administrator):
    principal = administrator.membership.principal
    assert "controller + head_of_unit" in conflicts_command(principal)
    assert not RoleConflict.objects.exists()
    told = conflicts_command(principal, "--allow", "controller", "head_of_unit")
    assert "controller + head_of_unit" not in told
    assert "caseworker + controller" in told
    held = builders.a_seat(Role.CONTROLLER, principal)
    unit = builders.a_unit(principal)
    assert grant(Role.HEAD_OF_UNIT, administrator, user=held.user, unit=unit)


def test_a_pair_is_kept_apart_from_a_day_with_a_reason(administrator):
    principal = administrator.membership.principal
    held = builders.a_seat(Role.ANALYST, principal)
    pair = ("--keep-apart", "analyst", "quality_officer")
    with pytest.raises(CommandError, match="Skriv ett skäl"):
        conflicts_command(principal, *pair)
    conflicts_command(principal, *pair, "--reason", "Den som mäter styr inte.")
    with pytest.raises(Refused, match=r"Den som mäter styr inte\."):
        grant(Role.QUALITY_OFFICER, administrator, user=held.user)
    with pytest.raises(CommandError, match="går redan inte ihop"):
        conflicts_command(principal, *pair, "--reason", "Igen.")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--allow", "administrator", "log_controller"), "granskar aldrig läsningen"),
        (("--allow", "analyst", "quality_officer"), "går redan ihop"),
        (("--allow", "analyst", "kung"), "kung är ingen roll"),
        (("--keep-apart", "analyst", "analyst", "--reason", "x"), "två olika roller"),
    ],
)
def test_what_the_command_refuses_it_explains(administrator, options, words):
    with pytest.raises(CommandError, match=words):
        conflicts_command(administrator.membership.principal, *options)


def test_the_page_shows_the_pairs(client, administrator):
    client.force_login(administrator.user)
    page = client.get("/anvandare/oforenliga-roller/").content.decode()
    assert "Den som granskar läsning läser inte själv i ärendena." in page


# --- roles that end -------------------------------------------------------------------------------


def test_a_role_until_a_day_holds_through_it(administrator):
    held = grant(Role.ANALYST, administrator, last_day=TOMORROW).membership
    assert held.period == Period(TODAY, TODAY + timedelta(days=2))
    with pytest.raises(Refused, match="Sista dagen har redan varit"):
        grant(Role.QUALITY_OFFICER, administrator, last_day=TODAY - timedelta(days=1))


def test_a_role_that_ends_is_prolonged_from_the_day_after(administrator):
    grant(Role.ANALYST, administrator, last_day=TOMORROW)
    with pytest.raises(Refused, match=f"Personen har redan rollen till och med {TOMORROW}"):
        grant(Role.ANALYST, administrator, last_day=TOMORROW)
    longer = grant(Role.ANALYST, administrator, last_day=TODAY + timedelta(days=30)).membership
    assert longer.period.start == TOMORROW + timedelta(days=1)


def test_administrators_are_told_two_weeks_before_a_role_ends_unless_it_goes_on(client, administrator):
    last = TODAY + timedelta(days=14)
    membership = grant(Role.ANALYST, administrator, last_day=last).membership
    assert told(administrator, TODAY) == [("Ny Testsson är analytiker", last)]
    assert told(administrator, TODAY - timedelta(days=1)) == []
    client.force_login(administrator.user)
    with clock.frozen(TODAY):
        page = client.get(f"/anvandare/ny/?fran={membership.pk}").content.decode()
    assert 'value="ny@example.org"' in page
    grant(Role.ANALYST, administrator)
    assert told(administrator, TODAY) == []


def told(administrator, today):
    groups = [group for group in awaiting(administrator.actor, today) if group.key == "roles_ending"]
    return [(line.text, line.due) for group in groups for line in group.lines]


@pytest.mark.parametrize("odd", ["x", "9" * 30, "-1", ""])
def test_an_odd_key_fills_in_nothing(client, administrator, odd):
    client.force_login(administrator.user)
    assert client.get("/anvandare/ny/", {"fran": odd}).status_code == 200


def test_a_role_of_another_principal_fills_in_nothing(client, administrator):
    stranger = builders.a_seat(Role.ANALYST, builders.a_principal())
    client.force_login(administrator.user)
    page = client.get("/anvandare/ny/", {"fran": stranger.membership.pk}).content.decode()
    assert stranger.user.email not in page


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    builders.a_seat(Role.QUALITY_OFFICER, administrator.membership.principal, user=seat.user)
    theirs, ours = Client(), Client()
    theirs.force_login(seat.user)
    ours.force_login(administrator.user)
    assert theirs.get("/").status_code == 200
    ours.post(f"/anvandare/{seat.membership.pk}/avsluta/")
    assert theirs.get("/").headers["Location"].startswith("/konto/login/")
    assert sign_ins_of(seat.user).get().ending == Ending.ROLE_ENDED


def test_a_role_whose_last_day_was_yesterday_opens_nothing_today(client, administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    client.force_login(seat.user)
    Membership.objects.filter(pk=seat.membership.pk).update(period=Period(date(2020, 1, 1), TODAY))
    with clock.frozen(TODAY - timedelta(days=1)):
        assert client.get("/").status_code == 200
    with clock.frozen(TODAY):
        assert client.get("/").status_code == 403


# --- roles that two persons give ------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(SENSITIVE))
def test_nobody_gives_a_sensitive_role_alone(administrator, role):
    with pytest.raises(Refused, match="två administratörer"):
        grant(role, administrator)


def test_nobody_gives_himself_a_role(administrator):
    with pytest.raises(Refused, match="ge dig själv"):
        grant(Role.ANALYST, administrator, user=administrator.user)


def test_there_is_no_seat_and_no_account_before_the_other_has_approved(administrator, other):
    proposal = propose(Role.CONTROLLER, administrator)
    assert not User.objects.filter(email="ny@example.org").exists()
    granted = approve_role(proposal, by=other.actor, today=TODAY)
    assert granted.is_new_account
    assert granted.membership.role == Role.CONTROLLER


def test_who_puts_forward_does_not_approve(administrator, other):
    proposal = propose(Role.CONTROLLER, administrator)
    with pytest.raises(Refused, match="du själv har lagt fram"):
        approve_role(proposal, by=administrator.actor, today=TODAY)


def test_nobody_approves_a_role_for_himself(administrator, other):
    Membership.objects.filter(pk=other.membership.pk).update(period=Period(TODAY, TOMORROW))
    proposal = propose(Role.ADMINISTRATOR, administrator, email=other.user.email.upper())
    with pytest.raises(Refused, match="för dig själv"):
        approve_role(proposal, by=other.actor, today=TODAY)


def test_a_proposal_needs_a_reason_and_somebody_who_can_approve(administrator):
    with pytest.raises(Refused) as refused:
        propose_role(**WHO, role=Role.CONTROLLER, reason=" ", by=administrator.actor, today=TODAY)
    assert [p.field for p in refused.value.problems] == ["reason", None]
    assert "dem som sköter driften" in str(refused.value)


def test_a_refusal_says_why_and_stands(administrator, other):
    proposal = propose(Role.CONTROLLER, administrator)
    with pytest.raises(Refused, match="varför du avslår"):
        refuse_role(proposal, " ", by=other.actor, today=TODAY)
    refuse_role(proposal, "Behövs inte.", by=other.actor, today=TODAY)
    with pytest.raises(Refused, match="redan beslutat"):
        approve_role(proposal, by=other.actor, today=TODAY)
    assert not User.objects.filter(email="ny@example.org").exists()


def test_what_has_happened_since_the_proposal_counts_when_it_is_approved(administrator, other):
    principal = administrator.membership.principal
    unit = builders.a_unit(principal)
    held = builders.a_seat(Role.ANALYST, principal)
    proposal = propose(Role.CONTROLLER, administrator, email=held.user.email)
    grant(Role.CASEWORKER, administrator, user=held.user, unit=unit)
    with pytest.raises(Refused, match="kan inte också vara controller"):
        approve_role(proposal, by=other.actor, today=TODAY)
    assert not RoleDecision.objects.exists()


@pytest.mark.parametrize("role", sorted(set(GRANTABLE) - {Role.ADMINISTRATOR, Role.PROVIDER_STAFF}))
def test_only_administrators_put_forward_and_decide(administrator, other, role):
    seat = builders.a_seat(role, administrator.membership.principal)
    proposal = propose(Role.CONTROLLER, administrator)
    with pytest.raises(Forbidden):
        propose(Role.CONTROLLER, seat)
    with pytest.raises(Forbidden):
        approve_role(proposal, by=seat.actor, today=TODAY)
    with pytest.raises(Forbidden):
        refuse_role(proposal, "Nej.", by=seat.actor, today=TODAY)


def test_an_administrator_elsewhere_does_not_decide_here(client, administrator, other):
    proposal = propose(Role.CONTROLLER, administrator)
    stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    with pytest.raises(Forbidden):
        approve_role(proposal, by=stranger.actor, today=TODAY)
    client.force_login(stranger.user)
    assert client.get(f"/anvandare/forslag/{proposal.pk}/").status_code == 404


def test_the_pages_lead_from_proposal_to_seat(client, administrator, other):
    client.force_login(administrator.user)
    client.post("/anvandare/ny/", {**WHO, "role": "controller", "reason": "Vikariat."})
    proposal = RoleProposal.objects.get()
    own = client.get(f"/anvandare/forslag/{proposal.pk}/").content.decode()
    assert "du själv har lagt fram" in own
    assert 'name="approve"' not in own
    client.force_login(other.user)
    assert "Ny Testsson som controller" in client.get("/").content.decode()
    assert "Väntar" in client.get("/anvandare/forslag/").content.decode()
    client.post(f"/anvandare/forslag/{proposal.pk}/", {"approve": "1"})
    assert User.objects.get(email="ny@example.org").memberships.get().role == Role.CONTROLLER
    assert [letter.to for letter in mail.outbox] == [["ny@example.org"]]
    assert "Godkänt" in client.get(f"/anvandare/forslag/{proposal.pk}/").content.decode()


def test_a_refusal_without_a_reason_is_told_on_the_page(client, administrator, other):
    proposal = propose(Role.CONTROLLER, administrator)
    client.force_login(other.user)
    page = client.post(f"/anvandare/forslag/{proposal.pk}/", {"refuse": "1"}).content.decode()
    assert "Skriv varför du avslår förslaget." in page
    client.post(f"/anvandare/forslag/{proposal.pk}/", {"refuse": "1", "reason": "Behövs inte."})
    assert "Behövs inte." in client.get(f"/anvandare/forslag/{proposal.pk}/").content.decode()


# --- a lost second factor -------------------------------------------------------------------------


@pytest.fixture
def forgetful(administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    Authenticator.objects.create(user=seat.user, type="totp", data={})
    return seat


def test_a_lost_factor_is_taken_away_and_the_user_signed_out_everywhere(administrator, forgetful):
    client = Client()
    client.force_login(forgetful.user)
    reset_second_factor(forgetful.membership, "Telefonen är borta.", by=administrator.actor, today=TODAY)
    assert not Authenticator.objects.filter(user=forgetful.user).exists()
    assert client.get("/").status_code == 302
    assert FactorReset.objects.get().reset_by == administrator.user


def test_after_the_reset_nothing_opens_before_a_new_factor_is_set_up(
    client, settings, administrator, forgetful
):
    settings.REQUIRE_SECOND_FACTOR = True
    reset_second_factor(forgetful.membership, "Telefonen är borta.", by=administrator.actor, today=TODAY)
    client.post("/konto/login/", {"login": forgetful.user.email, "password": builders.PASSWORD})
    assert client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"


def test_nobody_resets_his_own_factor_or_without_a_reason(administrator, forgetful):
    Authenticator.objects.create(user=administrator.user, type="totp", data={})
    with pytest.raises(Refused, match="ditt eget"):
        reset_second_factor(administrator.membership, "Borta.", by=administrator.actor, today=TODAY)
    with pytest.raises(Refused, match="Skriv varför"):
        reset_second_factor(forgetful.membership, " ", by=administrator.actor, today=TODAY)


def test_a_factor_is_not_reset_by_one_of_two_employers(administrator, forgetful):
    builders.a_seat(Role.ANALYST, builders.a_principal(), user=forgetful.user)
    with pytest.raises(Refused, match="annan huvudman"):
        reset_second_factor(forgetful.membership, "Borta.", by=administrator.actor, today=TODAY)


def test_a_stranger_resets_nothing(client, forgetful):
    stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    with pytest.raises(Forbidden):
        reset_second_factor(forgetful.membership, "Borta.", by=stranger.actor, today=TODAY)
    client.force_login(stranger.user)
    assert client.get(f"/anvandare/{forgetful.membership.pk}/nollstall/").status_code == 404


def test_the_page_resets_with_a_reason(client, administrator, forgetful):
    client.force_login(administrator.user)
    address = f"/anvandare/{forgetful.membership.pk}/nollstall/"
    assert "Fyll i det här fältet." in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "Telefonen är borta."}).headers["Location"] == "/anvandare/"
    assert FactorReset.objects.get().reason == "Telefonen är borta."
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([forgetful.user.email], "Ditt andra steg i Stegvis är nollställt")
    ]


def test_the_page_knows_of_the_other_employer_though_it_sees_none_of_its_rows(
    client, administrator, forgetful
):
    builders.a_seat(Role.ANALYST, builders.a_principal(), user=forgetful.user)
    client.force_login(administrator.user)
    page = client.post(f"/anvandare/{forgetful.membership.pk}/nollstall/", {"reason": "Borta."})
    assert "annan huvudman" in page.content.decode()
    assert Authenticator.objects.filter(user=forgetful.user).exists()


@pytest.mark.parametrize("turned", ["", "?sortera=dag", "?sortera=-dag"])
def test_the_proposals_are_listed_in_either_order(client, administrator, turned):
    client.force_login(administrator.user)
    assert client.get(f"/anvandare/forslag/{turned}").status_code == 200
