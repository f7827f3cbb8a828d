"""Quality visits with the real database and through their pages."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.database import scope
from stegvis.core.period import Period
from stegvis.providers.actions import visits as acts
from stegvis.providers.models import Condition, Deficiency, QualityTemplate, QualityVisit, Remedy
from stegvis.providers.quality_templates import standard_questions
from stegvis.providers.rules.questions import Kind, Question
from stegvis.providers.rules.visiting import Found, Protocol
from stegvis.providers.visit_risk import risk_facts
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")]

ASKED = (
    Question("lokaler", "Är lokalerna tillgängliga?", Kind.YES_NO, condition="lokal"),
    Question("antal", "Hur många var på plats?", Kind.NUMBER),
)


@pytest.fixture
def principal():
    found = builders.a_principal()
    QualityTemplate.objects.create(
        principal=found,
        kind="visit",
        period=Period(date(2020, 1, 1)),
        questions=[each.as_json() for each in ASKED],
    )
    return found


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal, "Stegen ek. för.")


@pytest.fixture
def officer(principal):
    return builders.a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def visit(provider, officer):
    return planned(provider, officer)


def planned(provider, officer, on=TODAY):
    plan = acts.Plan(on, officer.user.pk, "risk", "Ett tips från en granne")
    return acts.plan_visit(provider, plan, by=officer.actor, today=TODAY)


def whole(**changes):
    values = {
        "held_on": TODAY,
        "present": "Verksamhetschefen",
        "answers": {"lokaler": False, "antal": 12},
        "notes": {"lokaler": "Trappa utan ramp."},
        "summary": "Ett gott besök.",
    }
    return Protocol(**{**values, **changes})


def sign(visit, officer, protocol=None, mark=""):
    return acts.sign_protocol(
        visit, protocol or whole(), mark=mark, by=officer.actor, now=clock.now(), today=TODAY
    )


def test_signing_makes_deficiencies_of_what_was_marked(visit, officer, principal):
    condition = Condition.objects.create(principal=principal, code="lokal", kind="general")
    found = [Found("serious", "Trappa utan ramp.", ASKED[0]), Found("minor", "Ingen skylt.")]
    signed = sign(visit, officer, whole(found=found))
    first, second = Deficiency.objects.filter(visit=visit).order_by("id")
    assert (first.condition, first.severity, first.source) == (condition, "serious", "visit")
    assert "Trappa utan ramp." in first.text
    assert second.condition is None
    assert signed.signed_at is not None


def test_the_database_keeps_a_signed_protocol_as_it_is(visit, officer):
    sign(visit, officer)
    with pytest.raises(DatabaseError, match="signed_is_locked|Cannot update"):
        QualityVisit.objects.filter(pk=visit.pk).update(answers={})


def test_only_the_visitor_writes_and_signs(visit, principal):
    other = builders.a_seat(Role.QUALITY_OFFICER, principal)
    with pytest.raises(Forbidden):
        sign(visit, other)
    with pytest.raises(Forbidden):
        acts.save_protocol(visit, {}, mark="", by=other.actor, now=clock.now())


def test_a_stranger_with_providers_of_his_own_plans_no_visit_here(provider):
    elsewhere = builders.a_provider(builders.a_principal())
    stranger = builders.a_seat(Role.QUALITY_OFFICER, elsewhere.principal)
    with pytest.raises(Forbidden):
        planned(provider, stranger)
    caseworker = builders.a_seat(Role.CASEWORKER, provider.principal)
    with pytest.raises(Forbidden):
        planned(provider, caseworker)


def test_a_visit_is_planned_once_and_by_somebody_who_may(visit, provider, officer):
    with pytest.raises(Refused, match="redan planerat"):
        planned(provider, officer)
    acts.call_off_visit(visit, "Sjuk", by=officer.actor)
    with pytest.raises(Refused, match="kvalitetsansvarig"):
        acts.plan_visit(
            provider, acts.Plan(TODAY, builders.a_user().pk, "rota"), by=officer.actor, today=TODAY
        )
    assert planned(provider, officer).template is not None


def test_the_protocol_saved_in_another_window_is_not_overwritten_unseen(visit, officer):
    acts.save_protocol(visit, {"summary": "Ett"}, mark="", by=officer.actor, now=clock.now())
    with pytest.raises(Stale):
        acts.save_protocol(visit, {"summary": "Två"}, mark="", by=officer.actor, now=clock.now())
    with pytest.raises(Stale):
        sign(visit, officer)


def test_the_ranking_rests_on_what_is_known_of_the_provider(provider, officer, visit):
    case = builders.a_case(builders.a_unit(provider.principal))
    builders.an_assignment(case, provider=provider)
    sign(visit, officer, whole(found=[Found("serious", "Trappa.", ASKED[0])]))
    (known,) = risk_facts(provider.principal_id, TODAY)
    assert (known.customers, known.serious, known.minor, known.last_visit) == (1, 1, 0, TODAY)
    assert known.open_visit is None


def test_what_was_not_mended_speaks_for_a_visit_for_a_year(visit, provider, officer):
    sign(visit, officer, whole(found=[Found("minor", "Trappa.", ASKED[0])]))
    remedy = Remedy.objects.create(
        principal=provider.principal,
        deficiency=Deficiency.objects.get(),
        what="Bygg en ramp.",
        ordered_on=date(2024, 1, 2),
        ordered_by=officer.user,
        due_on=date(2024, 2, 1),
        closed_on=date(2024, 3, 1),
        closed_by=officer.user,
        is_met=False,
    )

    def known(day):
        (facts,) = risk_facts(provider.principal_id, day)
        return facts.minor, facts.not_mended_minor

    assert known(date(2025, 2, 28)) == (0, 1)
    assert known(date(2025, 3, 1)) == (0, 0)
    Remedy.objects.filter(pk=remedy.pk).update(is_met=True)
    assert known(date(2025, 2, 28)) == (0, 0)


def test_the_database_gives_a_provider_its_own_signed_protocols_only(visit, provider, officer):
    other = builders.a_provider(provider.principal)
    sign(planned(other, officer), officer)
    narrow = scope.Scope(principal_id=provider.principal_id, provider_id=provider.pk)
    with scope.within(narrow):
        assert QualityVisit.objects.count() == 0
    sign(visit, officer)
    with scope.within(narrow):
        assert [each.pk for each in QualityVisit.objects.all()] == [visit.pk]


# --- the pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer.user)
    return client


def test_a_visit_from_proposal_to_pdf(signed_in, provider, officer):
    proposals = signed_in.get(reverse("quality_visit_proposals")).content.decode()
    assert "Aldrig besökt" in proposals
    address = reverse("plan_quality_visit", args=[provider.pk])
    typed = {"planned_on": "2026-03-10", "visitor": officer.user.pk, "why": "tip", "why_text": "En granne"}
    refused = signed_in.post(address, typed).content.decode()
    assert "senare dag" in refused
    assert "En granne" in refused
    signed_in.post(address, typed | {"planned_on": "2026-03-16"})
    visit = QualityVisit.objects.get()
    on_site = reverse("quality_visit_protocol", args=[visit.pk])
    signed_in.post(on_site, {"draft": "", "spara": "ja", "summary": "Halvt skrivet", "q_antal": "många"})
    page = signed_in.get(on_site)
    assert "Halvt skrivet" in page.content.decode()
    mark = page.context["mark"]
    lacking = signed_in.post(on_site, {"draft": mark, "held_on": "2026-03-16", "summary": "Bra"})
    assert "Svara på frågan." in lacking.content.decode()
    answers = {
        "draft": lacking.context["mark"],
        "held_on": "2026-03-16",
        "present": "Chefen",
        "q_lokaler": "nej",
        "n_lokaler": "Trappa utan ramp",
        "d_lokaler": "serious",
        "q_antal": "12",
        "summary": "Bra",
    }
    assert signed_in.post(on_site, answers)["Location"] == visit.get_absolute_url()
    assert "Trappa utan ramp" in signed_in.get(visit.get_absolute_url()).content.decode()
    pdf = signed_in.get(reverse("quality_visit_pdf", args=[visit.pk]))
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(pdf.content)).pages)
    assert "Trappa utan ramp" in text
    assert "granne" not in text


def test_the_provider_reads_what_is_signed_and_never_why_the_visit_was_made(client, visit, provider, officer):
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider).user)
    assert client.get(visit.get_absolute_url()).status_code == 404
    sign(visit, officer, whole(found=[Found("serious", "Skylten saknas.")]))
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "Ett gott besök." in page
    assert "Skylten saknas." in page
    assert "granne" not in page
    assert client.get(reverse("quality_visit_protocol", args=[visit.pk])).status_code == 404
    other = builders.a_provider(provider.principal)
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=other).user)
    assert client.get(visit.get_absolute_url()).status_code == 404


def test_the_script_saves_quietly_and_is_told_when_another_window_has_saved(signed_in, visit):
    on_site = reverse("quality_visit_protocol", args=[visit.pk])
    saved = signed_in.post(on_site, {"draft": "", "autospara": "ja", "summary": "Ett"})
    assert saved.status_code == 204
    assert signed_in.post(on_site, {"draft": "", "autospara": "ja", "summary": "Två"}).status_code == 409
    told = signed_in.post(on_site, {"draft": "", "spara": "ja", "summary": "Två"})
    assert "ett annat fönster" in told.content.decode()
    assert "Två" in told.content.decode()


def test_a_visit_is_called_off_with_a_reason_and_planned_anew(signed_in, visit, provider):
    address = reverse("call_off_quality_visit", args=[visit.pk])
    assert "Fyll i" in signed_in.post(address, {"reason": " "}).content.decode()
    replan = reverse("replan_quality_visit", args=[visit.pk])
    typed = {"planned_on": "2026-03-20", "visitor": visit.visitor_id, "why": "rota"}
    signed_in.post(replan, typed)
    visit.refresh_from_db()
    assert visit.planned_on == date(2026, 3, 20)
    signed_in.post(address, {"reason": "Sjuk"})
    assert "Sjuk" in signed_in.get(visit.get_absolute_url()).content.decode()
    assert "Inställt" in signed_in.get(reverse("quality_visits")).content.decode()


def test_a_visit_whose_day_is_past_waits_for_its_protocol_and_is_not_to_come(
    client, signed_in, visit, principal, provider
):
    to_come = f"Kvalitetsbesök att göra {provider.name}"
    to_document = f"Kvalitetsbesök att dokumentera {provider.name}"

    def words(address):
        return " ".join(strip_tags(client.get(address).content.decode().replace("<", " <")).split())

    def start():
        return words("/").replace(" 1 ", " ")

    assert to_come in start() and "dokumentera" not in start()
    assert "Ska dokumenteras dagen har varit" not in words(reverse("quality_visits"))
    QualityVisit.objects.update(planned_on=TODAY - timedelta(days=1))
    assert to_document in start() and to_come not in start()
    listed = words(reverse("quality_visits"))
    assert "Ska dokumenteras dagen har varit" in listed and listed.count(provider.name) == 1
    assert provider.name in words(f"{reverse('quality_visits')}?state=to_document")
    assert provider.name not in words(f"{reverse('quality_visits')}?state=open")
    assert "Ska dokumenteras 2026-03-15" in words(provider.get_absolute_url())
    assert f"{provider.name} , 2026-03-15 Ska dokumenteras" in words(reverse("quality_visit_proposals"))

    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)
    told = words(reverse("announced_visits"))
    assert "Protokollet finns under Om oss när" in told and "Är lokalerna" not in told
    assert "Kvalitetsbesök som kommer" not in start()


def test_list_and_proposals_cost_the_same_for_few_and_many(signed_in, provider, officer):
    def look():
        with CaptureQueriesContext(connection) as captured:
            for name in ("quality_visits", "quality_visit_proposals"):
                assert signed_in.get(reverse(name)).status_code == 200
        return len(captured)

    def more(number):
        for each in range(number):
            new = builders.a_provider(provider.principal)
            planned(new, officer, TODAY + timedelta(days=each))

    more(2)
    look()
    few = look()
    more(10)
    assert look() == few


def test_the_standard_protocol_can_be_used_as_it_is():
    assert standard_questions("visit")


# --- told beforehand ----------------------------------------------------------------------------------------


def test_the_provider_is_told_of_an_announced_visit_and_nothing_of_why(
    client, mailoutbox, django_capture_on_commit_callbacks, principal, provider, officer
):
    coordinator = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider)
    provider.contact_email = "kontakt@example.org"
    provider.save()
    with django_capture_on_commit_callbacks(execute=True):
        visit = planned(provider, officer, TODAY + timedelta(days=14))
    assert mailoutbox[-1].subject == "Kvalitetsbesök 2026-03-30"
    typed = {"n_lokaler": "Det luktade rök."}
    acts.save_protocol(visit, typed, mark="", by=officer.actor, now=clock.now())

    client.force_login(coordinator.user)
    page = client.get(reverse("announced_visits")).content.decode()
    assert "Är lokalerna tillgängliga?" in page and officer.user.display_name in page
    assert reverse("announced_visits") in client.get("/").content.decode()
    own = client.get(provider.get_absolute_url()).content.decode()
    assert reverse("announced_visits") in own
    for shown in (page, own):
        assert "granne" not in shown and "rök" not in shown
    assert client.get(visit.get_absolute_url()).status_code == 404

    neighbour = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=builders.a_provider(principal))
    client.force_login(neighbour.user)
    assert "Inget besök är meddelat" in client.get(reverse("announced_visits")).content.decode()


def test_a_visit_that_is_not_announced_or_not_made_is_not_told_of(
    client, mailoutbox, django_capture_on_commit_callbacks, principal, provider, officer
):
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)

    def told():
        return "Är lokalerna" in client.get(reverse("announced_visits")).content.decode()

    def planned_anew(day, **changes):
        plan = acts.Plan(day, officer.user.pk, "risk", **changes)
        acts.replan_visit(visit, plan, by=officer.actor, today=TODAY)

    provider.contact_email = "kontakt@example.org"
    provider.save()
    with django_capture_on_commit_callbacks(execute=True):
        visit = planned(provider, officer)
        assert told()
        planned_anew(TODAY)  # the same once more: no letter
        planned_anew(TODAY + timedelta(days=1))
        planned_anew(TODAY + timedelta(days=1), is_announced=False)
        assert not told()
        planned_anew(TODAY + timedelta(days=2))
        acts.call_off_visit(visit, "Sjukdom", by=officer.actor)
        assert not told()
    assert [letter.subject for letter in mailoutbox] == [
        "Kvalitetsbesök 2026-03-16",
        "Kvalitetsbesök 2026-03-17",
        "Inget kvalitetsbesök 2026-03-17",
        "Kvalitetsbesök 2026-03-18",
        "Inget kvalitetsbesök 2026-03-18",
    ]


def test_the_database_gives_a_provider_no_visit_before_it_is_signed(principal, provider, visit):
    with scope.within(scope.Scope(principal_id=principal.pk, provider_id=provider.pk)):
        assert not QualityVisit.objects.exists()
