"""A world with strangers: the same chain of rows for us, for another unit and provider, for another tenant.

Each stranger has rows of the same kinds as we have: "some assignment" is never mistaken for "this one".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from stegvis.accounts.models import GroupRole, IdentityProvider, Membership, RoleProposal
from stegvis.assignments.models import (
    Assignment,
    FinalReport,
    FlaggedAssignment,
    MonthlyReport,
    Plan,
    ReviewFlag,
)
from stegvis.casework.models import (
    Absence,
    Assessment,
    AssessmentQuestion,
    AssessmentTemplate,
    Attachment,
    BreakGlass,
    CapacityGrade,
    CapacityStatement,
    Case,
    CaseActivity,
    Choice,
    Decision,
    DecisionProposal,
    Delegation,
    FollowUp,
    Hindrance,
    JournalAddendum,
    JournalNote,
    ProviderChange,
    Referral,
)
from stegvis.catalogue.models import Intervention, Terms
from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.oversight.models import Control, Finding
from stegvis.providers.models import (
    Application,
    Authorisation,
    Condition,
    ConditionVersion,
    ControlTask,
    Deficiency,
    EndRequest,
    Evidence,
    IntakePause,
    Provider,
    ProviderDecision,
    QualityReport,
    QualityVisit,
    Reauthorisation,
    RemedyPaper,
    RevocationProposal,
    Site,
)
from stegvis.registry.models import (
    Export,
    FileContent,
    Person,
    PersonMerge,
    Principal,
    StoredFile,
    Unit,
)
from stegvis.remuneration.calculation import Calculation, Line
from stegvis.remuneration.models import BonusProposal, LedgerEntry, Settlement
from tests import builders
from tests.accounts.sign_in_services import a_group, a_service
from tests.casework.assessing import a_template
from tests.security.application_rows import application_rows
from tests.security.compared import comparison_rows
from tests.security.control_rows import control_rows
from tests.security.deciding_rows import deciding_rows
from tests.security.quality_rows import quality_rows

OURS, OTHER_UNIT, OTHER_TENANT = "ours", "other unit and provider", "other tenant"


@dataclass
class Chain:
    """One row of each kind, all belonging together."""

    unit: Unit
    provider: Provider
    rows: dict[type[models.Model], models.Model] = field(default_factory=dict)


def a_chain(principal: Principal) -> Chain:
    """From person to ledger entry, through every kind of row that a page can show."""
    unit, provider, user = builders.a_unit(principal), builders.a_provider(principal), builders.a_user()
    intervention = builders.an_intervention(principal)
    tariff = builders.Tariff.objects.filter(intervention=intervention).first() or builders.a_tariff(
        intervention
    )
    case = builders.a_case(unit, caseworker=user)
    template = an_assessment_template(principal)
    assessment = builders.an_assessment(case, by=user)
    decision = builders.a_decision(case, intervention)
    choice = builders.a_choice(decision, provider, by=user)
    assignment = builders.an_assignment(case, provider=provider, decision=decision, choice=choice)
    plan = Plan.objects.create(
        principal=principal,
        assignment=assignment,
        starts_on=assignment.period.start,
        how="Steg för steg.",
        made_by=user,
    )
    report = builders.a_report(assignment, date(2026, 2, 1))
    final = FinalReport.objects.create(
        principal=principal,
        assignment=assignment,
        summary="S",
        success_factors="F",
        proposals="P",
        sent_on=builders.TODAY,
        sent_by=user,
    )
    follow_up = FollowUp.objects.create(
        principal=principal,
        case=case,
        due_on=date(2026, 3, 1),
        held_on=date(2026, 3, 2),
        lasting=True,
        evidence=FollowUp.Evidence.CONTRACT,
        held_by=user,
    )
    proposal = BonusProposal.objects.create(
        principal=principal,
        assignment=assignment,
        follow_up=follow_up,
        tariff=tariff,
        amount=kr(10_000),
        reason="Varaktigt arbete.",
        proposed_on=date(2026, 3, 3),
        proposed_by=user,
    )
    settlement = Settlement.objects.create(
        principal=principal,
        month=date(2026, 2, 1),
        round=Settlement.objects.filter(principal=principal).count() + 1,
        prepared_on=date(2026, 3, 3),
        prepared_by=user,
    )
    entry = LedgerEntry.objects.create(
        principal=principal,
        settlement=settlement,
        provider=provider,
        assignment=assignment,
        kind=LedgerEntry.Kind.BASE,
        month=date(2026, 2, 1),
        amount=kr(3686),
        calculation=Calculation({}, "prov", (Line("Prov", kr(3686)),)).as_json(),
    )
    attachment = Attachment.objects.create(
        principal=principal,
        case=case,
        file=a_stored_file(principal, user),
        kind=Attachment.Kind.MEDICAL,
        title="Intyg",
        added_on=builders.TODAY,
        added_by=user,
    )
    note = JournalNote.objects.create(
        principal=principal,
        case=case,
        kind=JournalNote.Kind.PHONE,
        happened_on=builders.TODAY,
        heading="Samtal",
        text="Ringde om praktikplatsen.",
        written_by=user,
        written_at=clock.now(),
    )
    JournalAddendum.objects.create(
        principal=principal, note=note, text="Platsen är klar.", written_by=user, written_at=clock.now()
    )
    absence = Absence.objects.create(
        principal=principal,
        unit=unit,
        user=user,
        substitute=builders.a_user(),
        period=Period(date(2026, 3, 9), date(2026, 4, 6)),
        recorded_by=user,
    )
    grade = CapacityGrade.objects.create(
        principal=principal,
        case=case,
        percent=50,
        period=Period(date(2026, 1, 20)),
        source=CapacityGrade.Source.CASEWORKER,
        recorded_on=builders.TODAY,
        recorded_by=user,
    )
    statement = CapacityStatement.objects.create(
        principal=principal,
        case=case,
        question="Klarar personen halva dagar?",
        asked_on=builders.TODAY,
        asked_by=user,
        due_on=date(2026, 4, 1),
    )
    export = Export.objects.create(
        principal=principal,
        creator=user,
        file=a_stored_file(principal, user),
        kind="settlement_export",
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
        rows=1,
        persons=[case.person_id],
    )
    opening = BreakGlass.objects.create(
        principal=principal,
        case=case,
        unit=unit,
        user=builders.a_user(),
        reason="Personen är här och mår dåligt.",
        opened_at=datetime(2026, 3, 16, 9, tzinfo=UTC),
        expires_at=datetime(2026, 3, 16, 10, tzinfo=UTC),
    )
    control = Control.objects.create(
        principal=principal,
        period=Period(date(2026, 3, 1), date(2026, 3, 16)),
        sample_size=1,
        seed="frö",
        made_at=clock.now(),
        made_by=user,
    )
    finding = Finding.objects.create(
        principal=principal,
        control=control,
        pattern="own",
        user=user,
        seat_unit=unit,
        person=case.person,
        first_at=clock.now(),
        last_at=clock.now(),
        count=1,
        people=1,
        reading_ids=[],
    )
    membership = builders.a_seat(Role.CASEWORKER, principal, unit=unit).membership
    role_proposal = RoleProposal.objects.create(
        principal=principal,
        email="ny@example.org",
        first_name="Ny",
        last_name="Testsson",
        role=Role.CONTROLLER,
        reason="Vikariat.",
        proposed_by=user,
        proposed_on=builders.TODAY,
    )
    service = a_service(principal, f"tjanst-{case.pk}", issuer="https://inloggning.example")
    activity = CaseActivity.objects.create(
        principal=principal,
        case=case,
        kind=CaseActivity.Kind.SFI,
        hours_per_week=15,
        period=Period(case.opened_on),
        recorded_by=user,
    )
    hindrance = Hindrance.objects.create(
        principal=principal,
        case=case,
        kind=Hindrance.Kind.SICK,
        period=Period(case.opened_on),
        recorded_by=user,
    )
    rows: list[models.Model] = [
        a_flag(assignment, report),
        activity,
        hindrance,
        service,
        a_group(service, "Analys", Role.ANALYST),
        case,
        decision,
        choice,
        assignment,
        plan,
        report,
        final,
        follow_up,
        opening,
        proposal,
        settlement,
        entry,
        attachment,
        grade,
        statement,
        note,
        absence,
        export,
        finding,
        provider,
        provider.authorisations.get(),
        IntakePause.objects.create(
            principal=principal,
            provider=provider,
            period=Period(date(2190, 1, 1)),  # far away, so that it stops nobody
            by_principal=False,
            reason="Ombyggnad.",
        ),
        Site.objects.create(
            principal=principal,
            provider=provider,
            address="Storgatan 1",
            postal_code="13140",
            town="Nackby",
            period=builders.ALWAYS,
        ),
        unit,
        membership,
        role_proposal,
        intervention,
        intervention.terms.get(),
        case.person,
        a_merge(case),
        *application_rows(provider, intervention, a_stored_file(principal, user)),
        *comparison_rows(provider, intervention),
        *quality_rows(provider, user),
        *deciding_rows(intervention, user),
        *control_rows(provider, user, a_stored_file(principal, user)),
        Referral.objects.create(
            principal=principal,
            unit=unit,
            person=case.person,
            source=Referral.Source.OTHER,
            sender="Region",
            asks_for="Stöd till arbete.",
            received_on=date(2026, 3, 2),
            registered_by=user,
        ),
        assessment,
        template,
        template.questions.first(),
        ProviderChange.objects.create(
            principal=principal,
            choice=choice,
            ground=ProviderChange.Ground.DISTANCE,
            reason="Det är långt.",
            asked_on=builders.TODAY,
            asked_by=user,
        ),
        DecisionProposal.objects.create(
            principal=principal,
            case=case,
            kind="refuse",
            intervention=intervention,
            content={"carrier": "refuse", "reason": "Behövs inte.", "corrects": None},
            prepared_by=user,
            prepared_on=builders.TODAY,
        ),
        Delegation.objects.create(  # not in force yet, so that everybody decides as before
            principal=principal,
            code="9",
            text="Beslut om insatser",
            role=Role.CASEWORKER,
            kinds=["grant"],
            period=Period(date(2190, 1, 1)),
        ),
    ]
    return Chain(unit, provider, {type(row): row for row in rows})


def a_flag(assignment: Assignment, report: MonthlyReport) -> ReviewFlag:
    """The report's text is the same as others'."""
    flag = ReviewFlag.objects.create(
        principal=assignment.principal,
        provider=assignment.provider,
        rule="same_text",
        month=report.month,
        explanation="Texten är densamma om tre personer.",
        fingerprint=f"{assignment.pk}",
        found_on=builders.TODAY,
    )
    FlaggedAssignment.objects.create(
        principal=assignment.principal, flag=flag, assignment=assignment, report=report
    )
    return flag


def an_assessment_template(principal: Principal) -> AssessmentTemplate:
    """A version being written; the principal's first one is published."""
    version = AssessmentTemplate.objects.filter(principal=principal).count() + 1
    if version == 1:
        a_template(principal)
        version += 1
    return a_template(principal, version=version, period=None)


