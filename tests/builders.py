"""Builders that read as the domain: each gives a real row with sensible defaults, and what it stands on."""

from __future__ import annotations

from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.casework.models import Assessment, Case, Choice, ClosureReason, Decision, TargetGroup
from stegvis.catalogue.models import FullTime, Intervention, Tariff, Terms
from stegvis.core.actor import Actor, Role
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.money import Ore, kr
from stegvis.core.period import Period
from stegvis.providers.models import Authorisation, IntakePause, Provider
from stegvis.registry.models import Person, PersonIdentifier, Principal, ProtectedAccess, Unit

TODAY = date(2026, 3, 16)
"""The day the tests live in unless they say otherwise; a Monday."""

ALWAYS = Period(date(2015, 1, 1))
PASSWORD = "ett-långt-lösenord-för-test"
_numbers = count(1)


def luhn_digit(nine: str) -> str:
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(nine)]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def a_personal_number(born: date = date(1990, 5, 17), serial: int | None = None) -> PersonalNumber:
    """A number of the pattern of the published test numbers, with a right check digit."""
    n = next(_numbers) % 1000 if serial is None else serial
    nine = f"{born:%y%m%d}{n:03}"
    return PersonalNumber(f"{born:%Y%m%d}{n:03}{luhn_digit(nine)}", "personal")


def a_principal(name: str | None = None) -> Principal:
    n = next(_numbers)
    return Principal.objects.create(
        slug=f"kommun-{n}",
        name=name or f"Provkommun {n}",
        committee="Arbetsmarknadsnämnden",
        organisation_number="2120000167",
        caseworker_title="karriärvägledare",
    )


def a_unit(principal: Principal, name: str | None = None) -> Unit:
    return Unit.objects.create(principal=principal, name=name or f"Enhet {next(_numbers)}")


def a_user(name: str = "Test Testsson") -> User:
    first, _, last = name.partition(" ")
    return User.objects.create_user(
        f"anvandare{next(_numbers)}@example.org", PASSWORD, first_name=first, last_name=last
    )


def a_seat(
    role: Role,
    principal: Principal,
    *,
    unit: Unit | None = None,
    provider: Provider | None = None,
    person: Person | None = None,
    user: User | None = None,
    duty: str = "",
) -> SimpleNamespace:
    """A user with one role: `.user` to sign in with, `.actor` to act as, `.membership`."""
    if role in (Role.CASEWORKER, Role.HEAD_OF_UNIT) and unit is None:
        unit = a_unit(principal)
    user = user or a_user()
    membership = Membership.objects.create(
        principal=principal,
        user=user,
        role=role,
        unit=unit,
        provider=provider,
        person=person,
        duty=duty,
        period=ALWAYS,
    )
    actor = Actor(
        user_id=user.pk,
        name=user.display_name,
        principal_id=principal.pk,
        roles=frozenset({role}),
        unit_ids=frozenset({unit.pk} if unit else ()),
        provider_id=provider.pk if provider else None,
        duties=frozenset({membership.held_duty} if provider else ()),
        person_id=person.pk if person else None,
    )
    return SimpleNamespace(user=user, actor=actor, membership=membership)


def a_person(principal: Principal, *, born: date = date(1990, 5, 17), **fields: Any) -> Person:
    number = a_personal_number(born)
    values = {"first_name": "Anna", "last_name": f"Prov{next(_numbers)}", "sex": number.sex, **fields}
    person = Person.objects.create(principal=principal, birth_date=born, **values)
    PersonIdentifier.objects.create(principal=principal, person=person, kind=number.kind, value=number.value)
    return person


def protect(person: Person, level: str = Person.Protection.PROTECTED) -> Person:
    """The person as if protected all along; the database draws the pseudonym."""
    Person.objects.filter(pk=person.pk).update(protection=level)
    person.refresh_from_db(fields=["protection", "pseudonym"])
    return person


def name_staff(
    person: Person, user: User, *, provider: Provider | None = None, period: Period | None = None
) -> ProtectedAccess:
    """The user is named to know who the person is."""
    return ProtectedAccess.objects.create(
        principal=person.principal,
        person=person,
        user=user,
        provider=provider,
        period=period or ALWAYS,
        reason="Behövs för arbetet.",
        granted_by=a_user("Chefa Chef"),
    )


def an_intervention(
    principal: Principal, code: str = "jobbpeng_grund", *, terms: Any = None, **fields: Any
) -> Intervention:
    """An intervention with open terms; `terms` overrides single terms."""
    intervention, created = Intervention.objects.get_or_create(
        principal=principal, code=code, defaults={"name": code.replace("_", " ").capitalize(), **fields}
    )
    if created:
        Terms.objects.create(
            principal=principal,
            intervention=intervention,
            **{
                "period": ALWAYS,
                "max_months": 12,
                "max_extensions": 1,
                "extension_months": 6,
                **(terms or {}),
            },
        )
    return intervention


