"""Casework's own part of the timeline and of the main road, told from the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stegvis.accounts.models import User
from stegvis.casework.facts import attachments, grants_in_force, with_road
from stegvis.casework.models import Attachment, Case, Choice, ClosureReason, Decision
from stegvis.casework.road import Milestone
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.timeline import Entry
from stegvis.core.money import format_kr
from stegvis.core.parts import Tone

DECISION_TITLES = {
    Decision.Kind.GRANT: "{} beviljades",
    Decision.Kind.REFUSE: "Avslag på {}",
    Decision.Kind.EXTEND: "{} förlängdes",
    Decision.Kind.CHANGE: "{} ändrades",
    Decision.Kind.END: "{} avslutades",
}


def tell_opening(case: Case) -> Iterable[Entry]:
    text = f"Hänvisad av {case.referred_by}." if case.referred_by else ""
    yield Entry(case.opened_on, "Ärendet öppnades", text, _name(case.opened_by))


def tell_assessments(case: Case) -> Iterable[Entry]:
    for assessment in with_road(case).assessments.all():
        yield Entry(
            assessment.held_on,
            "Kartläggning",
            f"{capacity_in_words(assessment.capacity_percent).capitalize()}. Mål: {assessment.own_goal}",
            _name(assessment.signed_by),
            assessment.get_absolute_url(),
        )


def tell_decisions(case: Case) -> Iterable[Entry]:
    for decision in with_road(case).decisions.all():
        title = DECISION_TITLES[Decision.Kind(decision.kind)].format(decision.intervention.name)
        corrected = " Rättat av ett senare beslut." if hasattr(decision, "corrected_by") else ""
        yield Entry(
            decision.decided_on,
            title,
            f"Beslut {decision.number}{_during(decision)}.{corrected}",
            _name(decision.decided_by),
            reverse("decision", args=[decision.pk]),
            Tone.WARNING if decision.kind == Decision.Kind.REFUSE else Tone.INFO,
        )


def tell_choices(case: Case) -> Iterable[Entry]:
    for decision in with_road(case).decisions.all():
        for choice in decision.choices.all():
            how = "är åter anordnare" if choice.made == Choice.Made.GIVEN_BACK else "valdes"
            yield Entry(
                choice.chosen_on,
                f"{choice.provider.name} {how} för {decision.intervention.name}",
                f"{choice.get_made_display()}. {choice.why_picked}".strip(),
                _name(choice.recorded_by),
            )


def tell_help_to_choose(case: Case) -> Iterable[Entry]:
    for decision in with_road(case).decisions.all():
        invitation = getattr(decision, "invitation", None)
        if invitation is None or invitation.help_asked_on is None:
            continue
        yield Entry(
            invitation.help_asked_on,
            f"Deltagaren bad om hjälp att välja för {decision.intervention.name}",
            invitation.help_wish,
        )
        if invitation.helped_on is not None:
            yield Entry(invitation.helped_on, f"Hjälp att välja för {decision.intervention.name}")


def tell_vouchers(case: Case) -> Iterable[Entry]:
    for voucher in with_road(case).vouchers.all():
        yield Entry(
            voucher.decided_on,
            f"Tilläggscheck på {format_kr(voucher.amount, decimals=False)}",
            f"Till {voucher.decision.intervention.name}, beslut {voucher.decision.number}.",
            _name(voucher.decided_by),
        )


def tell_closings(case: Case) -> Iterable[Entry]:
    """Each closing and each taking up again."""
    for reopening in with_road(case).reopenings.all():
        told = _closing_in_words(
            ClosureReason(reopening.was_closed_for).label,
            reopening.was_closed_on_evidence,
            reopening.was_closed_with_attachment,
            reopening.evidence_was_lacking,
            reopening.was_closed_with_note,
        )
        yield Entry(reopening.was_closed_on, "Ärendet avslutades", told)
        yield Entry(
            reopening.reopened_on, "Ärendet återöppnades", reopening.reason, _name(reopening.reopened_by)
        )
    if case.closed_on is not None:
        text = _closing_in_words(
            case.get_closure_reason_display(),
            case.closure_evidence,
            case.closure_attachment,
            case.closure_evidence_lacking,
            case.closure_note,
        )
        tone = Tone.SUCCESS if case.closed_as_self_sufficient else Tone.NEUTRAL
        yield Entry(case.closed_on, "Ärendet avslutades", text, _name(case.closed_by), tone=tone)


def _closing_in_words(
    reason: str, evidence: str, attachment: Attachment | None, lacking: str, note: str
) -> str:
    shown_by = [text for text in (evidence, f"bilagan {attachment.title}" if attachment else "") if text]
    parts = (
        reason,
        f"Underlag: {', '.join(shown_by)}" if shown_by else "",
        f"Underlag saknas: {lacking}" if lacking else "",
        note,
    )
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def tell_follow_ups(case: Case) -> Iterable[Entry]:
    for follow_up in with_road(case).follow_ups.all():
        if follow_up.held_on is None:
            continue
        lasting = bool(follow_up.lasting)
        yield Entry(
            follow_up.held_on,
            "Uppföljning efter sex månader",
            "Egen försörjning har varat." if lasting else "Egen försörjning har inte varat.",
            _name(follow_up.held_by),
            tone=Tone.SUCCESS if lasting else Tone.WARNING,
        )


def tell_attachments(case: Case) -> Iterable[Entry]:
    for attachment in attachments(case):
        kind = f"{attachment.get_kind_display()}."
        yield Entry(attachment.added_on, f"Bilaga: {attachment.title}", kind, _name(attachment.added_by))
        if attachment.is_withdrawn:
            yield Entry(
                attachment.withdrawal.withdrawn_on,
                f"Bilagan återkallades: {attachment.title}",
                attachment.withdrawal.reason,
                _name(attachment.withdrawal.withdrawn_by),
            )


def tell_handovers(case: Case) -> Iterable[Entry]:
    """Who has given the case to whom, with what the next should know."""
    for handover in case.handovers.select_related("from_user", "to_user", "handed_over_by").order_by("id"):
        before = f" efter {_name(handover.from_user)}" if handover.from_user else ""
        yield Entry(
            handover.handed_over_on,
            f"{_name(handover.to_user)} blev handläggare{before}",
            handover.note,
            _name(handover.handed_over_by),
        )


SOURCES = (
    tell_opening,
    tell_handovers,
    tell_assessments,
    tell_decisions,
    tell_choices,
    tell_help_to_choose,
    tell_vouchers,
    tell_attachments,
    tell_closings,
    tell_follow_ups,
)


def opened(case: Case, today: date) -> Milestone:
    return Milestone("Öppnat", passed=True, note=case.opened_on.isoformat())


def assessed(case: Case, today: date) -> Milestone:
    latest = next(reversed(with_road(case).assessments.all()), None)
    return Milestone("Kartläggning", latest is not None, latest.held_on.isoformat() if latest else "")


def decided(case: Case, today: date) -> Milestone:
    decisions = list(with_road(case).decisions.all())
    return Milestone("Beslut", bool(decisions), decisions[-1].decided_on.isoformat() if decisions else "")


def chosen(case: Case, today: date) -> Milestone:
    """Passed when the latest grant has its provider, and left out when nobody chooses for it."""
    grants = grants_in_force(case)
    if not grants:
        return Milestone("Val av anordnare", passed=False)
    latest = grants[-1]
    needed = latest.intervention.chosen_by_person
    name = latest.choice.provider.name if latest.choice else ""
    return Milestone("Val av anordnare", bool(name), name, needed)


def closed(case: Case, today: date) -> Milestone:
    return Milestone(
        "Avslut", case.closed_on is not None, case.closed_on.isoformat() if case.closed_on else ""
    )


def followed_up(case: Case, today: date) -> Milestone:
    """Needed when the case has been closed as self-sufficient."""
    latest = next(reversed(with_road(case).follow_ups.all()), None)
    if latest is None:
        return Milestone("Efter sex månader", passed=False, needed=False)
    note = latest.held_on.isoformat() if latest.held_on else f"görs {latest.due_on}"
    return Milestone("Efter sex månader", latest.held_on is not None, note)


MILESTONES = ((10, opened), (20, assessed), (30, decided), (40, chosen), (80, closed), (90, followed_up))


def _name(user: User | None) -> str:
    return user.display_name if user else ""


def _during(decision: Decision) -> str:
    return f", {decision.period}" if decision.period else ""
