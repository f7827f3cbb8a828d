"""The provider's yearly report: kept as a draft, sent, read and answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Stale
from stegvis.core.locking import locked
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.providers.models import Provider, QualityReport, QualityTemplate
from stegvis.providers.quality_permissions import may_read_report, may_tell_of_quality
from stegvis.providers.quality_templates import YEARLY, questions_of, template_on
from stegvis.providers.rules import yearly


def report_of(provider: Provider, year: int) -> QualityReport | None:
    return provider.quality_reports.select_related("template").filter(year=year).first()


def template_of(provider: Provider, year: int, today: date) -> QualityTemplate | None:
    """The questions that the report was begun with, or those of today."""
    begun = report_of(provider, year)
    return begun.template if begun else template_on(provider.principal_id, YEARLY, today)


def can_write(provider: Provider, year: int, *, by: Actor, today: date) -> Answer:
    begun = report_of(provider, year)
    return may_tell_of_quality(by, provider) & yearly.may_write(
        [authorisation.period for authorisation in provider.authorisations.all()],
        year,
        is_sent=begun is not None and begun.sent_on is not None,
        has_template=template_of(provider, year, today) is not None,
        today=today,
    )


def save_report(
    provider: Provider, year: int, typed: Mapping[str, Any], *, mark: str, by: Actor, now: datetime
) -> QualityReport:
    """Keeps what has been typed so far. Raises Stale when it was saved elsewhere."""
    with locked(provider) as current:
        report = _begun(current, year, mark, by=by, today=now.date())
        report.answers, report.saved_at = {"typed": dict(typed)}, now
        with database_refusals():
            report.save()
    return report


def send_report(
    provider: Provider,
    year: int,
    answers: Mapping[str, Any],
    *,
    mark: str,
    by: Actor,
    now: datetime,
    today: date,
) -> QualityReport:
    """Sends the report of the year. It is not changed after that."""
    with locked(provider) as current:
        report = _begun(current, year, mark, by=by, today=today)
        yearly.may_send(questions_of(report.template), answers).or_refuse()
        report.answers, report.saved_at = dict(answers), now
        report.sent_on, report.sent_by_id = today, by.user_id
        with database_refusals():
            report.save()
    return report


def can_read(report: QualityReport, *, by: Actor) -> Answer:
    return may_read_report(by, report) & yearly.may_read(
        is_sent=report.sent_on is not None, is_read=report.read_on is not None
    )


def read_report(report: QualityReport, comment: str, *, by: Actor, today: date) -> QualityReport:
    """Notes that the report is read, with what the principal wants to say about it."""
    with locked(report) as current:
        can_read(current, by=by).or_refuse()
        current.read_on, current.read_by_id, current.comment = today, by.user_id, comment.strip()
        with database_refusals():
            current.save(update_fields=["read_on", "read_by", "comment"])
    return current


def mark_of(report: QualityReport | None) -> str:
    """What stood when the form was drawn; another one means that it has been saved since."""
    return f"{report.saved_at.timestamp():.6f}" if report and report.saved_at else ""


def _begun(provider: Provider, year: int, mark: str, *, by: Actor, today: date) -> QualityReport:
    """The report that is begun, or a new one; the provider's row is locked, so there is one writer."""
    can_write(provider, year, by=by, today=today).or_refuse()
    report = report_of(provider, year)
    if mark != mark_of(report):
        raise Stale(SOMEBODY_WAS_FIRST)
    template = template_of(provider, year, today)
    return report or QualityReport(
        principal_id=provider.principal_id, provider=provider, year=year, template=template
    )
