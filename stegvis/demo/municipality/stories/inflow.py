"""What has come in lately: referrals that await an answer, one turned down, and somebody registered twice."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.casework.actions.close import close_case
from stegvis.casework.actions.identify import Who
from stegvis.casework.actions.open import Opening, open_case
from stegvis.casework.actions.referrals import Incoming, register_referral, turn_down
from stegvis.casework.models import Case, ClosureReason, Referral, ReferralOutcome, TargetGroup
from stegvis.core.identifiers import parse_personal_number
from stegvis.demo.municipality.cast import Cast
from stegvis.registry.actions import register_person
from stegvis.registry.newcomers import Newcomer
from stegvis.registry.numbers import ReserveNumber

Source = Referral.Source
BORN = date(1993, 4, 18)


def tell(cast: Cast, today: date) -> None:
    _referrals(cast, today)
    _registered_twice(cast, today)


def _referrals(cast: Cast, today: date) -> None:
    number = parse_personal_number("199706222388", today=today)
    without_number = Newcomer(None, "Yusuf", "Exempelson", told_birth_date=date(1985, 1, 1), told_sex="M")
    _comes_in(cast, today, Newcomer(number, "Nora", "Provdal"), Source.INCOME_SUPPORT, days=9)
    _comes_in(cast, today, without_number, Source.EMPLOYMENT_SERVICE, days=3)
    known = parse_personal_number("198809142386", today=today)
    declined = _comes_in(cast, today, Newcomer(known, "Greta", "Testholm"), Source.SELF, days=21)
    reason = "Personen har flyttat till en annan kommun."
    turn_down(declined, ReferralOutcome.Kind.DECLINED, reason, by=cast.caseworker, today=today)


def _comes_in(cast: Cast, today: date, newcomer: Newcomer, source: str, *, days: int) -> Referral:
    incoming = Incoming(
        who=Who(newcomer),
        unit=cast.unit,
        source=source,
        sender="" if source == Source.SELF else "Handläggare Lind",
        asks_for="Behöver stöd för att komma närmare ett arbete. Har varit utan arbete i två år.",
        received_on=today - timedelta(days=days),
    )
    return register_referral(incoming, by=cast.caseworker, today=today)


def _registered_twice(cast: Cast, today: date) -> None:
    """First with a region's number, later with a personal number: the head is asked to compare them."""
    number = ReserveNumber("R930418", "Region Stockholm")
    earlier = Newcomer(number, "Tarik", "Påhittsson", told_birth_date=BORN, told_sex="M")
    case = _opened(cast, earlier, date(2022, 5, 3))
    last_day = date(2022, 5, 20)
    close_case(case, ClosureReason.MOVED, last_day, by=cast.caseworker, today=today)
    later = Newcomer(parse_personal_number("199304182398", today=today), "Påhittsson", "Tarik")
    _opened(cast, later, today - timedelta(days=12))


def _opened(cast: Cast, newcomer: Newcomer, on: date) -> Case:
    opening = Opening(
        number=None,
        unit=cast.unit,
        target_group=TargetGroup.LANGUAGE,
        opened_on=on,
        registered=register_person(newcomer, by=cast.caseworker),
    )
    return open_case(opening, by=cast.caseworker, today=on)
