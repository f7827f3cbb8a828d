"""What awaits those who propose, decide, prepare and approve money. Oldest first."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from stegvis.assignments.models import Assignment
from stegvis.casework.models import FollowUp
from stegvis.catalogue.models import Tariff
from stegvis.core.actor import CASEWORKERS, MONEY, Actor, Role
from stegvis.core.money import format_kr
from stegvis.core.period import add_months
from stegvis.core.templatetags.design import month as month_text
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.models import Principal
from stegvis.registry.naming import shown_name
from stegvis.remuneration.models import BonusProposal, Settlement


def bonuses_to_propose(actor: Actor, today: date) -> QuerySet[FollowUp]:
    """The actor's own follow-ups that lasted, with an assignment that gives a bonus, none proposed yet."""
    bonus_tariff = Tariff.objects.filter(intervention=OuterRef("intervention"), bonus__gt=0)
    giving = Assignment.objects.carried_out().filter(
        Exists(bonus_tariff), case=OuterRef("case"), period__endswith__lte=OuterRef("held_on")
    )
    lasting = FollowUp.objects.visible_to(actor).filter(
        Exists(giving), lasting=True, case__caseworker_id=actor.user_id, bonus_proposals__isnull=True
    )
    return lasting.select_related("case__person").order_by("held_on", "id")


def bonuses_to_decide(actor: Actor, today: date) -> QuerySet[BonusProposal]:
    """Proposals by others that the actor may decide on."""
    proposals = BonusProposal.objects.visible_to(actor).awaiting_decision()
    if not actor.is_a(Role.CONTROLLER):
        proposals = proposals.filter(assignment__case__unit__in=actor.led_units)
    return proposals.exclude(proposed_by_id=actor.user_id).for_list().order_by("proposed_on", "id")


def settlements_to_approve(actor: Actor, today: date) -> QuerySet[Settlement]:
    awaiting = Settlement.objects.visible_to(actor).awaiting_approval()
    by_others = awaiting.exclude(prepared_by_id=actor.user_id)
    return by_others.select_related("prepared_by").order_by("prepared_on", "id")


def months_to_settle(actor: Actor, today: date) -> QuerySet[Principal]:
    """The principal itself, when its latest ended month has not been settled: one line."""
    standing = Settlement.objects.filter(principal=OuterRef("pk")).standing().order_by("-month")
    principal = Principal.objects.filter(pk=actor.principal_id).annotate(
        settled=Subquery(standing.values("month")[:1])
    )
    last_ended = add_months(today.replace(day=1), -1)
    return principal.filter(Q(settled__isnull=True) | Q(settled__lt=last_ended)).order_by("id")


def propose_line(follow_up: FollowUp, today: date) -> Line:
    case = follow_up.case
    url = reverse("propose_bonus", args=[follow_up.pk])
    return Line(f"{shown_name(case.person)}, ärende {case.number}", url, since=follow_up.held_on or today)


def decide_line(proposal: BonusProposal, today: date) -> Line:
    return Line(
        f"{proposal.assignment.provider.name}, uppdrag {proposal.assignment.number}",
        reverse("bonus", args=[proposal.pk]),
        since=proposal.proposed_on,
        note=f"{format_kr(proposal.amount)}, föreslagen av {proposal.proposed_by}",
    )


def approve_line(settlement: Settlement, today: date) -> Line:
    return Line(
        f"Avräkning för {month_text(settlement.month)}",
        reverse("settlement", args=[settlement.pk]),
        since=settlement.prepared_on,
        note=f"Upprättad av {settlement.prepared_by}",
    )


def settle_line(principal: Principal, today: date) -> Line:
    settled: date | None = principal.settled  # type: ignore[attr-defined]
    month = add_months(settled, 1) if settled else add_months(today.replace(day=1), -1)
    return Line(f"Avräkna {month_text(month)}", reverse("prepare_settlement"), since=add_months(month, 1))


KINDS = (
    Waiting("propose_bonus", "Bonus att föreslå", CASEWORKERS, bonuses_to_propose, propose_line),
    Waiting("decide_bonus", "Bonus att besluta om", MONEY, bonuses_to_decide, decide_line),
    Waiting("approve_settlement", "Avräkningar att godkänna", MONEY, settlements_to_approve, approve_line),
    Waiting("settle", "Månader att avräkna", frozenset({Role.CONTROLLER}), months_to_settle, settle_line),
)