def a_merge(case: Case) -> PersonMerge:
    """The person of the case was once registered twice."""
    twin = builders.a_person(case.principal, merged_into=None)
    user = builders.a_user()
    done = PersonMerge.objects.create(
        principal=case.principal,
        kept=case.person,
        merged=twin,
        reason="Fick personnummer senare.",
        moved={},
        merged_on=builders.TODAY,
        merged_by=user,
    )
    twin.identifiers.all().delete()
    Person.objects.filter(pk=twin.pk).update(merged_into=case.person)
    return done


def a_stored_file(principal: Principal, user: Any) -> StoredFile:
    file = StoredFile.objects.create(
        principal=principal,
        name="intyg.txt",
        kind="txt",
        size=3,
        sha256="0" * 64,
        state=StoredFile.State.CLEAN,
        uploaded_by=user,
        uploaded_at=clock.now(),
    )
    FileContent.objects.create(principal=principal, file=file, content=b"hej")
    return file


@dataclass
class World:
    chains: dict[str, Chain]
    seats: dict[Role, Any]


def a_world() -> World:
    principal = builders.a_principal()
    builders.full_time(principal)
    chains = {
        OURS: a_chain(principal),
        OTHER_UNIT: a_chain(principal),
        OTHER_TENANT: a_chain(builders.a_principal()),
    }
    ours = chains[OURS]
    person = ours.rows[Case].person  # type: ignore[attr-defined]
    places: dict[Role, dict[str, Any]] = {
        Role.CASEWORKER: {"unit": ours.unit},
        Role.HEAD_OF_UNIT: {"unit": ours.unit},
        Role.PROVIDER_STAFF: {"provider": ours.provider},
        Role.RESIDENT: {"person": person},
    }
    seats = {role: builders.a_seat(role, principal, **places.get(role, {})) for role in Role}
    at_provider = seats[Role.PROVIDER_STAFF]  # a small provider: whoever coordinates administers too
    builders.a_seat(
        Role.PROVIDER_STAFF,
        principal,
        provider=ours.provider,
        user=at_provider.user,
        duty=Duty.ADMINISTRATOR,
    )
    return World(chains, seats)


