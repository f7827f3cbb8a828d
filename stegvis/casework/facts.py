"""What the rules need to know, gathered from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Max, Prefetch, Q, QuerySet, prefetch_related_objects

from stegvis.accounts.models import Membership, User
from stegvis.casework import closing
from stegvis.casework.grants import days_given_by
from stegvis.casework.models import (
    Assessment,
    Attachment,
    CapacityGrade,
    Case,
    CaseActivity,
    Choice,
    Decision,
    FollowUp,
    Reopening,
    Voucher,
)
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.casework.rules.choice import ChoiceFacts
from stegvis.casework.rules.entry import Beside, EntryFacts, EntryTerms, Named
from stegvis.casework.rules.granted import days_left
from stegvis.casework.rules.opening import ClosingFacts, HandoverFacts, ReopeningFacts
from stegvis.casework.rules.vouchers import VoucherFacts
from stegvis.casework.terms_of_entry import entry_terms_of
from stegvis.catalogue import contents, words
from stegvis.catalogue.models import Terms
from stegvis.core.actor import CASEWORKERS
from stegvis.core.period import Period, merged
from stegvis.registry.models import Person

ROAD = (
    Prefetch("assessments", Assessment.objects.select_related("signed_by").order_by("held_on", "id")),
    Prefetch(
        "decisions",
        Decision.objects.select_related("intervention", "decided_by", "corrected_by", "invitation").order_by(
            "decided_on", "id"
        ),
    ),
    Prefetch("decisions__choices", Choice.objects.with_whose()),
    "decisions__intervention__terms",
    Prefetch(
        "vouchers", Voucher.objects.select_related("decided_by", "decision__intervention").order_by("id")
    ),
    Prefetch(
        "reopenings",
        Reopening.objects.select_related("reopened_by", "was_closed_with_attachment").order_by("id"),
    ),
    Prefetch("follow_ups", FollowUp.objects.select_related("held_by").order_by("due_on")),
)

COMBINED_BY_ACTIVITY: dict[str, str] = {
    CaseActivity.Kind.SFI: "sfi",
    CaseActivity.Kind.CIVIC: "samhallsorientering",
}
"""What the catalogue calls the activities that an intervention may have to be combined with."""


def with_road(case: Case) -> Case:
    """The case with the rows of its road read once, however many ask for them."""
    if "follow_ups" not in getattr(case, "_prefetched_objects_cache", ()):
        prefetch_related_objects([case], *ROAD)
    return case


def attachments(case: Case) -> list[Attachment]:
    """The case's papers, the latest first, read once however many ask for them."""
    if "attachments" not in getattr(case, "_prefetched_objects_cache", ()):
        prefetch_related_objects([case], Prefetch("attachments", Attachment.objects.for_list()))
    return list(case.attachments.all())


def latest_assessment(case: Case) -> Assessment | None:
    return next(reversed(with_road(case).assessments.all()), None)


def grades(case: Case) -> list[CapacityGrade]:
    """The case's grades of capacity in order, read once however many ask for them."""
    if "capacity_grades" not in getattr(case, "_prefetched_objects_cache", ()):
        in_order = CapacityGrade.objects.select_related("recorded_by").order_by("period")
        prefetch_related_objects([case], Prefetch("capacity_grades", in_order))
    return list(case.capacity_grades.all())


def standing(grade: CapacityGrade) -> Standing:
    """The grade as the rules of the timeline know it."""
    return Standing(grade.pk, grade.percent, grade.period)


def capacity_on(case: Case, day: date) -> int | None:
    """Percent of full time that the person can do on the day: by the grade that holds then, else by the
    latest assessment held by then. None when nothing is known."""
    found = capacity_timeline.on(map(standing, grades(case)), day)
    if found is not None:
        return found.percent
    assessments = reversed(with_road(case).assessments.all())
    return next((each.capacity_percent for each in assessments if each.held_on <= day), None)


