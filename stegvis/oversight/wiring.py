"""What this room adds to others: the writer of the log, its places, what awaits its controllers."""

from __future__ import annotations

from datetime import date

from stegvis.casework import panels
from stegvis.casework.models import Case
from stegvis.catalogue import impact
from stegvis.core import clock, health, navigation, readings, waiting
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.jobs import timetable
from stegvis.oversight import partitions, row_security, words
from stegvis.oversight.disclosures import told_by_the_log
from stegvis.oversight.jobs import JOBS
from stegvis.oversight.models import Finding
from stegvis.oversight.permissions import CONTROLLERS
from stegvis.oversight.readings import write
from stegvis.oversight.views.changes import link_to_changes
from stegvis.registry.protection import register_disclosures


def panel(case: Case, actor: Actor, today: date) -> panels.Panel | None:
    """Where to see who has read and who has changed."""
    if not actor.has(CASEWORKERS):
        return None
    return panels.Panel("oversight/panel.html", {"case": case, "sees_changes": actor.is_a(Role.HEAD_OF_UNIT)})


def second_verdict(found: Finding, today: date) -> waiting.Line:
    text = f"{found.get_pattern_display()}: {words.reader(found)}"
    return waiting.Line(text, found.get_absolute_url(), found.last_at.date())


readings.register_writer(write)
register_disclosures(told_by_the_log)
row_security.declare()
health.register_warning(lambda: partitions.warning(clock.today()))
panels.register_panel(90, panel)
navigation.register(
    navigation.Entry("Loggkontroll", "log_control", CONTROLLERS, 90),
    navigation.Entry("Loggutdrag", "log_extract", frozenset({Role.LOG_CONTROLLER, Role.ADMINISTRATOR}), 91),
    navigation.Entry(
        "Ändrade behörigheter",
        "membership_changes",
        frozenset({Role.ADMINISTRATOR}),
        92,
        group="Administration",
    ),
)
waiting.register(
    waiting.Waiting(
        "second_verdict",
        "Läsningar som behöver en andra bedömning",
        CONTROLLERS,
        lambda actor, today: Finding.objects.awaiting_another(actor).for_list().order_by("last_at", "id"),
        second_verdict,
    )
)
impact.register_links(link_to_changes)
timetable.register(*JOBS)
