"""Administrators change the catalogue: dated, with a preview, and never what has begun."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.assignments.facts import terms_of
from stegvis.catalogue.actions import (
    add_intervention,
    add_terms,
    change_terms,
    phase_out,
    rename_intervention,
    withdraw_terms,
)
from stegvis.catalogue.contents import content_of, mark_of
from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.rules import LevelContent, TermsContent
from stegvis.core.actor import STAFF, Role
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.money import kr
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]

MAY = date(2026, 5, 1)
STRICTER = TermsContent(
    min_age=18, max_age=63, decided_in="AMN § 4", levels=(LevelContent("niva-1", "Nivå 1", 25, 100),)
)


@pytest.fixture
def administrator():
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


@pytest.fixture
def sai(administrator):
    return builders.an_intervention(administrator.membership.principal, "sai", terms={"max_months": None})


def new_terms(sai, administrator, content=STRICTER, first_day=MAY, **more):
    known = {"seen": mark_of(sai), "by": administrator.actor, "today": TODAY, **more}
    return add_terms(sai, content, first_day, **known)


def periods(intervention):
    return sorted(intervention.terms.values_list("period", flat=True))


# Actions


def test_new_terms_take_over_on_their_day_and_keep_everything_they_say(sai, administrator):
    added = new_terms(sai, administrator)
    assert periods(sai) == [Period(builders.ALWAYS.start, MAY), Period(MAY)]
    assert content_of(added) == STRICTER
    assert sai.terms_on(date(2026, 4, 30)).max_age is None


def test_what_is_granted_before_keeps_the_terms_of_its_day(sai, administrator):
    case = builders.a_case(builders.a_unit(sai.principal))
    decision = builders.a_decision(case, sai, decided_on=date(2026, 3, 2))
    before = terms_of(decision)
    new_terms(sai, administrator)
    assert terms_of(decision) == before and before.max_age is None


def test_terms_never_begin_before_today(sai, administrator):
    with pytest.raises(Refused, match="tidigast i dag"):
        new_terms(sai, administrator, first_day=date(2026, 3, 15))
    assert new_terms(sai, administrator, first_day=TODAY)


def test_coming_terms_are_changed_and_moved_and_the_others_follow(sai, administrator):
    coming = new_terms(sai, administrator)
    for first_day in (date(2026, 6, 1), date(2026, 4, 1)):
        changed = change_terms(
            coming,
            TermsContent(max_age=60, levels=(LevelContent("niva-2", "Nivå 2"),)),
            first_day,
            seen=mark_of(sai),
            by=administrator.actor,
            today=TODAY,
        )
        assert periods(sai) == [Period(builders.ALWAYS.start, first_day), Period(first_day)]
        assert changed.max_age == 60 and [level.code for level in changed.levels.all()] == ["niva-2"]


def test_terms_that_have_begun_are_neither_changed_nor_withdrawn(sai, administrator):
    begun, known = sai.terms.get(), {"seen": mark_of(sai), "by": administrator.actor, "today": TODAY}
    with pytest.raises(Refused, match="kan inte ändras"):
        change_terms(begun, STRICTER, begun.period.start, **known)
    with pytest.raises(Refused, match="kan inte ändras"):
        withdraw_terms(begun, former_goes_on=True, **known)


@pytest.mark.parametrize("goes_on", [True, False])
def test_coming_terms_are_withdrawn_and_those_before_go_on_when_asked(sai, administrator, goes_on):
    coming = new_terms(sai, administrator)
    withdraw_terms(coming, former_goes_on=goes_on, seen=mark_of(sai), by=administrator.actor, today=TODAY)
    assert periods(sai) == [builders.ALWAYS if goes_on else Period(builders.ALWAYS.start, MAY)]


def test_phasing_out_ends_the_terms_and_withdraws_coming_ones(sai, administrator):
    new_terms(sai, administrator)
    phase_out(sai, date(2026, 4, 15), seen=mark_of(sai), by=administrator.actor, today=TODAY)
    assert periods(sai) == [Period(builders.ALWAYS.start, date(2026, 4, 16))]
    with pytest.raises(Refused):
        phase_out(sai, date(2026, 4, 15), seen=mark_of(sai), by=administrator.actor, today=TODAY)
    assert new_terms(sai, administrator, first_day=date(2026, 8, 1)).period == Period(date(2026, 8, 1))


def test_an_intervention_is_added_with_a_code_of_its_own_and_renamed(administrator):
    one = add_intervention("Språkstöd på jobbet", "Den som …", True, by=administrator.actor)
    assert one.code == "sprakstod_pa_jobbet"
    with pytest.raises(Refused, match="redan en insats"):
        add_intervention("språkstöd på jobbet", "", True, by=administrator.actor)
    renamed = rename_intervention(one, "Språkstöd", "", False, seen=mark_of(one), by=administrator.actor)
    assert (renamed.code, renamed.name) == ("sprakstod_pa_jobbet", "Språkstöd")
    again = add_intervention("Språkstöd på jobbet", "", True, by=administrator.actor)
    assert again.code == "sprakstod_pa_jobbet_2"


def test_everything_that_is_changed_is_kept_in_the_history(sai, administrator):
    coming = new_terms(sai, administrator)
    change_terms(
        coming, TermsContent(max_age=60), MAY, seen=mark_of(sai), by=administrator.actor, today=TODAY
    )
    kept = {name: apps.get_model("catalogue", f"{name}Event").objects for name in ("Terms", "Level")}
    assert kept["Terms"].filter(pgh_obj_id=coming.pk, max_age=63).exists()
    assert kept["Level"].filter(code="niva-1", pgh_label="removed").exists()


def test_administrators_read_who_has_changed_what(signed_in, sai, administrator):
    coming = new_terms(sai, administrator)
    change_terms(
        coming, TermsContent(max_age=60), MAY, seen=mark_of(sai), by=administrator.actor, today=TODAY
    )
    address = reverse("intervention_changes", args=[sai.pk])
    assert address in signed_in.get(sai.get_absolute_url()).content.decode()
    text = signed_in.get(address).content.decode()
    assert "<del>63</del>" in text and "<ins>60</ins>" in text
    assert "Nivå Nivå 1" in text and "Borttagen" in text
    signed_in.force_login(builders.a_seat(Role.CASEWORKER, sai.principal).user)
    assert signed_in.get(address).status_code == 404


def test_who_read_an_older_version_is_refused_and_nothing_is_changed(sai, administrator):
    seen = mark_of(sai)
    new_terms(sai, administrator)
    with pytest.raises(Stale, match="Någon annan har ändrat insatsen"):
        new_terms(sai, administrator, first_day=date(2026, 6, 1), seen=seen)
    with pytest.raises(Stale):
        rename_intervention(sai, "Annat", "", True, seen=seen, by=administrator.actor)
    assert len(periods(sai)) == 2


@pytest.mark.parametrize("who", ["stranger", "caseworker"])
def test_only_administrators_of_the_principal_change_its_catalogue(sai, administrator, who):
    if who == "stranger":
        other = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
        builders.an_intervention(other.membership.principal, "sai")
    else:
        other = builders.a_seat(Role.CASEWORKER, sai.principal)
    known = {"seen": mark_of(sai), "by": other.actor}
    for act in (
        lambda: add_terms(sai, STRICTER, MAY, **known, today=TODAY),
        lambda: change_terms(sai.terms.get(), STRICTER, MAY, **known, today=TODAY),
        lambda: withdraw_terms(sai.terms.get(), former_goes_on=True, **known, today=TODAY),
        lambda: phase_out(sai, MAY, **known, today=TODAY),
        lambda: rename_intervention(sai, "Annat", "", True, **known),
    ):
        with pytest.raises(Forbidden):
            act()


def test_any_order_of_changes_leaves_terms_that_never_overlap(sai, administrator):
    days = [MAY, date(2026, 9, 1), date(2026, 6, 15), date(2026, 7, 1)]
    for day in days:
        new_terms(sai, administrator, first_day=day)
    withdraw_terms(
        sai.terms.get(period__startswith=date(2026, 6, 15)),
        former_goes_on=True,
        seen=mark_of(sai),
        by=administrator.actor,
        today=TODAY,
    )
    found = periods(sai)
    assert [period.start for period in found[1:]] == [MAY, date(2026, 7, 1), date(2026, 9, 1)]
    assert all(one.end == other.start for one, other in pairwise(found))


# Pages


def filled_in(page, **changed):
    """What the form of the page would send as it stands, with some fields changed."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    return {**sent, **changed}


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator.user)
    return client


