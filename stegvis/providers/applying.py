"""What an application holds and what is left to do in it, read from the database for rules and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from stegvis.providers.models import Application, ConditionAnswer, ConditionVersion
from stegvis.providers.models.conditions import ConditionVersionQuerySet
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
    wordings = _wordings(application).in_force(day_of_conditions(application, today))
    return list(wordings.select_related("condition", "condition__intervention"))


def newer_wordings(application: Application, day: date) -> list[ConditionVersion]:
    """Those that hold on the day, and came after those that the application is tried by. In a
    re-authorisation that tries by a coming day there may be none."""
    newer = _wordings(application).in_force(day)
    return list(newer.filter(period__startswith__gt=application.conditions_on))


def older_wordings(application: Application, day: date) -> list[ConditionVersion]:
    """Those that hold on the day, and are over on the later day that the application is tried by."""
    older = _wordings(application).in_force(day)
    return list(older.filter(period__endswith__lte=application.conditions_on))


def earliest_conditions(application: Application) -> date:
    """The first day by whose wordings what has been sent in can be tried."""
    sent_in = application.submitted_on or application.conditions_on
    if application.reauthorisation is None:
        return sent_in
    return max(sent_in, application.reauthorisation.conditions_on)


@dataclass(frozen=True)
class OtherConditions:
    """From a day on other wordings would be tried than now: those that would come, and those that would go
    without any in their place."""

    start: date
    comes: tuple[str, ...]
    goes: tuple[str, ...]


def other_conditions(application: Application) -> list[OtherConditions]:
    """Each day from which what would be tried is not what is tried now, the earliest first."""
    earliest = earliest_conditions(application)
    versions = [each for each in _wordings(application) if _reaches(each, earliest)]
    turns = {each.period.start for each in versions} | {each.period.end for each in versions}
    days = [earliest, *sorted(day for day in turns if day is not None and day > earliest)]
    now = _in_force(versions, application.conditions_on)
    return [_other(day, now, then) for day in days if (then := _in_force(versions, day)) != now]


def differs(application: Application, day: date | None) -> bool:
    """Would other wordings be tried by the day? None: by any day that it can be tried by."""
    if day is None:
        return bool(other_conditions(application))
    versions = list(_wordings(application))
    return _in_force(versions, day) != _in_force(versions, application.conditions_on)


def judged_by_other_wordings(application: Application, asked: Iterable[int]) -> list[ConditionAnswer]:
    """What has been found of wordings that are not tried now: it stands, and does not count."""
    judged = application.answers.exclude(verdict="").exclude(version__in=list(asked))
    return list(judged.defer("officer_note").select_related("version", "reviewed_by"))


def _wordings(application: Application) -> ConditionVersionQuerySet:
    """Of the general conditions, and of those of the interventions sought, in their order."""
    sought = list(application.parts.values_list("intervention_id", flat=True))
    found = ConditionVersion.objects.filter(principal_id=application.principal_id)
    in_order = ("condition__kind", "condition__position", "condition_id", "period")
    return found.for_interventions(sought).order_by(*in_order)


def _reaches(version: ConditionVersion, day: date) -> bool:
    return version.period.end is None or version.period.end > day


def _in_force(versions: Iterable[ConditionVersion], day: date) -> list[ConditionVersion]:
    return [each for each in versions if each.period.contains(day)]


def _other(day: date, now: list[ConditionVersion], then: list[ConditionVersion]) -> OtherConditions:
    kept = {each.condition_id for each in then}
    return OtherConditions(
        day,
        comes=tuple(each.title for each in then if each not in now),
        goes=tuple(each.title for each in now if each.condition_id not in kept),
    )


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
