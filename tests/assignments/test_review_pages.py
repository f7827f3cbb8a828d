"""Flags, verdicts and the limits of the rules: for quality officers, and closed to everybody else."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.assignments.actions.judge import Shortcoming, act_on_flag, dismiss_flag
from stegvis.assignments.actions.set_review_terms import set_review_terms
from stegvis.assignments.models import (
    FlaggedAssignment,
    ReportedDay,
    ReviewFlag,
    ReviewTerms,
    ReviewVerdict,
)
from stegvis.assignments.review.precision import records
from stegvis.assignments.review.run import review_month
from stegvis.assignments.review.story import to_judge
from stegvis.assignments.review.terms import terms_on
from stegvis.assignments.rules.review import terms
from stegvis.assignments.rules.review.terms import TermsInForce, WantedTerms
from stegvis.assignments.rules.review.verdicts import ENOUGH, Precision
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.period import Period
from stegvis.providers.models import Deficiency
from tests.builders import (
    TODAY,
    a_case,
    a_principal,
    a_provider,
    a_report,
    a_seat,
    a_unit,
    an_assignment,
    protect,
)

pytestmark = pytest.mark.django_db

FEBRUARY = date(2026, 2, 1)
LONG = Period(date(2025, 1, 1), date(2026, 12, 1))


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def world(db):
    principal = a_principal()
    unit = a_unit(principal)
    provider = a_provider(principal, "Steget AB")
    officer = a_seat(Role.QUALITY_OFFICER, principal)
    reports = [a_flagged_report(unit, provider) for _ in range(2)]
    (flag,) = review_month(principal.pk, FEBRUARY, TODAY)
    return SimpleNamespace(
        principal=principal, unit=unit, provider=provider, officer=officer, reports=reports, flag=flag
    )


def a_flagged_report(unit, provider):
    case = a_case(unit, opened_on=date(2024, 12, 1))
    return a_report(an_assignment(case, provider=provider, period=LONG), FEBRUARY, attended=300)


def a_flag(world, n):
    return ReviewFlag.objects.create(
        principal=world.principal,
        provider=world.provider,
        rule=terms.BULK,
        month=FEBRUARY,
        explanation="Många kom sent.",
        fingerprint=f"prov-{n}",
        found_on=TODAY,
    )


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# --- Verdicts ----------------------------------------------------------------------------------------------


def test_a_flag_is_dismissed_with_a_reason_and_judged_once(world):
    dismiss_flag(world.flag, "Planen var ändrad.", by=world.officer.actor, today=TODAY)
    assert world.flag.verdict.kind == ReviewVerdict.Kind.DISMISSED
    with pytest.raises(Refused, match="redan bedömd"):
        act_on_flag(world.flag, "Nej.", Shortcoming("minor", "Fel."), by=world.officer.actor, today=TODAY)
    assert not Deficiency.objects.exists()


def test_action_on_a_flag_becomes_a_deficiency_from_the_review(world):
    wrong = Shortcoming(Deficiency.Severity.SERIOUS, "Timmarna stämmer inte.")
    verdict = act_on_flag(world.flag, "Jag har ringt.", wrong, by=world.officer.actor, today=TODAY)
    assert verdict.deficiency.source == Deficiency.Source.REVIEW
    assert verdict.deficiency.provider == world.provider
    assert not Deficiency.objects.filter(remedy__isnull=False).exists()


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.CONTROLLER, Role.CHAIR, Role.CASEWORKER, Role.HEAD_OF_UNIT]
)
def test_only_quality_officers_judge(world, role):
    seat = a_seat(role, world.principal)
    with pytest.raises(Forbidden):
        dismiss_flag(world.flag, "Nej.", by=seat.actor, today=TODAY)


def test_a_quality_officer_elsewhere_judges_nothing_here(world):
    elsewhere = a_seat(Role.QUALITY_OFFICER, a_principal())
    with pytest.raises(Forbidden):
        dismiss_flag(world.flag, "Nej.", by=elsewhere.actor, today=TODAY)
    assert not to_judge(elsewhere.actor, TODAY).exists()


# --- Terms and precision -----------------------------------------------------------------------------------


def test_new_limits_end_the_earlier_and_the_same_day_is_changed_in_place(world):
    by = world.officer.actor
    first = WantedTerms(TODAY, {terms.BULK: {"last_days": 2}}, [terms.FREE_DAYS])
    later = WantedTerms(date(2026, 4, 1), {terms.BULK: {"last_days": 3}}, [])
    set_review_terms(first, by=by, today=TODAY)
    set_review_terms(later, by=by, today=TODAY)
    set_review_terms(WantedTerms(later.start, later.limits, [terms.BULK]), by=by, today=TODAY)
    assert [str(row.period) for row in ReviewTerms.objects.order_by("period")] == [
        str(Period(TODAY, later.start)),
        str(Period(later.start)),
    ]
    assert terms_on(world.principal.pk, TODAY).off == {terms.FREE_DAYS}
    assert terms_on(world.principal.pk, later.start).off == {terms.BULK}
    with pytest.raises(Refused, match="2026-04-01"):
        set_review_terms(first, by=by, today=TODAY)


def test_a_controller_sets_no_limits(world):
    by = a_seat(Role.CONTROLLER, world.principal).actor
    with pytest.raises(Forbidden):
        set_review_terms(WantedTerms(TODAY, {}, []), by=by, today=TODAY)


def test_precision_is_the_share_of_verdicts_that_led_to_action_by_quarter(world):
    by = world.officer.actor
    dismiss_flag(a_flag(world, 1), "Nej.", by=by, today=date(2025, 12, 1))
    act_on_flag(a_flag(world, 2), "Ja.", Shortcoming("minor", "Sent."), by=by, today=TODAY)
    a_flag(world, 3)
    record = next(r for r in records(world.principal.pk, TermsInForce(), TODAY) if r.rule.key == terms.BULK)
    assert record.by_quarter == (Precision(), Precision(), Precision(1, 0), Precision(1, 1))
    assert (record.total, record.waiting) == (Precision(2, 1), 1)
    assert not record.total.is_noisy
    assert Precision(10, 1).is_noisy
    assert not Precision(9, 0).is_noisy


# --- Pages -------------------------------------------------------------------------------------------------


def test_the_officer_finds_the_flag_reads_the_cases_and_dismisses_it(client, world):
    client.force_login(world.officer.user)
    assert "Steget AB" in text(client.get(reverse("review_flags")))
    shown = text(client.get(world.flag.get_absolute_url()))
    assert world.reports[0].assignment.person.full_name in shown
    assert "300 timmar" in shown
    form = reverse("dismiss_review_flag", args=[world.flag.pk])
    assert "Fyll i" in text(client.post(form, {"reason": ""}))
    assert client.post(form, {"reason": "Planen var ändrad."}).status_code == 302
    assert "Inga flaggor passar ditt urval" in text(client.get(reverse("review_flags")))
    assert "Planen var ändrad." in text(client.get(world.flag.get_absolute_url()))
    assert "redan bedömd" in text(client.get(form))


def test_the_officer_notes_a_deficiency_and_what_was_typed_is_kept(client, world):
    client.force_login(world.officer.user)
    form = reverse("act_on_review_flag", args=[world.flag.pk])
    assert "Timmarna är för många" in text(client.post(form, {"text": "Timmarna är för många"}))
    sent = {"severity": "serious", "text": "Timmarna är för många.", "reason": "Jag har ringt."}
    assert client.post(form, sent).status_code == 302
    found = Deficiency.objects.get()
    assert found.text == "Timmarna är för många."
    assert found.get_absolute_url() in text(client.get(world.flag.get_absolute_url()))
    assert world.flag.get_absolute_url() in text(client.get(found.get_absolute_url()))


def test_who_is_protected_is_not_named_and_the_chair_sees_no_cases(client, world):
    person = world.reports[0].assignment.person
    protect(person)
    client.force_login(world.officer.user)
    page = text(client.get(world.flag.get_absolute_url()))
    assert person.last_name not in page
    assert "Skyddad person" in page
    client.force_login(a_seat(Role.CHAIR, world.principal).user)
    page = text(client.get(world.flag.get_absolute_url()))
    assert world.reports[1].assignment.person.last_name not in page
    assert "Din roll ser inte enskilda uppdrag" in page


def test_the_list_is_filtered_and_costs_the_same_for_many(client, world):
    client.force_login(world.officer.user)
    address = reverse("review_flags")

    def questions():
        with CaptureQueriesContext(connection) as asked:
            text(client.get(address))
        return len(asked)

    before = questions()
    for n in range(8):
        a_flag(world, n)
    assert questions() == before
    rows = text(client.get(address, {"visa": "alla", "regel": terms.BULK, "manad": "2026-02-01"}))
    assert rows.count("Många kom sent.") == 8
    assert "Inga flaggor" in text(client.get(address, {"visa": "action"}))
    assert "Inga flaggor" in text(client.get(address, {"manad": "skräp"}))


def test_limits_are_changed_on_their_page_and_shown_with_the_rules(client, world):
    client.force_login(world.officer.user)
    page = client.get(reverse("set_review_terms"))
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not False}
    wrong = text(client.post(reverse("set_review_terms"), {**sent, "bulk__last_days": "9"}))
    assert "Ange ett tal mellan 1 och 5." in wrong
    assert "Ange ett tal mellan 1 och 12." in text(
        client.post(reverse("set_review_terms"), {**sent, "months_back": "13"})
    )
    sent["months_back"] = "6"
    del sent["free_days__looks"]
    assert client.post(reverse("set_review_terms"), {**sent, "bulk__last_days": "2"}).status_code == 302
    now = terms_on(world.principal.pk, TODAY)
    assert now.of(terms.BULK)["last_days"] == 2
    assert now.months_back == 6
    rules = text(client.get(reverse("review_rules")))
    assert "Avstängd" in rules
    assert "Inga flaggor är bedömda än." in rules
    assert "Stör ofta" not in rules
    assert "6 månader granskas, 1 regel avstängd." in rules


def test_the_rules_that_mostly_disturb_are_named_until_they_are_switched_off(client, world):
    for n in range(ENOUGH):
        dismiss_flag(a_flag(world, n), "Nej.", by=world.officer.actor, today=TODAY)
    client.force_login(world.officer.user)
    rules = client.get(reverse("review_rules"))
    assert [record.rule.key for record in rules.context["noisy"]] == [terms.BULK]
    assert "Inga flaggor är bedömda än." not in text(rules)
    set_review_terms(WantedTerms(TODAY, {}, [terms.BULK]), by=world.officer.actor, today=TODAY)
    assert client.get(reverse("review_rules")).context["noisy"] == []


def test_the_providers_page_shows_the_officer_and_never_the_provider(client, world):
    address = reverse("provider", args=[world.provider.pk])
    client.force_login(world.officer.user)
    assert "Granskning av rapporter" in text(client.get(address))
    client.force_login(a_seat(Role.PROVIDER_STAFF, world.principal, provider=world.provider).user)
    assert "Granskning" not in text(client.get(address))


@pytest.mark.parametrize("name", ["review_flags", "review_rules", "set_review_terms"])
def test_a_provider_is_refused(client, world, name):
    client.force_login(a_seat(Role.PROVIDER_STAFF, world.principal, provider=world.provider).user)
    assert client.get(reverse(name)).status_code == 403
    assert client.get(world.flag.get_absolute_url()).status_code == 404


# --- The database ------------------------------------------------------------------------------------------


def test_the_database_gives_a_provider_its_own_days_and_nothing_of_the_review(world):
    other = a_flagged_report(world.unit, a_provider(world.principal))
    for report in (world.reports[0], other):
        ReportedDay.objects.create(
            principal=world.principal, report=report, day=date(2026, 2, 3), attended_minutes=60
        )
    dismiss_flag(world.flag, "Planen.", by=world.officer.actor, today=TODAY)
    set_review_terms(WantedTerms(TODAY, {}, []), by=world.officer.actor, today=TODAY)
    own = scope.Scope(principal_id=world.principal.pk, provider_id=world.provider.pk)
    with scope.within(own):
        assert [day.report_id for day in ReportedDay.objects.order_by("id")] == [world.reports[0].pk]
        for model in (ReviewFlag, FlaggedAssignment, ReviewVerdict, ReviewTerms):
            assert not model.objects.exists()
    with scope.principal(world.principal.pk):
        assert ReportedDay.objects.count() == 2
        assert ReviewFlag.objects.exists()