def test_new_terms_are_shown_with_what_changes_before_they_are_made(signed_in, sai):
    address = reverse("new_terms", args=[sai.pk])
    sent = filled_in(signed_in.get(address), first_day=MAY, max_age=63, level_1_name="Nivå 1")
    preview = signed_in.post(address, sent)
    text = preview.content.decode()
    assert "Det som ändras" in text and "Till och med 63 år" in text and len(periods(sai)) == 1
    confirmed = signed_in.post(address, {**filled_in(preview), "genomfor": "ja"})
    assert confirmed.status_code == 302
    terms = sai.terms_on(MAY)
    assert terms.max_age == 63 and [level.name for level in terms.levels.all()] == ["Nivå 1"]


def test_what_was_not_shown_is_not_made(signed_in, sai):
    address = reverse("new_terms", args=[sai.pk])
    preview = signed_in.post(address, filled_in(signed_in.get(address), first_day=MAY, max_age=63))
    other = signed_in.post(address, {**filled_in(preview, max_age=50), "genomfor": "ja"})
    assert other.status_code == 200 and "Till och med 50 år" in other.content.decode()
    assert len(periods(sai)) == 1


def test_a_stale_form_shows_both_versions_keeps_what_was_typed_and_can_be_sent_again(
    signed_in, sai, administrator
):
    address = reverse("new_terms", args=[sai.pk])
    page = signed_in.get(address)
    rename_intervention(sai, "Nytt namn", "", True, seen=mark_of(sai), by=administrator.actor)
    stale = signed_in.post(address, filled_in(page, first_day=MAY, max_age=63))
    text = stale.content.decode()
    assert "Någon annan har ändrat insatsen" in text and "Så är villkoren nu, och så skrev du" in text
    assert 'value="63"' in text
    assert "Det som ändras" in signed_in.post(address, filled_in(stale)).content.decode()