def grade_period_from(case: Case, day: date) -> Period:
    """The days of a finding made on the day: from it for as long as nothing later has been recorded."""
    return capacity_timeline.until_next(map(standing, grades(case)), day)


def grants_in_force(case: Case) -> list[Decision]:
    """The case's grants that no later decision has corrected, oldest first."""
    return [
        decision
        for decision in with_road(case).decisions.all()
        if decision.kind == Decision.Kind.GRANT and is_in_force(decision)
    ]


def is_in_force(decision: Decision) -> bool:
    """Has no later decision corrected this one?"""
    return not hasattr(decision, "corrected_by")


def is_assigned(decision: Decision) -> bool:
    """Has the decision led to an assignment at a provider that the person has not left? The room above knows
    which; that there is one is enough here."""
    standing = Q(assignments__choice__isnull=True) | Q(assignments__choice__leaving__isnull=True)
    return Decision.objects.filter(standing, pk=decision.pk, assignments__isnull=False).exists()


def caseworkers_in(unit_ids: frozenset[int], day: date) -> QuerySet[User]:
    """Those who work with cases in the units on the day, by name."""
    return (
        User.objects.filter(
            is_active=True,
            memberships__unit__in=unit_ids,
            memberships__role__in=CASEWORKERS,
            memberships__period__contains=day,
        )
        .distinct()
        .order_by("last_name", "first_name", "id")
    )


def entry_terms(terms: Terms | None, name: str, names: Mapping[str, str] | None = None) -> EntryTerms | None:
    """The rules of entry in the terms of an intervention.

    `names` = what the codes in the terms are called (`catalogue.words.names_of`), when they are known.
    """
    if terms is None:
        return None
    named = words.names_in(terms) if names is None else names
    return entry_terms_of(
        contents.content_of(terms), Named(terms.intervention.code, name), terms.period, named
    )


def entry_facts(
    case: Case, intervention_id: int, *, today: date, apart_from: Decision | None = None
) -> EntryFacts:
    """The case as it is for a decision on the intervention; `apart_from` = one about to be corrected."""
    return EntryFacts(
        is_open=case.is_open,
        opened_on=case.opened_on,
        born=case.person.birth_date,
        day=rules_day(case, apart_from, today),
        capacity=_capacity_for_decision(case, today),
        target_group=case.target_group,
        granted=tuple(granted_periods(case, intervention_id, apart_from=apart_from)),
        beside=tuple(_beside(case, intervention_id)),
    )


def rules_day(case: Case, corrects: Decision | None, today: date) -> date:
    """The day whose rules hold: today's, but for a correction those of the day of the first decision.

    Old cases keep the rules of their day: a slip can be put right after the terms have changed.
    """
    decisions = {decision.pk: decision for decision in with_road(case).decisions.all()}
    day = today
    while corrects is not None:
        day = corrects.decided_on
        corrects = decisions.get(corrects.corrects_id or 0)
    return day


def _capacity_for_decision(case: Case, today: date) -> int | None:
    """None without an assessment: whatever grade has been recorded, a decision stands on an assessment."""
    assessment = latest_assessment(case)
    if assessment is None:
        return None
    known = capacity_on(case, today)
    return assessment.capacity_percent if known is None else known


def _beside(case: Case, intervention_id: int) -> Iterable[Beside]:
    """What the person has, had or is granted beside the intervention: others, sfi, civic orientation."""
    others = {
        decision.intervention_id: decision.intervention
        for decision in with_road(case).decisions.all()
        if decision.intervention_id != intervention_id
    }
    for pk, other in others.items():
        for period in granted_periods(case, pk):
            excluded = (each for each in other.terms.all() if each.period.contains(period.start))
            excludes = frozenset(code for each in excluded for code in each.must_not_combine_with)
            yield Beside(other.code, other.name, period, excludes)
    for activity in activities(case):
        code = COMBINED_BY_ACTIVITY.get(activity.kind)
        if code is not None:
            yield Beside(code, words.COMBINED[code], activity.period)


