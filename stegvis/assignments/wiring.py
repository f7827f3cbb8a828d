"""What assignments add to the frame, the start page and the case page."""

from stegvis.assignments import (  # merging registers its checks
    carriers,
    customers,
    merging,  # noqa: F401
    record_parts,
    record_texts,
    row_security,
    running_out,
    story,
)
from stegvis.assignments import overdue as overdue_steps
from stegvis.assignments.actions.supervise import end_all_of
from stegvis.assignments.activation import wiring as activation  # noqa: F401
from stegvis.assignments.following import FOLLOWER, at_work_in
from stegvis.assignments.giving_back import RETURN
from stegvis.assignments.jobs import JOBS
from stegvis.assignments.ladder import work_of
from stegvis.assignments.leaving import ENDER, let_them_choose_anew, touched
from stegvis.assignments.permissions import FOLLOWERS
from stegvis.assignments.review import wiring as review  # noqa: F401
from stegvis.assignments.steps import steps_in_case
from stegvis.assignments.voices import wiring as voices  # noqa: F401
from stegvis.assignments.waiting import KINDS
from stegvis.casework import (
    closing,
    following,
    holding,
    ladder,
    leaving,
    panels,
    record,
    record_print,
    road,
    timeline,
)
from stegvis.casework.caseload import overdue
from stegvis.core import navigation, waiting
from stegvis.core.jobs import timetable
from stegvis.core.navigation import Entry
from stegvis.providers import effects, idle
from stegvis.providers import leaving as leaving_a_provider

navigation.register(Entry("Uppdrag", "assignments", FOLLOWERS, place=20))
waiting.register(*KINDS, running_out.KIND)
panels.register_steps(steps_in_case, panels.Group.DECIDE)
panels.register_panel(20, story.panel)
ladder.register(work_of)
timeline.register(story.tell_assignments)
overdue.register(*overdue_steps.KINDS)
record.register(*record_texts.SOURCES)
record_print.register(*record_parts.PARTS)
closing.register(story.nothing_runs_on)
closing.register_matters(story.open_matters)
following.register(FOLLOWER)
holding.register(at_work_in)
leaving.register(ENDER)
effects.register(let_them_choose_anew)
effects.register_touched(touched)
effects.register_return(RETURN)
effects.register_running_out(
    effects.RunningOut(running_out.left_to_choose_anew, running_out.let_those_left_choose_anew)
)
leaving_a_provider.register(end_all_of)
idle.register(customers.last_days)
carriers.register_all()
for place, milestone in story.MILESTONES:
    road.register(place, milestone)
row_security.declare()
timetable.register(*JOBS)