def test_a_stale_form_that_was_looked_through_before_is_not_made_either(signed_in, sai, administrator):
    address = reverse("new_terms", args=[sai.pk])
    preview = signed_in.post(address, filled_in(signed_in.get(address), first_day=MAY, max_age=63))
    new_terms(sai, administrator, first_day=date(2026, 8, 1))
    answer = signed_in.post(address, {**filled_in(preview), "genomfor": "ja"})
    assert "Så är villkoren nu, och så skrev du" in answer.content.decode()
    assert len(periods(sai)) == 2


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(signed_in, sai):
    address = reverse("new_terms", args=[sai.pk])
    sent = filled_in(signed_in.get(address), first_day="2026-03-01", min_age=64, max_age=18, vouchers="x")
    text = signed_in.post(address, sent).content.decode()
    assert "Skriv varje belopp i hela kronor" in text and 'value="64"' in text
    text = signed_in.post(address, {**sent, "vouchers": "15 000, 5000"}).content.decode()
    assert "Högsta ålder kan inte vara lägre" in text and "tidigast i dag" in text


def test_vouchers_are_written_in_whole_kronor(signed_in, sai):
    address = reverse("new_terms", args=[sai.pk])
    sent = filled_in(signed_in.get(address), first_day=MAY, vouchers="15 000, 5000")
    preview = signed_in.post(address, sent)
    signed_in.post(address, {**filled_in(preview), "genomfor": "ja"})
    assert sai.terms_on(MAY).voucher_amounts == [kr(5000), kr(15000)]


