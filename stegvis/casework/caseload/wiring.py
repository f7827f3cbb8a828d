"""What the sharing of cases adds to the frame and the start page."""

from stegvis.casework.caseload import overdue
from stegvis.casework.caseload.absences import stand_ins
from stegvis.core import navigation, waiting
from stegvis.core.actor import CASEWORKERS
from stegvis.core.navigation import Entry


def declare() -> None:
    overdue.register(*overdue.KINDS)
    waiting.register_stand_ins(stand_ins)
    navigation.register_own(Entry("Frånvaro och ersättare", "absences", CASEWORKERS, place=40))
