"""The standard catalogue and the setting up of a principal."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from stegvis.accounts.models import Membership, User
from stegvis.catalogue.models import FullTime, Intervention, Tariff
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.registry.models import Principal, Unit
from tests.builders import a_principal, a_seat

pytestmark = pytest.mark.django_db

ARGUMENTS = [
    "--slug=provby",
    "--name=Provby kommun",
    "--organisation-number=212000-0167",
    "--unit=Vägledning",
    "--admin-email=Admin@provby.example",
    "--admin-name=Ada Admin",
]


def set_up(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "en lång mening 4711") -> str:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(password + "\n"))
    call_command("setup_principal", *arguments, stdout=out)
    return out.getvalue()


def test_jobbpeng_has_the_published_amounts_and_no_invented_bonus() -> None:
    principal = a_principal()
    install(principal, read_catalogue())
    tariffs = {t.intervention.code: t for t in Tariff.objects.select_related("intervention")}
    assert {code: t.monthly_base for code, t in tariffs.items()} == {
        "jobbpeng_grund": kr(3686),
        "jobbpeng_forstarkt": kr(4858),
    }
    assert all(t.run_in_days == 14 and t.bonus == 0 and t.source for t in tariffs.values())


def test_the_health_garden_lasts_three_months_and_is_extended_once_by_three() -> None:
    principal = a_principal()
    install(principal, read_catalogue())
    terms = Intervention.objects.get(code="halsotradgarden").terms_on(date(2022, 5, 2))
    assert terms is not None
    assert (terms.max_months, terms.max_extensions, terms.extension_months) == (6, 1, 3)


def test_interventions_of_2024_are_not_offered_the_day_before_they_begin() -> None:
    principal = a_principal()
    install(principal, read_catalogue())
    for code in ("ami_1", "ami_2", "fai_1", "fai_2", "isa_1", "isa_2"):
        intervention = Intervention.objects.get(code=code)
        begin = intervention.terms.get().period.start
        assert begin.year == 2024
        assert intervention.terms_on(begin) and not intervention.terms_on(begin - timedelta(days=1))


def test_installing_again_changes_nothing_that_the_principal_has_changed() -> None:
    principal = a_principal()
    assert install(principal, read_catalogue()) == Intervention.objects.count()
    Intervention.objects.filter(code="osa").update(name="Skyddat arbete")
    assert install(principal, read_catalogue()) == 0
    assert Intervention.objects.get(code="osa").name == "Skyddat arbete"
    assert FullTime.objects.get().hours_per_week == 40


def test_a_principal_is_set_up_with_units_catalogue_and_an_administrator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = set_up(monkeypatch, *ARGUMENTS)
    principal = Principal.objects.get(slug="provby")
    user = User.objects.get(email="admin@provby.example")
    assert "Provby kommun är upplagd" in said
    assert user.check_password("en lång mening 4711")
    assert Membership.objects.get(user=user, principal=principal).role == Role.ADMINISTRATOR
    assert Unit.objects.get(principal=principal).name == "Vägledning"
    assert Intervention.objects.filter(principal=principal, code="sai").exists()


def test_setting_up_again_adds_nothing_and_asks_for_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, *ARGUMENTS)
    before = (
        User.objects.count(),
        Membership.objects.count(),
        Unit.objects.count(),
        Intervention.objects.count(),
    )
    set_up(monkeypatch, *ARGUMENTS, password="")
    after = (
        User.objects.count(),
        Membership.objects.count(),
        Unit.objects.count(),
        Intervention.objects.count(),
    )
    assert after == before


@pytest.mark.parametrize(
    ("fault", "password", "said"),
    [
        ("--organisation-number=212000-0168", "en lång mening 4711", "Kontrollsiffran"),
        ("--slug=prov by", "en lång mening 4711", "--slug"),
        ("--admin-email=ingen", "en lång mening 4711", "--admin-email"),
        ("--admin-name=Ada", "en lång mening 4711", "efternamn"),
        ("--person-word=kund", "kort", "Lösenordet duger inte"),
    ],
)
def test_a_fault_is_told_and_nothing_is_set_up(
    monkeypatch: pytest.MonkeyPatch, fault: str, password: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        set_up(monkeypatch, *ARGUMENTS, fault, password=password)
    assert not Principal.objects.exists()


def test_staff_read_terms_and_tariffs_of_their_own_principal(client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    principal = a_principal()
    install(principal, read_catalogue())
    client.force_login(a_seat(Role.ANALYST, principal).user)
    page = client.get("/insatser/").content.decode()
    assert "Jobbpeng förstärkt" in page
    assert "4 858,00 kr" in page.replace("\u00a0", " ")
    assert "kan förlängas en gång med 3 månader" in page
    client.force_login(a_seat(Role.CASEWORKER, a_principal()).user)
    assert "Jobbpeng" not in client.get("/insatser/").content.decode()


def test_the_first_grant_leaves_room_for_the_extensions() -> None:
    principal = a_principal()
    install(principal, read_catalogue())
    first = {
        i.code: terms.first_months
        for i in Intervention.objects.all()
        if (terms := i.terms_on(date(2022, 5, 2))) is not None
    }
    assert first["halsotradgarden"] == 3
    assert first["osa"] == 12
    assert first["sai"] is None
