"""The page where an intervention is chosen: what suits, what does not, and why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework import facts
from stegvis.casework.actions import grant_intervention
from stegvis.casework.models import CapacityGrade, CaseActivity, Decision
from stegvis.casework.rules.entry import Fit, Wanted
from stegvis.casework.views.considering import considered
from stegvis.catalogue.models import Level, Terms
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

HALF_YEAR = Period(date(2026, 3, 23), date(2026, 9, 23))


def page(client, town, case, asked=""):
    client.force_login(town.worker.user)
    return client.get(reverse("decide", args=[case.pk]) + asked).content.decode()


def weighed(case, intervention):
    return considered(case, intervention, intervention.terms_on(TODAY), TODAY)


def an_activity(case, kind, period=builders.ALWAYS):
    return CaseActivity.objects.create(
        principal=case.principal,
        case=case,
        kind=kind,
        hours_per_week=10,
        period=period,
        recorded_by=builders.a_user(),
    )


def a_level(intervention, code, lowest, highest):
    terms = intervention.terms.get()
    return Level.objects.create(
        principal=intervention.principal,
        terms=terms,
        code=code,
        name=code.capitalize(),
        min_capacity=lowest,
        max_capacity=highest,
    )


def test_each_intervention_says_whether_it_suits_and_why_by_whose_rules(client, town, case):
    builders.an_assessment(case, capacity_percent=20)
    builders.an_intervention(town.principal, "jobbpeng")
    builders.an_intervention(
        town.principal, "fai", terms={"min_capacity": 25, "decided_in": "AFN 2023-11-20 § 112"}
    )
    builders.an_intervention(town.principal, "varna", terms={"max_age": 30})
    text = page(client, town, case)
    for expected in (
        "Passar (1)",
        "Passar med motiverat undantag (1)",
        "Passar inte (1)",
        "Insatsen är för 25–100 % arbetsförmåga. Personens aktivitetsförmåga är 20 %.",
        "högst 30 år. Personen är 35.",
        "beslutade i AFN 2023-11-20 § 112",
    ):
        assert expected in text, expected


def test_only_the_verdict_asked_for_is_shown(client, town, case):
    builders.an_assessment(case)
    builders.an_intervention(town.principal, "jobbpeng")
    builders.an_intervention(town.principal, "varna", terms={"max_age": 30})
    text = page(client, town, case, "?passar=passar-inte")
    assert 'id="DOES_NOT_FIT"' in text and 'id="FITS"' not in text
    assert 'id="FITS"' in page(client, town, case, "?passar=annat")


def test_the_grade_of_the_day_decides_and_not_the_latest_assessment(town, case):
    builders.an_assessment(case, capacity_percent=75)
    CapacityGrade.objects.create(
        principal=town.principal,
        case=case,
        percent=10,
        period=Period(date(2026, 3, 1)),
        source=CapacityGrade.Source.ADVISER,
        recorded_on=TODAY,
    )
    fai = builders.an_intervention(town.principal, "fai", terms={"min_capacity": 25})
    assert weighed(case, fai).verdict.fit is Fit.FITS_BY_EXCEPTION


def test_sfi_in_the_case_needs_no_confirmation_but_civic_orientation_that_lacks_does(client, town, case):
    builders.an_assessment(case)
    an_activity(case, CaseActivity.Kind.SFI)
    sai = builders.an_intervention(
        town.principal, "sai", terms={"must_combine_with": ["sfi", "samhallsorientering"]}
    )
    assert weighed(case, sai).verdict.to_confirm == ("samhällsorientering",)
    an_activity(case, CaseActivity.Kind.CIVIC)
    case = type(case).objects.get(pk=case.pk)
    assert weighed(case, sai).verdict.to_confirm == ()
    wanted = Wanted(HALF_YEAR, "Leder snabbast till arbete.")
    decision = grant_intervention(case, sai, wanted, by=town.worker.actor, today=TODAY)
    assert decision.combined_with == "sfi, samhällsorientering"


def test_a_granted_intervention_excludes_what_its_own_terms_exclude(town, case):
    builders.an_assessment(case)
    osa = builders.an_intervention(
        town.principal, "osa", terms={"must_not_combine_with": ["jobbpeng"], "max_months": 12}
    )
    jobbpeng = builders.an_intervention(town.principal, "jobbpeng")
    builders.a_decision(case, osa, period=Period(date(2026, 2, 2), date(2026, 5, 2)))
    one = weighed(case, jobbpeng)
    assert one.verdict.fit is Fit.DOES_NOT_FIT and one.fits_later
    wanted = Wanted(HALF_YEAR, "Leder snabbast till arbete.")
    with pytest.raises(Refused, match="samtidigt som Osa"):
        grant_intervention(case, jobbpeng, wanted, by=town.worker.actor, today=TODAY)
    after = Wanted(Period(date(2026, 5, 2), date(2026, 9, 2)), "Leder snabbast till arbete.")
    assert grant_intervention(case, jobbpeng, after, by=town.worker.actor, today=TODAY)


def test_a_level_is_chosen_in_the_form_and_kept_with_the_decision(client, town, case):
    builders.an_assessment(case, capacity_percent=20)
    fai = builders.an_intervention(town.principal, "fai")
    a_level(fai, "lag", 0, 24)
    a_level(fai, "hog", 25, 100)
    assert [level.fits for level in weighed(case, fai).levels] == [True, False]
    client.force_login(town.worker.user)
    address = reverse("grant", args=[case.pk, fai.pk])
    sent = {"start": HALF_YEAR.start, "last_day": HALF_YEAR.last_day, "reason": "Leder till arbete."}
    assert "Välj ett alternativ." in client.post(address, sent).content.decode()
    outside = client.post(address, {**sent, "level": "hog"}).content.decode()
    assert "Hog är för 25–100 % arbetsförmåga." in outside
    assert client.post(address, {**sent, "level": "lag"}).status_code == 302
    assert Decision.objects.get(case=case).level == "lag"


def test_an_exception_is_not_granted_without_its_reason_and_nothing_typed_is_lost(client, town, case):
    builders.an_assessment(case, capacity_percent=20)
    fai = builders.an_intervention(town.principal, "fai", terms={"min_capacity": 25})
    client.force_login(town.worker.user)
    address = reverse("grant", args=[case.pk, fai.pk])
    sent = {"start": HALF_YEAR.start, "last_day": HALF_YEAR.last_day, "reason": "Leder till arbete."}
    text = client.post(address, sent).content.decode()
    assert "Skriv skälet för undantaget." in text and "Leder till arbete." in text
    assert client.post(address, {**sent, "exception_reason": "Läkaren ser att det går."}).status_code == 302


def test_the_only_level_is_kept_with_the_decision_without_being_chosen(client, town, case):
    builders.an_assessment(case)
    jobbpeng = builders.an_intervention(town.principal)
    a_level(jobbpeng, "matchning_1", 0, 100)
    wanted = Wanted(HALF_YEAR, "Leder snabbast till arbete.")
    decision = grant_intervention(case, jobbpeng, wanted, by=town.worker.actor, today=TODAY)
    assert decision.level == "matchning_1"


def test_what_administrators_call_a_level_is_never_read_as_markup(client, town, case):
    builders.an_assessment(case, capacity_percent=20)
    fai = builders.an_intervention(town.principal, "fai")
    Level.objects.create(
        principal=town.principal,
        terms=fai.terms.get(),
        code="x",
        name="<b>Hög</b>",
        min_capacity=50,
        max_capacity=100,
    )
    client.force_login(town.worker.user)
    for address in (reverse("decide", args=[case.pk]), reverse("grant", args=[case.pk, fai.pk])):
        text = client.get(address).content.decode()
        assert "&lt;b&gt;Hög" in text and "<b>Hög" not in text


def test_a_slip_can_be_put_right_by_the_rules_of_its_day_after_the_terms_have_changed(town, case):
    builders.an_assessment(case)
    jobbpeng = builders.an_intervention(town.principal, "jobbpeng")
    wrong = builders.a_decision(case, jobbpeng, decided_on=date(2026, 1, 26))
    old = jobbpeng.terms.get()
    old.period = Period(old.period.start, date(2026, 3, 1))
    old.save()
    Terms.objects.create(
        principal=town.principal, intervention=jobbpeng, period=Period(date(2026, 3, 1)), max_age=30
    )
    assert facts.rules_day(case, wrong, TODAY) == date(2026, 1, 26)
    right = Wanted(Period(date(2026, 2, 9), date(2026, 8, 2)), "Började en vecka senare.")
    with pytest.raises(Refused, match="högst 30 år"):
        grant_intervention(case, jobbpeng, right, by=town.worker.actor, today=TODAY)
    assert grant_intervention(case, jobbpeng, right, by=town.worker.actor, today=TODAY, corrects=wrong)


def test_the_page_costs_the_same_for_many_interventions_as_for_few(client, town, case):
    builders.an_assessment(case)

    def add(first, last):
        for number in range(first, last):
            one = builders.an_intervention(
                town.principal, f"insats_{number}", terms={"must_combine_with": ["sfi", "insats_0"]}
            )
            a_level(one, "niva", 0, 50)
            period = Period(date(2026, 2, 2), date(2026, 3, 2))
            builders.a_decision(case, one, period=period)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, town, case)
        return len(captured)

    add(0, 3)
    queries()
    few = queries()
    add(3, 20)
    assert queries() == few


def test_a_caseworker_of_another_unit_finds_no_such_page(client, town, case):
    client.force_login(town.stranger.user)
    assert client.get(reverse("decide", args=[case.pk])).status_code == 404