def activities(case: Case) -> list[CaseActivity]:
    """What the person does beside what providers plan, read once however many ask for it."""
    if "activities" not in getattr(case, "_prefetched_objects_cache", ()):
        in_order = CaseActivity.objects.select_related("recorded_by").order_by("period", "id")
        prefetch_related_objects([case], Prefetch("activities", in_order))
    return list(case.activities.all())


def granted_periods(case: Case, intervention_id: int, *, apart_from: Decision | None = None) -> list[Period]:
    """The days for which the intervention is granted: grants with their extensions, less what has been ended.

    What ends one grant takes nothing from another: the intervention may be granted anew for the same days.
    """
    continued: dict[int, list[Decision]] = defaultdict(list)
    for decision in with_road(case).decisions.all():
        if decision.intervention_id == intervention_id and is_in_force(decision) and decision != apart_from:
            continued[decision.grant_id or decision.pk].append(decision)
    return merged(
        days
        for decisions in continued.values()
        for days in days_left((each.kind, each.period) for each in decisions)
    )


def voucher_facts(decision: Decision, *, today: date) -> VoucherFacts:
    with_road(decision.case)
    all_terms = decision.intervention.terms.all()
    terms = next((each for each in all_terms if each.period.contains(today)), None)
    return VoucherFacts(
        is_open=decision.case.is_open,
        in_force=is_in_force(decision),
        period=days_given_by(decision),
        amounts=tuple(terms.voucher_amounts) if terms else (),
        given_today=tuple(
            voucher.amount
            for voucher in decision.case.vouchers.all()
            if voucher.decision_id == decision.pk and voucher.decided_on == today
        ),
    )


def choice_facts(decision: Decision) -> ChoiceFacts:
    days = days_given_by(decision)
    return ChoiceFacts(
        is_grant=decision.kind == Decision.Kind.GRANT,
        in_force=is_in_force(decision),
        period=days or decision.period,
        is_ended=decision.kind == Decision.Kind.GRANT and days is None,
        is_chosen_by_person=decision.intervention.chosen_by_person,
        is_chosen_already=decision.choice is not None,
        has_assignment=is_assigned(decision),
        case_is_open=decision.case.is_open,
    )


def closing_facts(case: Case, closed_on: date) -> ClosingFacts:
    with_road(case)
    days = [
        case.opened_on,
        *(assessment.held_on for assessment in case.assessments.all()),
        *(decision.decided_on for decision in case.decisions.all()),
        *(voucher.decided_on for voucher in case.vouchers.all()),
        *(reopening.reopened_on for reopening in case.reopenings.all()),
    ]
    return ClosingFacts(
        opened_on=case.opened_on,
        is_open=case.is_open,
        last_event=max(days),
        elsewhere=tuple(closing.checks(case, closed_on)),
    )


def reopening_facts(case: Case) -> ReopeningFacts:
    if case.is_open:
        return ReopeningFacts(None, has_other_open_case=False, has_later_case=False)
    others = Case.objects.filter(principal_id=case.principal_id, person_id=case.person_id).exclude(pk=case.pk)
    return ReopeningFacts(
        closed_on=case.closed_on,
        has_other_open_case=others.open().exists(),
        has_later_case=others.closed().filter(opened_on__gt=case.opened_on).exists(),
    )


def last_day_of_earlier_case(person: Person) -> date | None:
    """The last day of the latest closed case that the person has had at the principal."""
    earlier = Case.objects.filter(principal_id=person.principal_id, person=person).closed()
    last: date | None = earlier.aggregate(last=Max("closed_on"))["last"]
    return last


def units_worked_in(user: User, unit_ids: frozenset[int], day: date) -> frozenset[int]:
    """Those of the units in which the user works with cases on the day."""
    held = Membership.objects.filter(
        user=user, unit__in=unit_ids, role__in=CASEWORKERS, period__contains=day, user__is_active=True
    )
    return frozenset(held.values_list("unit_id", flat=True))


def handover_facts(case: Case) -> HandoverFacts:
    return HandoverFacts(is_open=case.is_open, held_by=case.caseworker_id)