HERE = frozenset({OURS, OTHER_UNIT})
ONLY_OURS = frozenset({OURS})

CASEWORKERS = (Role.CASEWORKER, Role.HEAD_OF_UNIT)

SEES: dict[type[models.Model], dict[Role, frozenset[str]]] = {
    Case: {**dict.fromkeys(CASEWORKERS, ONLY_OURS), Role.RESIDENT: ONLY_OURS},
    Person: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    PersonMerge: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Referral: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Decision: {**dict.fromkeys(CASEWORKERS, ONLY_OURS), Role.RESIDENT: ONLY_OURS},
    ProviderChange: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Choice: {**dict.fromkeys(CASEWORKERS, ONLY_OURS), Role.RESIDENT: ONLY_OURS},
    BreakGlass: {Role.HEAD_OF_UNIT: ONLY_OURS},
    FollowUp: {**dict.fromkeys(CASEWORKERS, ONLY_OURS), Role.RESIDENT: ONLY_OURS},
    Assignment: {
        **dict.fromkeys((*CASEWORKERS, Role.PROVIDER_STAFF, Role.RESIDENT), ONLY_OURS),
        Role.QUALITY_OFFICER: HERE,
        Role.CONTROLLER: HERE,
    },
    BonusProposal: {
        **dict.fromkeys((*CASEWORKERS, Role.PROVIDER_STAFF), ONLY_OURS),
        Role.CONTROLLER: HERE,
    },
    Assessment: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Intervention: dict.fromkeys(set(Role) - {Role.PROVIDER_STAFF, Role.RESIDENT}, HERE),
    AssessmentTemplate: {Role.ADMINISTRATOR: HERE},
    AssessmentQuestion: {Role.ADMINISTRATOR: HERE},
    Attachment: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    CapacityGrade: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    DecisionProposal: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Delegation: {Role.ADMINISTRATOR: HERE},
    CapacityStatement: {**dict.fromkeys(CASEWORKERS, ONLY_OURS), Role.MEDICAL_ADVISER: HERE},
    CaseActivity: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Hindrance: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Absence: {Role.HEAD_OF_UNIT: ONLY_OURS},
    JournalNote: dict.fromkeys(CASEWORKERS, ONLY_OURS),
    Export: {},  # its maker alone, see tests/registry/test_exports.py
    Finding: {Role.LOG_CONTROLLER: HERE, Role.HEAD_OF_UNIT: ONLY_OURS},
    ReviewFlag: dict.fromkeys((Role.QUALITY_OFFICER, Role.ADMINISTRATOR, Role.CONTROLLER, Role.CHAIR), HERE),
    Settlement: {Role.CONTROLLER: HERE, Role.HEAD_OF_UNIT: HERE},
    LedgerEntry: {Role.CONTROLLER: HERE, Role.HEAD_OF_UNIT: HERE},
    Membership: dict.fromkeys((Role.ADMINISTRATOR, Role.SUPPORT), HERE),
    IdentityProvider: {Role.ADMINISTRATOR: HERE},
    GroupRole: {Role.ADMINISTRATOR: HERE},
    RoleProposal: {Role.ADMINISTRATOR: HERE},
    Condition: dict.fromkeys(set(Role) - {Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF, Role.RESIDENT}, HERE),
    ConditionVersion: dict.fromkeys(Role, HERE),
    Application: {
        **dict.fromkeys(set(Role) - {Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF, Role.RESIDENT}, HERE),
        Role.PROVIDER_STAFF: ONLY_OURS,
    },
    Provider: {
        **dict.fromkeys(set(Role) - {Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF}, HERE),
        Role.PROVIDER_STAFF: ONLY_OURS,
    },
}
"""Which chains' rows each role may see, written by hand from the rules of access, apart from the code.

Reports and other rows of an assignment are seen as the assignment is."""
SEES[Evidence] = SEES[ProviderDecision] = SEES[Application]
SEES[ControlTask] = SEES[RevocationProposal] = SEES[ReviewFlag]
SEES[Deficiency] = SEES[RemedyPaper] = SEES[EndRequest] = {**SEES[ReviewFlag], Role.PROVIDER_STAFF: ONLY_OURS}
SEES[QualityVisit] = SEES[ReviewFlag]  # what is signed is seen by the provider too, see tests/providers
SEES[QualityReport] = {**SEES[ReviewFlag], Role.PROVIDER_STAFF: ONLY_OURS}
SEES[Authorisation] = SEES[IntakePause] = SEES[Site] = SEES[Provider]
SEES[Reauthorisation] = SEES[Condition]
SEES[Terms] = SEES[Intervention]
for _follows in (MonthlyReport, Plan, FinalReport):
    SEES[_follows] = SEES[Assignment]
