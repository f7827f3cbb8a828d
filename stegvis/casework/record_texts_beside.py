"""The texts beside the main road that are searched in a case's record."""

from __future__ import annotations

from django.urls import reverse

from stegvis.casework.models import (
    AttachmentWithdrawal,
    CapacityAnswerOutcome,
    CapacityGrade,
    CaseActivity,
    FollowUp,
    Hindrance,
    ProposalOutcome,
    Referral,
)
from stegvis.casework.record import Place, Source
from stegvis.core.templatetags.design import period


def _referral(referral: Referral) -> Place:
    return Place("Hänvisning", referral.received_on, referral.get_absolute_url())


def _grade(grade: CapacityGrade) -> Place:
    title = f"Grad av förmåga {period(grade.period)}"
    return Place(title, grade.recorded_on, reverse("capacity", args=[grade.case_id]))


def _stand(stand: CapacityAnswerOutcome) -> Place:
    url = reverse("statement", args=[stand.answer.statement_id])
    return Place("Ställning till utlåtande", stand.decided_on, url)


def _activity(activity: CaseActivity) -> Place:
    return Place(str(activity.get_kind_display()), activity.period.start, _case_url(activity.case_id))


def _hindrance(hindrance: Hindrance) -> Place:
    title = f"Skäl till lägre aktivering: {hindrance.get_kind_display()}"
    return Place(title, hindrance.period.start, _case_url(hindrance.case_id))


def _outcome(outcome: ProposalOutcome) -> Place:
    url = reverse("proposal", args=[outcome.proposal_id])
    return Place("Förslag till beslut", outcome.decided_on, url)


def _follow_up(follow_up: FollowUp) -> Place:
    return Place("Uppföljning efter sex månader", follow_up.due_on, _case_url(follow_up.case_id))


def _withdrawal(withdrawal: AttachmentWithdrawal) -> Place:
    attachment = withdrawal.attachment
    return Place(
        f"Återkallad bilaga: {attachment.title}", withdrawal.withdrawn_on, _case_url(attachment.case_id)
    )


def _case_url(case_id: int) -> str:
    return reverse("case", args=[case_id])


SOURCES = (
    Source(
        "Hänvisning",
        lambda case: Referral.objects.filter(outcome__case=case),
        ("asks_for", "sender", "contact"),
        _referral,
    ),
    Source("Förmåga", lambda case: CapacityGrade.objects.filter(case=case), ("note", "assessed_by"), _grade),
    Source(
        "Förmåga",
        lambda case: CapacityAnswerOutcome.objects.filter(answer__statement__case=case).select_related(
            "answer"
        ),
        ("reason",),
        _stand,
    ),
    Source("Aktivitet", lambda case: CaseActivity.objects.filter(case=case), ("note",), _activity),
    Source("Heltid", lambda case: Hindrance.objects.filter(case=case), ("note",), _hindrance),
    Source("Beslut", lambda case: ProposalOutcome.objects.filter(proposal__case=case), ("reason",), _outcome),
    Source("Uppföljning", lambda case: FollowUp.objects.filter(case=case), ("note",), _follow_up),
    Source(
        "Bilaga",
        lambda case: AttachmentWithdrawal.objects.filter(attachment__case=case).select_related("attachment"),
        ("reason",),
        _withdrawal,
    ),
)
