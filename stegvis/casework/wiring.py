"""What casework adds to the frame, the start page and its own meeting places."""

from stegvis.accounts.seats import register_knowledge
from stegvis.casework import closing, closing_matters, panels, road, row_security, story, timeline
from stegvis.casework.emergencies import KINDS as EMERGENCY_KINDS
from stegvis.casework.emergencies import reading_now
from stegvis.casework.knowledge import add_knowledge
from stegvis.casework.people_steps import steps_about_the_person
from stegvis.casework.protection_steps import KINDS as PROTECTION_KINDS
from stegvis.casework.protection_steps import steps_in_case
from stegvis.casework.record_steps import steps_in_record
from stegvis.casework.steps import steps
from stegvis.casework.views.attachments import attachments_panel
from stegvis.casework.views.journal import journal_panel
from stegvis.casework.waiting import KINDS
from stegvis.core import navigation, notices, waiting
from stegvis.core.actor import CASEWORKERS
from stegvis.core.navigation import Entry

navigation.register(Entry("Ärenden", "cases", CASEWORKERS, place=10))
waiting.register(*KINDS, *PROTECTION_KINDS, *EMERGENCY_KINDS)
notices.register(reading_now)
panels.register_steps(steps)
panels.register_steps(steps_in_case)
panels.register_steps(steps_about_the_person)
panels.register_steps(steps_in_record)
panels.register_panel(journal_panel)
panels.register_panel(attachments_panel)
register_knowledge(add_knowledge)
for source in story.SOURCES:
    timeline.register(source)
for place, milestone in story.MILESTONES:
    road.register(place, milestone)
closing.register(closing_matters.nothing_awaits_others)
closing.register_matters(closing_matters.open_matters)
row_security.declare()