def a_tariff(
    intervention: Intervention, *, base: Ore | None = None, bonus: Ore | None = None, **fields: Any
) -> Tariff:
    values = {
        "period": ALWAYS,
        "monthly_base": kr(3686) if base is None else base,
        "bonus": kr(10_000) if bonus is None else bonus,
    }
    return Tariff.objects.create(
        principal=intervention.principal, intervention=intervention, **{**values, **fields}
    )


def full_time(principal: Principal, hours: int = 40) -> FullTime:
    return FullTime.objects.create(principal=principal, period=ALWAYS, hours_per_week=hours)


def a_provider(
    principal: Principal, name: str | None = None, *, authorised: Period | None = ALWAYS, **fields: Any
) -> Provider:
    """A provider, authorised for every intervention unless `authorised` is None."""
    n = next(_numbers)
    nine = f"559{n % 1_000_000:06}"
    provider = Provider.objects.create(
        principal=principal,
        organisation_number=nine + luhn_digit(nine),
        name=name or f"Anordnare {n} AB",
        **fields,
    )
    if authorised:
        Authorisation.objects.create(principal=principal, provider=provider, period=authorised)
    return provider


def a_pause(provider: Provider, period: Period = ALWAYS, **fields: Any) -> IntakePause:
    """The whole intake of the provider is paused by the principal."""
    told = {"by_principal": True, "reason": "För få handledare.", "paused_by": a_user()} | fields
    return IntakePause.objects.create(principal=provider.principal, provider=provider, period=period, **told)


def a_case(
    unit: Unit,
    *,
    person: Person | None = None,
    caseworker: User | None = None,
    opened_on: date = date(2026, 1, 12),
    closed_on: date | None = None,
    closure_reason: str = "",
    **fields: Any,
) -> Case:
    if closed_on and not closure_reason:
        closure_reason = ClosureReason.WORK
    return Case.objects.create(
        principal=unit.principal,
        unit=unit,
        person=person or a_person(unit.principal),
        number=fields.pop("number", f"T{next(_numbers):05}"),
        target_group=fields.pop("target_group", TargetGroup.INCOME_SUPPORT),
        caseworker=caseworker,
        opened_on=opened_on,
        closed_on=closed_on,
        closure_reason=closure_reason,
        **fields,
    )


def an_assessment(
    case: Case, *, by: User | None = None, held_on: date = date(2026, 1, 20), **fields: Any
) -> Assessment:
    values = {"own_goal": "Vill arbeta i kök.", "capacity_percent": 100, "state_could_serve": False, **fields}
    return Assessment.objects.create(
        principal=case.principal, case=case, held_on=held_on, signed_by=by or a_user(), **values
    )


def a_decision(
    case: Case,
    intervention: Intervention | None = None,
    *,
    period: Period | None = None,
    decided_on: date = date(2026, 1, 26),
    kind: str = Decision.Kind.GRANT,
    **fields: Any,
) -> Decision:
    return Decision.objects.create(
        principal=case.principal,
        case=case,
        intervention=intervention or an_intervention(case.principal),
        number=fields.pop("number", f"B{next(_numbers):05}"),
        kind=kind,
        period=period or Period(date(2026, 2, 2), date(2026, 8, 2)),
        decided_on=decided_on,
        **{"capacity_percent": 100, **fields},
    )


def a_choice(decision: Decision, provider: Provider | None = None, *, by: User | None = None) -> Choice:
    return Choice.objects.create(
        principal=decision.principal,
        case=decision.case,
        decision=decision,
        provider=provider or a_provider(decision.principal),
        made=Choice.Made.TOGETHER,
        chosen_on=decision.decided_on,
        recorded_by=by or a_user(),
    )


def an_assignment(
    case: Case,
    *,
    provider: Provider | None = None,
    intervention: Intervention | None = None,
    period: Period | None = None,
    decision: Decision | None = None,
    hours: int = 40,
    **fields: Any,
) -> Assignment:
    """An assignment with its decision; without `provider` a new authorised one."""
    if decision is None:
        decision = a_decision(case, intervention, period=period)
    return Assignment.objects.create(
        principal=case.principal,
        case=case,
        person=case.person,
        decision=decision,
        intervention=decision.intervention,
        provider=provider or a_provider(case.principal),
        number=fields.pop("number", f"U{next(_numbers):05}"),
        period=period or decision.period,
        planned_hours_per_week=hours,
        **fields,
    )


def a_report(
    assignment: Assignment,
    month: date,
    *,
    attended: int = 120,
    absent: int = 8,
    progress: int = 3,
    **fields: Any,
) -> MonthlyReport:
    return MonthlyReport.objects.create(
        principal=assignment.principal,
        assignment=assignment,
        month=month,
        attended_hours=attended,
        absent_hours=absent,
        progress=progress,
        **{"received_on": month.replace(day=28), **fields},
    )
