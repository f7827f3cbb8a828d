"""The lists of control: what they can be narrowed to, and what is taken out of them as files."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from stegvis.core.actor import Role
from stegvis.providers.actions import visits
from stegvis.providers.actions.controls import do_control, plan_controls
from stegvis.providers.actions.deficiencies import Found, order_remedy, record_deficiency
from stegvis.providers.models import ControlTask, Deficiency, QualityTemplate
from stegvis.registry.models import Export, FileContent
from tests import builders
from tests.builders import ALWAYS, TODAY
from tests.providers.building import a_condition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")]


@pytest.fixture
def town(client):
    principal = builders.a_principal()
    officer = builders.a_seat(Role.QUALITY_OFFICER, principal)
    client.force_login(officer.user)
    return SimpleNamespace(
        principal=principal,
        provider=builders.a_provider(principal, "Stegen ek. för."),
        officer=officer,
        by=officer.actor,
    )


def shown(client, name, **filters):
    return client.get(reverse(name), filters).content.decode()


def taken_out(client, name, **filters):
    """The lines of the file, without the headings and who took it out."""
    address = reverse(name, query=filters)
    assert client.post(address).url == reverse("my_exports")
    content = FileContent.objects.get(file=Export.objects.latest("id").file).content
    return bytes(content).decode("utf-8-sig").splitlines()[1:-1]


def test_the_calendar_is_narrowed_to_a_condition_and_to_what_was_not_fulfilled(client, town):
    insurance, staff = (
        a_condition(town.principal, title, control_months=12) for title in ("Försäkring", "Handledare")
    )
    plan_controls(town.principal.pk, today=TODAY)
    page = shown(client, "controls", condition=insurance.condition_id)
    assert page.count("Stegen ek. för.</a>") == 1
    first, second = ControlTask.objects.order_by("condition")
    do_control(first, fulfilled=False, text="Den saknas.", note="Ringde.", by=town.by, today=TODAY)
    do_control(second, fulfilled=True, by=town.by, today=TODAY)
    page = shown(client, "controls", state="failed")
    assert "Inte uppfyllt</span>" in page and "Handledare</td>" not in page
    assert "Ringde." in client.get(reverse("do_control", args=[first.pk])).content.decode()
    lines = taken_out(client, "controls_export", state="done")
    assert [line.split(";")[1:5] for line in lines] == [
        ["Försäkring", first.due_on.isoformat(), "2026-03-16", "nej"],
        ["Handledare", second.due_on.isoformat(), "2026-03-16", "ja"],
    ]
    assert not taken_out(client, "controls_export", condition=staff.condition_id)


def test_deficiencies_are_narrowed_by_weight_and_source_and_taken_out_with_their_remedies(client, town):
    weights, ways = Deficiency.Severity, Deficiency.Source
    for text, severity, source in (
        ("Trappa.", weights.MINOR, ways.OTHER),
        ("Hot.", weights.SERIOUS, ways.PERSON),
    ):
        found = Found(text, severity, source, TODAY)
        order_remedy(
            record_deficiency(town.provider, found, by=town.by, today=TODAY),
            "Rätta.",
            TODAY + timedelta(30),
            by=town.by,
            today=TODAY,
        )
    assert "Trappa." not in shown(client, "deficiencies", severity="serious")
    assert "Hot." not in shown(client, "deficiencies", source="other")
    (line,) = taken_out(client, "deficiencies_export", severity="serious")
    assert line.startswith(
        "Stegen ek. för.;Hot.;Allvarlig brist;Kontakt med deltagare;;2026-03-16;Väntar på svar;"
    )


def test_the_visitor_finds_his_own_visits(client, town):
    QualityTemplate.objects.create(principal=town.principal, kind="visit", period=ALWAYS, questions=[])
    other = builders.a_seat(Role.QUALITY_OFFICER, town.principal)
    neighbour = builders.a_provider(town.principal, "Grannen AB")
    for provider, visitor in ((town.provider, town.officer), (neighbour, other)):
        plan = visits.Plan(TODAY, visitor.user.pk, "rota")
        visits.plan_visit(provider, plan, by=town.by, today=TODAY)
    assert "Grannen AB" in shown(client, "quality_visits")
    assert "Grannen AB" not in shown(client, "quality_visits", visitor="me")
    (line,) = taken_out(client, "quality_visits_export", visitor="me")
    assert line.startswith("Stegen ek. för.;2026-03-16;;Turordning;ja;")
