"""The state of a case as its rows give it."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts
from stegvis.casework.models import Case
from stegvis.casework.rules.states import State, StateFacts, state_of
from stegvis.core.period import half_year_after


def state_facts(case: Case, today: date) -> StateFacts:
    facts.with_road(case)
    intervention_ids = {decision.intervention_id for decision in case.decisions.all()}
    granted = (period for pk in intervention_ids for period in facts.granted_periods(case, pk))
    return StateFacts(
        is_open=case.is_open,
        is_assessed=bool(case.assessments.all()),
        has_days_left=any(period.end is None or period.end > today for period in granted),
        follow_up_held=_follow_up_held(case),
    )


def current_state(case: Case, today: date) -> State:
    """Where the case is on the day. Asks nothing more than `facts.with_road` has read."""
    return state_of(state_facts(case, today))


def _follow_up_held(case: Case) -> bool | None:
    """Has the follow-up that this closure planned been held? None when the closure planned none."""
    if case.closed_on is None or not case.closed_as_self_sufficient:
        return None
    due = half_year_after(case.closed_on)
    planned = next((each for each in case.follow_ups.all() if each.due_on == due), None)
    return None if planned is None else planned.held_on is not None
