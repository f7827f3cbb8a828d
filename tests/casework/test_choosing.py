"""Inviting to choose, helping, choosing for a level, and letting the rule pick: the verbs and their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework.actions.change_provider import answer_change, ask_to_change
from stegvis.casework.actions.choose import NoChoice, choose_by_rule, choose_provider
from stegvis.casework.actions.decide import grant_intervention
from stegvis.casework.actions.invite import ask_for_help, give_help, invite_anew, set_time_to_choose
from stegvis.casework.actions.write_choice_terms import write_choice_terms
from stegvis.casework.models import Choice, ChoiceInvitation, ChoiceLeft, ChoiceTerms, ProviderChange
from stegvis.casework.offers import offer_facts, open_offers
from stegvis.casework.rules.changing_provider import Wish
from stegvis.casework.rules.choice import may_take
from stegvis.casework.rules.choice_terms import NewTerms
from stegvis.casework.rules.entry import Wanted
from stegvis.casework.rules.non_choice import Draw, pick
from stegvis.casework.shown_offers import AT_A_TIME
from stegvis.casework.waiting import asking_for_help, awaiting_choice, choose_line
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.period import Period
from stegvis.oversight.models import Reading
from stegvis.providers.actions import decisions as provider_decisions
from stegvis.providers.actions.sanctions import suspend
from stegvis.providers.models import Authorisation, PostalArea, Site
from tests import builders as a
from tests.builders import TODAY

TOGETHER, NON_CHOICE = Choice.Made.TOGETHER, Choice.Made.NON_CHOICE
ROTA, NEAREST, EQUAL = ChoiceTerms.NonChoice.values
DID_NOT_COME = NoChoice("Har inte hört av sig.")


def written(principal, rule=ROTA, **fields):
    values = {"period": a.ALWAYS, "non_choice": rule, "seed": "frö", "decided_in": "AN § 1", **fields}
    return ChoiceTerms.objects.create(principal=principal, **values)


def invited(decision, choose_by=date(2026, 3, 30)):
    return ChoiceInvitation.objects.create(
        principal=decision.principal, decision=decision, invited_on=date(2026, 3, 1), choose_by=choose_by
    )


def a_grant(town):
    return a.a_decision(a.a_case(town.unit, caseworker=town.worker.user))


def a_site(provider, *, code="13130", lat=None, lon=None, period=a.ALWAYS):
    return Site.objects.create(
        principal=provider.principal,
        provider=provider,
        address="Storgatan 1",
        postal_code=code,
        town="Nacka",
        latitude=lat,
        longitude=lon,
        period=period,
    )


def by_rule(decision, town, no_choice=DID_NOT_COME):
    return choose_by_rule(decision, no_choice, by=town.worker.actor, today=TODAY)


def resident_of(case):
    return a.a_seat(Role.RESIDENT, case.principal, person=case.person)


# --- who may be chosen ---


def test_only_who_is_authorised_for_the_level_is_offered(town, case):
    decision = a.a_decision(case, level="djup")
    every, right, wrong = (a.a_provider(town.principal, authorised=None) for _ in range(3))
    for provider, levels in ((every, []), (right, ["djup", "bred"]), (wrong, ["bred"])):
        Authorisation.objects.create(
            principal=town.principal,
            provider=provider,
            intervention=decision.intervention,
            levels=levels,
            period=a.ALWAYS,
        )
    assert set(open_offers(decision, TODAY)) == {every, right}
    with pytest.raises(Refused, match="inte auktoriserad"):
        choose_provider(decision, wrong, TOGETHER, by=town.worker.actor, today=TODAY)


def test_who_has_lost_the_right_from_a_coming_day_and_got_one_level_anew_takes_nobody_at_another(
    town, case, monkeypatch
):
    """Who began there would go on after the day, and nobody would end it."""
    monkeypatch.setattr(provider_decisions, "as_pdf", lambda document: document.title.encode())
    intervention = a.an_intervention(town.principal)
    of_a, of_b = (
        a.a_decision(a.a_case(town.unit), intervention, period=Period(TODAY, date(2026, 9, 1)), level=level)
        for level in ("a", "b")
    )
    provider = a.a_provider(town.principal)
    chair, until = a.a_seat(Role.CHAIR, town.principal).actor, date(2026, 5, 1)
    suspend(provider, None, until, "Fara.", by=chair, today=TODAY)
    assert provider not in open_offers(of_a, TODAY)
    Authorisation.objects.create(
        principal=town.principal,
        provider=provider,
        intervention=intervention,
        levels=["a"],
        period=Period(until),
    )
    assert provider in open_offers(of_a, TODAY)
    assert provider not in open_offers(of_b, TODAY)
    assert not may_take(offer_facts(of_b, provider, TODAY))


def test_a_full_provider_is_full_also_for_the_resident_who_reaches_his_own_rows_alone(town, case):
    full = a.a_provider(town.principal, places=1)
    a.an_assignment(a.a_case(town.unit), provider=full)
    resident, decision = resident_of(case), a.a_decision(case)
    with scope.within(Scope(town.principal.pk, person_id=case.person_id, user_id=resident.user.pk)):
        assert open_offers(decision, TODAY) == []
        with pytest.raises(Refused, match="inga lediga platser"):
            choose_provider(decision, full, Choice.Made.RESIDENT, by=resident.actor, today=TODAY)
        assert scope.current().person_id == case.person_id


def test_a_place_promised_to_who_begins_later_is_not_promised_again(town, case):
    small = a.a_provider(town.principal, places=1)
    later = a.a_decision(a.a_case(town.unit), period=Period(date(2026, 6, 1), date(2026, 9, 1)))
    a.a_choice(later, small)
    now = a.a_decision(case, period=Period(TODAY, date(2026, 8, 1)))
    assert small not in open_offers(now, TODAY)
    with pytest.raises(Refused, match="inga lediga platser"):
        choose_provider(now, small, TOGETHER, by=town.worker.actor, today=TODAY)
    in_time = a.a_decision(case, period=Period(TODAY, date(2026, 6, 1)))
    choose_provider(in_time, small, TOGETHER, by=town.worker.actor, today=TODAY)


def test_who_leaves_one_provider_chooses_for_the_day_after_and_the_choice_takes_the_old_ones_place(
    town, case
):
    decision = a.a_decision(case)
    old = a.a_choice(decision)
    through_march = Period.inclusive(decision.period.start, date(2026, 3, 31))
    a.an_assignment(case, decision=decision, choice=old, provider=old.provider, period=through_march)
    change = ProviderChange.objects.create(
        principal=town.principal, choice=old, ground="content", asked_on=TODAY, asked_by=a.a_user()
    )
    ChoiceLeft.objects.create(
        principal=town.principal, choice=old, change=change, last_day=date(2026, 3, 31), left_on=TODAY
    )
    later = a.a_provider(town.principal, authorised=Period(date(2026, 4, 1)))
    a.a_provider(town.principal, authorised=Period.inclusive(date(2026, 1, 1), date(2026, 3, 31)))
    decision.refresh_from_db()
    assert later in open_offers(decision, TODAY)
    assert len(open_offers(decision, TODAY)) == 2  # and the one that was left
    choice = choose_provider(decision, later, TOGETHER, by=town.worker.actor, today=TODAY)
    assert choice.replaces == old


def test_a_forged_choice_of_a_stopped_provider_is_refused_and_logged(
    town, case, client, stopped_clock, settings, caplog
):
    settings.REQUIRE_SECOND_FACTOR = False
    stopped, elsewhere = a.a_provider(town.principal), a.a_provider(a.a_principal())
    open_one = a.a_provider(town.principal)
    a.a_pause(stopped)
    decision = a.a_decision(case)
    client.force_login(town.worker.user)
    for forged, told in ((stopped, "tar inte emot nya"), (elsewhere, "finns inte")):
        page = client.post(reverse("choose", args=[decision.pk]), {"provider": forged.pk, "reason": "Nära"})
        assert told in page.content.decode()
        assert open_one.name in page.content.decode()
        assert "Nära" in page.content.decode()
    assert not Choice.objects.exists()
    lines = [record for record in caplog.records if record.name == "stegvis.security"]
    assert [(line.user, line.provider) for line in lines] == [
        (town.worker.user.pk, stopped.pk),
        (town.worker.user.pk, elsewhere.pk),
    ]
    logged = Reading.objects.filter(what="refused_choice", user=town.worker.user)
    assert [row.detail for row in logged.order_by("id")] == [
        f"anordnare {stopped.pk}",
        f"anordnare {elsewhere.pk}",
    ]


def test_a_full_provider_is_no_forgery(town, case, caplog):
    full = a.a_provider(town.principal, places=0)
    with pytest.raises(Refused, match="inga lediga platser"):
        choose_provider(a.a_decision(case), full, TOGETHER, by=town.worker.actor, today=TODAY)
    assert not [record for record in caplog.records if record.name == "stegvis.security"]


# --- the invitation ---


def test_a_grant_invites_to_choose_within_the_days_of_the_terms(town, case):
    a.an_assessment(case)
    written(town.principal, days_to_choose=10)
    wanted = Wanted(Period(date(2026, 3, 23), date(2026, 9, 23)), "Leder snabbast till arbete.")
    of_choice = a.an_intervention(town.principal, "valbar")
    without = a.an_intervention(town.principal, "egen_regi", chosen_by_person=False)
    for intervention in (of_choice, without):
        grant_intervention(case, intervention, wanted, by=town.worker.actor, today=TODAY)
    invitation = ChoiceInvitation.objects.get()
    assert invitation.decision.intervention == of_choice
    assert (invitation.invited_on, invitation.choose_by) == (TODAY, TODAY + timedelta(days=10))


def test_the_time_is_changed_by_the_caseworker_and_begins_anew_for_who_leaves(town, case):
    decision = a.a_decision(case)
    for_them = {"by": town.worker.actor, "today": TODAY}
    assert set_time_to_choose(decision, date(2026, 4, 20), **for_them).choose_by == date(2026, 4, 20)
    assert set_time_to_choose(decision, TODAY, **for_them).choose_by == TODAY
    with pytest.raises(Refused, match="senare dag"):
        set_time_to_choose(decision, TODAY - timedelta(days=1), **for_them)
    with pytest.raises(Forbidden):
        set_time_to_choose(decision, TODAY, by=town.stranger.actor, today=TODAY)
    later = TODAY + timedelta(days=30)
    assert invite_anew(decision, today=later).choose_by == later + timedelta(days=14)
    assert ChoiceInvitation.objects.count() == 1


def test_who_is_let_go_from_a_provider_has_time_to_choose_again(town, case):
    decision = a.a_decision(case)
    invited(decision, date(2026, 3, 10))
    choice = a.a_choice(decision)
    for_them = {"by": town.worker.actor, "today": TODAY}
    change = ask_to_change(choice, Wish("distance", "Har flyttat."), **for_them)
    answer_change(change, granted=True, last_day=date(2026, 3, 31), **for_them)
    assert ChoiceInvitation.objects.get().choose_by == TODAY + timedelta(days=14)


def test_who_asks_for_help_becomes_a_task_until_it_is_given(town, case):
    decision = a.a_decision(case)
    resident, stranger = resident_of(case), resident_of(a.a_case(town.elsewhere))
    with pytest.raises(Forbidden):
        ask_for_help(decision, "", by=stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        ask_for_help(decision, "", by=town.worker.actor, today=TODAY)
    ask_for_help(decision, "Jag vet inte vad de gör.", by=resident.actor, today=TODAY)
    assert list(asking_for_help(town.worker.actor, TODAY)) == [decision]
    assert not asking_for_help(town.stranger.actor, TODAY).exists()
    with pytest.raises(Forbidden):
        give_help(decision, by=town.stranger.actor, today=TODAY)
    give_help(decision, by=town.worker.actor, today=TODAY)
    assert not asking_for_help(town.worker.actor, TODAY).exists()
    with pytest.raises(Refused, match="väntar inte"):
        give_help(a.a_decision(case), by=town.worker.actor, today=TODAY)
    again = ask_for_help(decision, "Igen", by=resident.actor, today=TODAY)
    assert again.awaits_help


def test_a_choice_whose_time_is_over_is_late_in_the_list_of_what_awaits(town, case):
    decision = a.a_decision(case)
    invited(decision, date(2026, 3, 10))
    (found,) = awaiting_choice(town.worker.actor, TODAY)
    assert choose_line(found, TODAY).due == date(2026, 3, 10)


def test_an_invitation_is_reached_by_the_resident_and_by_no_provider(town, case):
    assignment = a.an_assignment(case)
    ours, others = invited(assignment.decision), invited(a_grant(town))
    at = town.principal.pk
    with scope.within(Scope(at, person_id=case.person_id)):
        assert list(ChoiceInvitation.objects.all()) == [ours]
    with scope.within(Scope(at, provider_id=assignment.provider_id)):
        assert not ChoiceInvitation.objects.exists()
    with scope.principal(at):
        assert set(ChoiceInvitation.objects.all()) == {ours, others}


# --- when nobody chooses ---


def test_the_caseworker_never_says_who_gets_a_person_that_does_not_choose(town, case):
    decision, provider = a.a_decision(case), a.a_provider(town.principal)
    with pytest.raises(Refused, match="inte handläggaren"):
        choose_provider(decision, provider, NON_CHOICE, "Kom inte.", by=town.worker.actor, today=TODAY)
    with pytest.raises(Forbidden):
        choose_by_rule(decision, DID_NOT_COME, by=town.stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        choose_by_rule(decision, DID_NOT_COME, by=resident_of(case).actor, today=TODAY)
    with pytest.raises(Refused, match="Skriv varför"):
        by_rule(decision, town, NoChoice(" "))


def test_who_has_time_left_is_waited_for_unless_he_says_that_he_will_not_choose(town, case):
    decision = a.a_decision(case)
    a.a_provider(town.principal)
    invited(decision)
    with pytest.raises(Refused, match="2026-03-30"):
        by_rule(decision, town)
    assert by_rule(decision, town, NoChoice("Vill inte.", gives_up=True)).made == NON_CHOICE


def test_the_rule_picks_in_a_case_that_was_taken_up_again_after_it_was_read(town, case):
    read_before, provider = a.a_decision(case), a.a_provider(town.principal)
    read_before.case.closed_on = TODAY
    assert by_rule(read_before, town).provider == provider


def test_without_terms_the_lot_of_the_case_decides_and_can_be_drawn_again(town, case):
    for _ in range(4):
        a.a_provider(town.principal)
    decision = a.a_decision(case)
    choice = by_rule(decision, town)
    assert choice.provider_id == pick(Draw.of_json(choice.picked_by)).provider_id
    assert choice.picked_by["picked"] == choice.provider_id
    assert "Lotten" in choice.picked_by["why"]
    assert choice.terms is None


def test_a_rota_goes_round_also_when_new_terms_have_begun(town):
    providers = {a.a_provider(town.principal) for _ in range(3)}
    first = written(town.principal, period=Period(date(2026, 1, 1), date(2026, 3, 1)))
    earlier = a_grant(town)
    already = min(providers, key=lambda provider: provider.pk)
    Choice.objects.create(
        principal=town.principal,
        case=earlier.case,
        decision=earlier,
        provider=already,
        made=NON_CHOICE,
        terms=first,
        chosen_on=date(2026, 2, 1),
        recorded_by=town.worker.user,
    )
    written(town.principal, period=Period(date(2026, 3, 1)))
    picked = [by_rule(a_grant(town), town).provider for _ in range(3)]
    assert set(picked[:2]) == providers - {already}
    assert picked[2] == already


def test_an_equal_share_counts_what_was_given_by_the_terms(town):
    one, other = (a.a_provider(town.principal) for _ in range(2))
    terms = written(town.principal, EQUAL)
    picked = [by_rule(a_grant(town), town) for _ in range(4)]
    assert sorted(choice.provider_id for choice in picked) == sorted([one.pk, one.pk, other.pk, other.pk])
    assert {choice.terms for choice in picked} == {terms}


def test_the_nearest_gets_the_person_and_the_postal_code_is_not_kept(town, case):
    written(town.principal, NEAREST)
    near, far, moved = (a.a_provider(town.principal) for _ in range(3))
    a_site(near, code="13131")
    a_site(far, lat="59.33", lon="18.06")
    a_site(moved, lat="59.3001", lon="18.1601", period=Period(date(2020, 1, 1), date(2021, 1, 1)))
    for code, lat, lon in (("13130", "59.30", "18.16"), ("13131", "59.31", "18.17")):
        PostalArea.objects.create(principal=town.principal, postal_code=code, latitude=lat, longitude=lon)
    decision = a.a_decision(case)
    with pytest.raises(Refused, match="postnumret"):
        by_rule(decision, town)
    choice = by_rule(decision, town, NoChoice("Kom inte.", postal_code="13130"))
    assert choice.provider == near
    assert "närmast" in choice.picked_by["why"]
    assert "13130" not in str(choice.picked_by)


def test_no_distances_are_told_of_a_protected_person(town, case):
    written(town.principal, NEAREST)
    a_site(a.a_provider(town.principal), lat="59.33", lon="18.06")
    a.protect(case.person)
    a.name_staff(case.person, town.worker.user)
    knows = replace(town.worker.actor, protected_person_ids=frozenset({case.person_id}))
    choice = choose_by_rule(a.a_decision(case), DID_NOT_COME, by=knows, today=TODAY)
    assert [each["metres"] for each in choice.picked_by["candidates"]] == [None]


# --- the terms ---


def test_terms_are_written_for_today_and_on_by_an_administrator(town):
    admin = a.a_seat(Role.ADMINISTRATOR, town.principal)
    for_admin = {"by": admin.actor, "today": TODAY}
    first = write_choice_terms(NewTerms(14, ROTA, decided_in="§ 1"), TODAY, **for_admin)
    assert first.seed
    second = write_choice_terms(NewTerms(20, EQUAL, decided_in="§ 2"), date(2026, 5, 1), **for_admin)
    between = write_choice_terms(NewTerms(7, EQUAL, decided_in="§ 3"), date(2026, 4, 1), **for_admin)
    again = write_choice_terms(NewTerms(8, ROTA, decided_in="§ 4"), date(2026, 4, 1), **for_admin)
    assert again.pk == between.pk
    first.refresh_from_db()
    assert [first.period.end, again.period.end, second.period.end] == [
        date(2026, 4, 1),
        date(2026, 5, 1),
        None,
    ]
    with pytest.raises(Refused, match="ändras inte"):
        write_choice_terms(NewTerms(14, ROTA, decided_in="§"), TODAY - timedelta(days=1), **for_admin)
    with pytest.raises(Forbidden):
        write_choice_terms(NewTerms(14, ROTA, decided_in="§"), TODAY, by=town.worker.actor, today=TODAY)


# --- the pages ---


@pytest.fixture
def pages(town, case, client, stopped_clock, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(town.worker.user)
    arabic = a.a_provider(
        town.principal, "Arabiska AB", languages="svenska, arabiska", waiting_days=5, methods="Samtal"
    )
    a_site(arabic, lat="59.33", lon="18.06")
    other = a.a_provider(town.principal, "Annan AB", languages="svenska", waiting_days=40)
    return SimpleNamespace(decision=a.a_decision(case), arabic=arabic, other=other, client=client)


def opened(pages, name, **asked):
    answer = pages.client.get(reverse(name, args=[pages.decision.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_narrowed_by_language_town_and_waiting_time(pages):
    assert "Annan AB" in opened(pages, "choose")
    for asked in ({"sprak": "arabiska"}, {"ort": "Nacka"}, {"vantetid": "7"}):
        page = opened(pages, "choose", **asked)
        assert "Arabiska AB" in page
        assert "Annan AB" not in page
    assert "passar det du söker" in opened(pages, "choose", sprak="arabiska", vantetid="0")
    assert "Annan AB" in opened(pages, "choose", sprak="klingonska")  # nobody offered it: told at its field


def test_up_to_three_are_compared_side_by_side_with_what_rests_on_too_few_left_out(pages, town):
    more = [a.a_provider(town.principal) for _ in range(2)]
    everybody = [
        pages.arabic.pk,
        pages.other.pk,
        *(each.pk for each in more),
        "x",
        a.a_provider(a.a_principal()).pk,
    ]
    page = opened(pages, "compare_offers", jamfor=everybody)
    assert "högst 3 åt gången" in page
    assert page.count("Gå vidare") == 3
    assert "För få för att visa" in page
    page = opened(pages, "compare_offers", jamfor=[pages.arabic.pk])
    for told in ("Samtal", "Storgatan 1, Nacka", "mlat=59.33", "Ungefär 5 dagar", "Ingen gräns"):
        assert told in page
    assert page.count("Gå vidare") == 1


def test_the_page_of_the_rule_explains_it_and_lets_it_pick(pages, town):
    written(town.principal, EQUAL)
    invited(pages.decision)
    page = opened(pages, "non_choice")
    assert "minst antal ickeval" in page
    assert "AN § 1" in page
    address = reverse("non_choice", args=[pages.decision.pk])
    refused = pages.client.post(address, {"reason": "Hör inte av sig"}).content.decode()
    assert "tid att välja till och med 2026-03-30" in refused
    assert "Hör inte av sig" in refused
    done = pages.client.post(address, {"reason": "Vill inte", "gives_up": "on"}, follow=True)
    assert "får uppdraget" in done.content.decode()
    assert Choice.objects.get().made == NON_CHOICE


def test_the_nearest_asks_for_where_the_person_lives(pages, town):
    written(town.principal, NEAREST)
    address = reverse("non_choice", args=[pages.decision.pk])
    page = pages.client.post(address, {"reason": "Kom inte", "postal_code": "abc"}).content.decode()
    assert "fem siffror" in page
    pages.client.post(address, {"reason": "Kom inte", "postal_code": "131 30"})
    assert Choice.objects.get().picked_by["rule"] == "nearest"


def test_the_time_is_set_and_help_marked_as_given_from_the_page(pages):
    invitation = invited(pages.decision)
    ChoiceInvitation.objects.update(help_asked_on=TODAY, help_wish="Vad gör de?")
    assert "Vad gör de?" in opened(pages, "choose")
    pages.client.post(reverse("help_given", args=[pages.decision.pk]))
    pages.client.post(reverse("time_to_choose", args=[pages.decision.pk]), {"choose_by": "2026-04-02"})
    invitation.refresh_from_db()
    assert invitation.helped_on == TODAY
    assert invitation.choose_by == date(2026, 4, 2)


@pytest.mark.parametrize("name", ["choose", "compare_offers", "non_choice", "time_to_choose", "help_given"])
def test_a_stranger_with_a_case_of_his_own_finds_no_such_page(pages, town, name):
    pages.client.force_login(town.stranger.user)
    address = reverse(name, args=[pages.decision.pk])
    assert pages.client.get(address).status_code == 404
    assert pages.client.post(address).status_code == 404


def test_the_choice_costs_as_many_questions_for_two_providers_as_for_ten(
    pages, town, django_assert_num_queries
):
    opened(pages, "choose")
    with CaptureQueriesContext(connection) as few:
        opened(pages, "choose")
    for _ in range(8):
        a_site(a.a_provider(town.principal, languages="svenska"))
    with django_assert_num_queries(len(few)):
        opened(pages, "choose")


def test_terms_are_shown_to_staff_and_written_by_administrators(pages, town):
    admin = a.a_seat(Role.ADMINISTRATOR, town.principal)
    assert "Inga villkor" in pages.client.get(reverse("choice_terms")).content.decode()
    assert pages.client.get(reverse("write_choice_terms")).status_code == 403
    pages.client.force_login(admin.user)
    sent = {"from_day": "2026-03-16", "days_to_choose": "14", "non_choice": "rota"}
    sent |= {"when_right_ends": "anew", "decided_in": ""}
    page = pages.client.post(reverse("write_choice_terms"), sent).content.decode()
    assert "Fyll i det här fältet" in page
    pages.client.post(reverse("write_choice_terms"), {**sent, "decided_in": "AN § 9"})
    page = pages.client.get(reverse("choice_terms")).content.decode()
    assert "AN § 9" in page
    assert "Turordning" in page
    assert "Personerna väljer på nytt" in page


def test_many_providers_are_shown_some_at_a_time_in_the_same_order(pages, town):
    for _ in range(AT_A_TIME + 3):
        a.a_provider(town.principal)
    address = reverse("choose", args=[pages.decision.pk])
    first, second = (
        [offer.provider.pk for offer in pages.client.get(address, {"sida": n}).context["offers"]]
        for n in (1, 2)
    )
    everybody = [provider.pk for provider in open_offers(pages.decision, TODAY)]
    assert first + second == everybody and len(first) == AT_A_TIME
    told = f"Visar {AT_A_TIME + 1}–{len(everybody)} av {len(everybody)}"
    assert told in opened(pages, "choose", sida="99")
    pages.client.post(f"{address}?sida=2", {"provider": second[-1], "reason": ""})
    assert Choice.objects.get(decision=pages.decision).provider_id == second[-1]
