"""What casework adds to the frame, the start page and its own meeting places."""

from stegvis.accounts.seats import register_knowledge
from stegvis.casework import (
    carriers,
    change_wiring,  # noqa: F401
    closing,
    closing_matters,
    panels,
    road,
    row_security,
    story,
    timeline,
    touched,
)
from stegvis.casework.assessment_steps import KINDS as DRAFT_KINDS
from stegvis.casework.caseload import wiring as caseload
from stegvis.casework.decision_steps import KINDS as DECISION_KINDS
from stegvis.casework.emergencies import KINDS as EMERGENCY_KINDS
from stegvis.casework.emergencies import reading_now
from stegvis.casework.inflow import declare as declare_inflow
from stegvis.casework.jobs import JOBS
from stegvis.casework.knowledge import add_knowledge
from stegvis.casework.models import TargetGroup
from stegvis.casework.people_steps import steps_about_the_person, tell_merges
from stegvis.casework.places import people_of_own_units
from stegvis.casework.protection_steps import KINDS as PROTECTION_KINDS
from stegvis.casework.protection_steps import steps_in_case
from stegvis.casework.questionnaire import install_standard
from stegvis.casework.record_steps import steps_in_record
from stegvis.casework.record_wiring import declare_record
from stegvis.casework.steps import steps
from stegvis.casework.views.attachments import attachments_panel
from stegvis.casework.views.board_list import LISTERS
from stegvis.casework.views.journal import journal_panel
from stegvis.casework.views.proposals import proposals_panel
from stegvis.casework.views.touched import links_to_touched
from stegvis.casework.waiting import KINDS
from stegvis.catalogue import groups, impact
from stegvis.catalogue.installation import register_installer
from stegvis.core import navigation, notices, waiting
from stegvis.core.actor import CASEWORKERS, Role
from stegvis.core.jobs import timetable
from stegvis.core.navigation import Entry
from stegvis.registry.reach import register_way

navigation.register(Entry("Ärenden", "cases", CASEWORKERS, place=10))
navigation.register(Entry("Delegationsbeslut", "delegated_decisions", LISTERS, place=62))
navigation.register(
    Entry("Delegation", "delegation", frozenset({Role.ADMINISTRATOR}), place=73, group="Administration")
)
navigation.register(
    Entry("Villkor för valet", "choice_terms", frozenset({Role.ADMINISTRATOR}), place=74, group="Anordnare")
)
navigation.register(
    Entry(
        "Kartläggningsmall",
        "assessment_templates",
        frozenset({Role.ADMINISTRATOR}),
        72,
        group="Administration",
    )
)
waiting.register(*KINDS, *DRAFT_KINDS, *DECISION_KINDS, *PROTECTION_KINDS, *EMERGENCY_KINDS)
notices.register(reading_now)
panels.register_steps(steps)
panels.register_steps(steps_in_case)
panels.register_steps(steps_about_the_person)
panels.register_steps(steps_in_record, panels.Group.WRITE)
panels.register_panel(10, proposals_panel)
panels.register_panel(50, journal_panel)
panels.register_panel(60, attachments_panel)
register_knowledge(add_knowledge)
declare_inflow()
register_way(people_of_own_units)
timeline.register(tell_merges)
for source in story.SOURCES:
    timeline.register(source)
for place, milestone in story.MILESTONES:
    road.register(place, milestone)
closing.register(closing_matters.nothing_awaits_others)
carriers.register_all()
closing.register_matters(closing_matters.open_matters)
register_installer(install_standard)
groups.register(TargetGroup.choices)
impact.register(touched.counted)
impact.register_links(links_to_touched)
caseload.declare()
declare_record()
row_security.declare()
timetable.register(*JOBS)
