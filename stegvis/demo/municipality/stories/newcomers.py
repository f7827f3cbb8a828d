"""Ten people who came in May, each one step further along the road than the one before."""

from __future__ import annotations

from datetime import date

from stegvis.accounts.models import Membership, User
from stegvis.assignments.actions.meet import record_meeting
from stegvis.assignments.actions.report import send_report
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.assignments.rules.reporting import NewReport
from stegvis.casework.actions.voucher import give_voucher
from stegvis.casework.models import Case
from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast
from stegvis.demo.municipality.logins import PASSWORD, RESIDENT_EMAIL, RESIDENT_NAME
from stegvis.demo.municipality.stories.steps import assessed, chosen, given, granted, opened, planned


def may(day: int) -> date:
    return date(2022, 5, day)


SUMMER_TO_AUTUMN = Period.inclusive(date(2022, 6, 13), date(2022, 12, 12))
SPRING_TO_AUTUMN = Period.inclusive(may(5), date(2022, 11, 4))


def tell(cast: Cast) -> None:
    """Every stage of the road has somebody."""
    nobody_holds_the_case(cast)
    awaits_assessment(cast)
    awaits_decision(cast)
    chooses_himself(cast)
    awaits_assignment(cast)
    awaits_plan(cast)
    awaits_report(cast)
    awaits_report_with_voucher(cast)
    has_met(cast)


def nobody_holds_the_case(cast: Cast) -> None:
    opened("Ivar Demolund", "199906062394", cast.unit, by=cast.head, on=may(31), held=False)


def awaits_assessment(cast: Cast) -> None:
    opened("Alva Provsson", "199403122386", cast.unit, by=cast.caseworker, on=may(30))


def awaits_decision(cast: Cast) -> None:
    case = opened("Bo Testgren", "198111052398", cast.unit, by=cast.caseworker, on=may(16))
    assessed(case, by=cast.caseworker, on=may(24), goal="Vill köra lastbil igen.")


def chooses_himself(cast: Cast) -> None:
    """The resident with a login: an intervention is granted, and the choice of provider is his."""
    case = _ready("198907232386", RESIDENT_NAME, cast, goal="Vill arbeta i butik.")
    granted(case, "sai", SUMMER_TO_AUTUMN, by=cast.caseworker, on=may(27))
    first, _, last = RESIDENT_NAME.partition(" ")
    Membership.objects.create(
        principal=cast.principal,
        user=User.objects.create_user(RESIDENT_EMAIL, PASSWORD, first_name=first, last_name=last),
        role=Role.RESIDENT,
        person=case.person,
        period=Period(may(27)),
    )


def awaits_assignment(cast: Cast) -> None:
    case = _ready("197602182383", "Disa Påhittsdotter", cast, goal="Vill bli undersköterska.")
    decision = granted(case, "sai", SUMMER_TO_AUTUMN, by=cast.caseworker, on=may(25))
    chosen(decision, cast.provider, by=cast.caseworker, on=may(30))


def awaits_plan(cast: Cast) -> None:
    case = _ready("200105092399", "Elis Mönstergren", cast, goal="Vill arbeta på lager.")
    _assigned(case, "jobbpeng_grund", SUMMER_TO_AUTUMN, cast, on=may(30))


def awaits_report(cast: Cast) -> None:
    case = _ready("199201142388", "Frida Demoberg", cast, goal="Vill arbeta med barn.")
    _started(case, "jobbpeng_grund", cast)


def awaits_report_with_voucher(cast: Cast) -> None:
    case = _ready("197204032382", "Jonna Exempelmark", cast, goal="Vill arbeta i trädgård.")
    assignment = _started(case, "jobbpeng_forstarkt", cast)
    give_voucher(assignment.decision, kr(5000), by=cast.caseworker, today=may(31))


def has_met(cast: Cast) -> None:
    """Reported, met and noted: nothing awaits anybody just now."""
    case = _ready("196808302399", "Gösta Provlund", cast, goal="Vill tillbaka till verkstaden.")
    assignment = _started(case, "jobbpeng_forstarkt", cast)
    meeting = HeldMeeting(
        held_on=may(24),
        minutes="Praktiken på verkstaden fungerar. Gösta vill ha fler timmar från juni.",
        person_present=True,
        provider_present=True,
    )
    record_meeting(assignment, meeting, by=cast.caseworker, today=may(24))
    may_report = NewReport(
        month=may(1),
        attended_hours=132,
        absent_hours=6,
        progress=4,
        happened="Tre veckors praktik på en bilverkstad. God närvaro.",
        next_month="Praktiken fortsätter. Ansökningar till två verkstäder.",
    )
    send_report(assignment, may_report, by=cast.provider_staff, today=may(31))


def _ready(number: str, name: str, cast: Cast, *, goal: str) -> Case:
    """Opened and assessed at the beginning of May."""
    case = opened(name, number, cast.unit, by=cast.caseworker, on=may(2))
    return assessed(case, by=cast.caseworker, on=may(3), goal=goal)


def _assigned(case: Case, code: str, period: Period, cast: Cast, *, on: date) -> Assignment:
    decision = granted(case, code, period, by=cast.caseworker, on=on)
    choice = chosen(decision, cast.provider, by=cast.caseworker, on=on)
    return given(choice, by=cast.caseworker, on=on, starts_on=period.start)


def _started(case: Case, code: str, cast: Cast) -> Assignment:
    assignment = _assigned(case, code, SPRING_TO_AUTUMN, cast, on=may(4))
    return planned(assignment, by=cast.provider_staff, on=may(9), starts_on=may(9))