def test_coming_terms_are_changed_and_withdrawn_from_the_page_of_the_intervention(
    signed_in, sai, administrator
):
    coming = new_terms(sai, administrator)
    text = signed_in.get(sai.get_absolute_url()).content.decode()
    change, withdraw = (reverse(name, args=[coming.pk]) for name in ("change_terms", "withdraw_terms"))
    assert "Kommande" in text and change in text and withdraw in text
    preview = signed_in.post(change, filled_in(signed_in.get(change), max_age=60))
    assert signed_in.post(change, {**filled_in(preview), "genomfor": "ja"}).status_code == 302
    assert sai.terms_on(MAY).max_age == 60
    answer = signed_in.post(withdraw, filled_in(signed_in.get(withdraw), former_goes_on="on"))
    assert answer.status_code == 302 and periods(sai) == [builders.ALWAYS]


def test_an_intervention_is_phased_out_after_a_look_at_what_it_means(signed_in, sai):
    address = reverse("phase_out", args=[sai.pk])
    sent = filled_in(signed_in.get(address), last_day="2026-06-30")
    assert "Avveckla insatsen" in signed_in.post(address, sent).content.decode()
    assert periods(sai) == [builders.ALWAYS]
    assert signed_in.post(address, {**sent, "genomfor": "ja"}).status_code == 302
    assert periods(sai) == [Period(builders.ALWAYS.start, date(2026, 7, 1))]
    sent["seen"] = mark_of(sai)
    assert "upphör redan" in signed_in.post(address, {**sent, "genomfor": "ja"}).content.decode()


def test_an_intervention_is_added_named_and_given_its_first_terms(signed_in, administrator):
    assert "Lägg till en insats" in signed_in.get(reverse("add_intervention")).content.decode()
    answer = signed_in.post(reverse("add_intervention"), {"name": "Språkstöd", "purpose": "Den som …"})
    added = Intervention.objects.get(name="Språkstöd")
    assert answer["Location"] == reverse("new_terms", args=[added.pk])
    preview = signed_in.post(answer["Location"], filled_in(signed_in.get(answer["Location"])))
    assert signed_in.post(answer["Location"], {**filled_in(preview), "genomfor": "ja"}).status_code == 302
    assert periods(added) == [Period(TODAY)]
    rename = reverse("rename_intervention", args=[added.pk])
    signed_in.post(rename, filled_in(signed_in.get(rename), name="Språkstöd på jobbet"))
    assert Intervention.objects.get(pk=added.pk).name == "Språkstöd på jobbet"


def test_all_staff_read_an_intervention_and_others_are_not_shown_how_to_change_it(client, sai):
    for role in STAFF:
        client.force_login(builders.a_seat(role, sai.principal).user)
        text = client.get(sai.get_absolute_url()).content.decode()
        assert "Villkor över tid" in text
        assert (reverse("new_terms", args=[sai.pk]) in text) == (role == Role.ADMINISTRATOR)


def test_another_principals_administrator_finds_nothing(client, sai):
    stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    client.force_login(stranger.user)
    own = [reverse(name, args=[sai.pk]) for name in ("intervention", "new_terms", "phase_out")]
    for address in [*own, reverse("change_terms", args=[sai.terms.get().pk])]:
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


def test_the_page_costs_the_same_with_many_versions_as_with_few(signed_in, sai, administrator):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(sai.get_absolute_url()).status_code == 200
        return len(captured)

    new_terms(sai, administrator)
    queries()
    few = queries()
    for month in range(1, 12):
        new_terms(sai, administrator, first_day=MAY + timedelta(40 * month))
    assert queries() == few
    assert Terms.objects.filter(intervention=sai).count() == 13
