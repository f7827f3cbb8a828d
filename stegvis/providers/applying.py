"""What an application holds and what is left to do in it, read from the database for rules and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from stegvis.providers.models import Application, ConditionAnswer, ConditionVersion
from stegvis.providers.rules import applying as rules
from stegvis.providers.rules.applying import AnswerFacts, ApplicationFacts, State

IN_HANDLING = (Application.State.SUBMITTED, Application.State.COMPLETION, Application.State.PROPOSED)


@dataclass(frozen=True)
class Asked:
    """A condition that is asked in the application, with what has been answered so far."""

    version: ConditionVersion
    answer: ConditionAnswer | None
    files: int

    @property
    def facts(self) -> AnswerFacts:
        return AnswerFacts(
            title=self.version.title,
            confirms=bool(self.answer and self.answer.confirms),
            text=self.answer.text if self.answer else "",
            wants_evidence=bool(self.version.evidence),
            files=self.files,
        )

    @property
    def is_ready(self) -> bool:
        return rules.is_ready(self.facts)

    @property
    def is_fulfilled(self) -> bool:
        return bool(self.answer and self.answer.verdict == ConditionAnswer.Verdict.FULFILLED)

    @property
    def question(self) -> str:
        """What the officer asks for."""
        return self.answer.question if self.answer else ""


def day_of_conditions(application: Application, today: date) -> date:
    """By the wording of which day the application is tried: of the day it was sent in, or the one that the
    re-authorisation says. A draft follows the calendar."""
    if application.state != Application.State.DRAFT:
        return application.conditions_on
    if application.reauthorisation:
        return max(application.reauthorisation.conditions_on, today)
    return today


def versions_asked(application: Application, today: date) -> list[ConditionVersion]:
    """The general conditions, and those of the interventions sought, in their order."""
    sought = list(application.parts.values_list("intervention_id", flat=True))
    found = ConditionVersion.objects.filter(principal_id=application.principal_id)
    return list(
        found.in_force(day_of_conditions(application, today))
        .for_interventions(sought)
        .select_related("condition", "condition__intervention")
        .order_by("condition__kind", "condition__position", "condition_id")
    )


def newer_wordings(application: Application, day: date | None) -> list[ConditionVersion]:
    """Those that hold on the day, and came after those that the application is tried by; of all that are
    known to come when no day is named. In a re-authorisation that tries by a coming day there may be none."""
    sought = list(application.parts.values_list("intervention_id", flat=True))
    found = ConditionVersion.objects.filter(principal_id=application.principal_id)
    newer = found.for_interventions(sought).filter(period__startswith__gt=application.conditions_on)
    if day is not None:
        newer = newer.in_force(day)
    return list(newer.order_by("period", "condition__kind", "condition__position", "condition_id"))


def older_wordings(application: Application, day: date) -> list[ConditionVersion]:
    """Those that hold on the day, and are over on the later day that the application is tried by."""
    sought = list(application.parts.values_list("intervention_id", flat=True))
    found = ConditionVersion.objects.filter(principal_id=application.principal_id)
    older = (
        found.for_interventions(sought).in_force(day).filter(period__endswith__lte=application.conditions_on)
    )
    return list(older.order_by("condition__kind", "condition__position", "condition_id"))


def asked(application: Application, today: date) -> list[Asked]:
    """Every condition with its answer. The officer's own note is not read: the applicant never sees it."""
    answers = {
        each.version_id: each
        for each in application.answers.defer("officer_note").annotate(files=Count("evidence"))
    }
    return [
        Asked(version, answer := answers.get(version.pk), getattr(answer, "files", 0))
        for version in versions_asked(application, today)
    ]


def facts_of(application: Application, conditions: Iterable[Asked]) -> ApplicationFacts:
    others = (
        Application.objects.filter(
            principal_id=application.principal_id,
            organisation_number=application.organisation_number,
            state__in=IN_HANDLING,
        )
        .exclude(pk=application.pk)
        .values_list("contact_email", "provider_id")
    )
    other = others.first()
    return ApplicationFacts(
        state=State(application.state),
        has_contact=all((application.organisation_name, application.contact_name, application.contact_email)),
        interventions=application.parts.count(),
        sites=application.sites.count(),
        answers=tuple(each.facts for each in conditions),
        is_handled_already=other is not None,
        is_own=other is not None and _is_own(application, *other),
    )


def _is_own(application: Application, email: str, provider_id: int | None) -> bool:
    if application.provider_id is not None:
        return application.provider_id == provider_id
    return application.contact_email.lower() == email.lower()


def earlier_text(application: Application, version: ConditionVersion) -> str:
    """What was answered to an earlier wording of the same condition, to start from."""
    earlier = application.answers.filter(version__condition=version.condition_id).exclude(version=version)
    latest = earlier.order_by("-version__period").values_list("text", flat=True).first()
    return latest or ""


def awaited(application: Application) -> date | None:
    """Until when the completion is asked for."""
    latest = application.completions.order_by("-id").values_list("due_on", flat=True).first()
    return latest if application.state == Application.State.COMPLETION else None
