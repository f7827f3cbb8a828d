"""Which assignments may get a bonus after a follow-up, and by which tariff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from stegvis.assignments.models import Assignment
from stegvis.casework.models import FollowUp
from stegvis.catalogue.models import Tariff
from stegvis.remuneration.models import BonusProposal
from stegvis.remuneration.rules import BonusCandidate, BonusFacts


def facts_of(follow_up: FollowUp) -> BonusFacts:
    ended = ended_assignments(follow_up)
    tariffs = tariffs_of(ended)
    stands = Q(decision__isnull=True) | Q(decision__approved=True)
    # A case that is taken up again and closed once more does not earn its old assignments a second bonus.
    proposed = BonusProposal.objects.filter(Q(follow_up=follow_up) | stands, assignment__in=ended)
    proposed_before = set(proposed.values_list("assignment_id", flat=True))
    return BonusFacts(
        held=follow_up.held_on is not None,
        lasting=bool(follow_up.lasting),
        standing=BonusProposal.objects.filter(stands, follow_up=follow_up).exists(),
        candidates=tuple(_candidate(assignment, tariffs, proposed_before) for assignment in ended),
    )


def ended_assignments(follow_up: FollowUp) -> list[Assignment]:
    """Those of the case that were carried out and had ended when the follow-up was held, the latest ended
    first."""
    if follow_up.held_on is None:
        return []
    ended = Assignment.objects.filter(case_id=follow_up.case_id, period__endswith__lte=follow_up.held_on)
    shown = ended.carried_out().select_related("provider", "intervention")
    return list(shown.order_by("-period__endswith", "-id"))


def open_candidates(follow_up: FollowUp) -> list[tuple[Assignment, int]]:
    """The assignments to choose among with the bonus of each, the latest ended first."""
    bonus = {candidate.assignment_id: candidate.bonus for candidate in facts_of(follow_up).open_candidates}
    return [(a, bonus[a.pk]) for a in ended_assignments(follow_up) if a.pk in bonus]


def tariffs_of(assignments: Iterable[Assignment]) -> dict[int, Tariff]:
    """The tariff in force on each ended assignment's last day: old ones keep the rules of their day."""
    assignments = list(assignments)
    by_intervention: dict[int, list[Tariff]] = defaultdict(list)
    for tariff in Tariff.objects.filter(intervention__in={a.intervention_id for a in assignments}):
        by_intervention[tariff.intervention_id].append(tariff)
    return {
        assignment.pk: tariff
        for assignment in assignments
        for tariff in by_intervention[assignment.intervention_id]
        if tariff.period.contains(assignment.period.last_day)
    }


def _candidate(assignment: Assignment, tariffs: dict[int, Tariff], proposed: set[int]) -> BonusCandidate:
    tariff = tariffs.get(assignment.pk)
    return BonusCandidate(
        assignment_id=assignment.pk,
        bonus=tariff.bonus if tariff else 0,
        proposed_before=assignment.pk in proposed,
    )
