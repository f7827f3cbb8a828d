"""What is written in the journals, and a caseworker who is away while a colleague stands in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from stegvis.accounts.models import User
from stegvis.casework.actions.absence import record_absence
from stegvis.casework.actions.journal import NoteText, add_to_note, lock_old_notes, write_note
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.models import Case, JournalNote
from stegvis.core import clock
from stegvis.core.clock import SWEDEN
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast

MEETING, PHONE, PROVIDER = JournalNote.Kind.MEETING, JournalNote.Kind.PHONE, JournalNote.Kind.PROVIDER
NOTES = (
    (
        date(2022, 5, 18),
        MEETING,
        "Första mötet",
        "Vi gick igenom vad som har hänt sedan det förra arbetet.\nBo vill arbeta utomhus och har körkort.",
    ),
    (
        date(2022, 5, 27),
        PHONE,
        "Samtal om praktikplats",
        "Bo ringde. Han har själv frågat på en handelsträdgård och fått ja till en veckas praktik.",
    ),
    (
        date(2022, 6, 7),
        PROVIDER,
        "Anordnaren om praktiken",
        "Anordnaren hör av sig till handelsträdgården om försäkring och arbetstider.",
    ),
)
ADDED = "Rättelse: praktiken är två veckor, inte en."
AWAY_FOR = timedelta(days=21)


def tell(cast: Cast, today: date) -> None:
    case = Case.objects.get(principal=cast.principal, person__first_name="Bo", person__last_name="Testgren")
    written = [
        write_note(case, NoteText(kind, on, heading, text), by=cast.caseworker, now=_in_the_morning(on))
        for on, kind, heading, text in NOTES
    ]
    lock_old_notes(cast.principal.pk, _in_the_morning(today))
    added_on = NOTES[1][0] + timedelta(days=4)
    with clock.frozen(added_on):
        add_to_note(written[1], ADDED, by=cast.caseworker, now=_in_the_morning(added_on))
    _somebody_is_away(cast, today)


def _somebody_is_away(cast: Cast, today: date) -> None:
    """A colleague with cases of her own; who signs in to the demo as caseworker stands in."""
    colleagues = caseworkers_in(frozenset({cast.unit.pk}), today).exclude(
        pk__in=(cast.caseworker.user_id, cast.head.user_id)
    )
    busy = Case.objects.filter(unit=cast.unit).open().values("caseworker")
    away = colleagues.filter(pk__in=busy).first()
    if away is not None:
        substitute = User.objects.get(pk=cast.caseworker.user_id)
        days = Period(today - timedelta(days=2), today + AWAY_FOR)
        record_absence(cast.unit, away, substitute, days, by=cast.head, today=today)


def _in_the_morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), SWEDEN)
