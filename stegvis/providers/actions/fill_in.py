"""Fill in an application, part by part: each part is saved when it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from stegvis.core.answers import Answer, Refused
from stegvis.core.files.inspection import Inspected
from stegvis.providers import applying
from stegvis.providers.actions.apply import changing
from stegvis.providers.actions.evidence import examine, forget_evidence, keep_evidence
from stegvis.providers.applicants import Applicant, may_write
from stegvis.providers.models import (
    Application,
    ApplicationPart,
    ApplicationSite,
    ConditionAnswer,
    ConditionVersion,
    Evidence,
)
from stegvis.providers.rules import applying as rules
from stegvis.providers.rules.applying import State

NOT_ASKED = "Villkoret hör inte till ansökan. Öppna ansökan på nytt."


@dataclass(frozen=True)
class Facts:
    """About the organisation and what it wants to do."""

    organisation_name: str
    contact_name: str
    contact_email: str
    contact_phone: str
    orientation: str
    methods: str
    languages: list[str]
    places: int | None
    wanted_from: date | None


@dataclass(frozen=True)
class Place:
    """Where the organisation would work."""

    name: str
    address: str
    postal_code: str
    town: str


def save_facts(application: Application, facts: Facts, *, by: Applicant) -> Application:
    with changing(application, by) as current:
        for name, value in asdict(facts).items():
            setattr(current, name, value)
        current.save(update_fields=list(asdict(facts)))
    return current


def choose_parts(
    application: Application, wanted: Mapping[int, Sequence[str]], *, by: Applicant
) -> Application:
    """The interventions by their keys, each with the codes of the levels (none = all)."""
    with changing(application, by) as current:
        rules.may_change_parts(State(current.state)).or_refuse()
        current.parts.exclude(intervention__in=wanted).delete()
        for intervention_id, levels in wanted.items():
            ApplicationPart.objects.update_or_create(
                principal_id=current.principal_id,
                application=current,
                intervention_id=intervention_id,
                defaults={"levels": list(levels)},
            )
    return current


def add_site(application: Application, place: Place, *, by: Applicant) -> ApplicationSite:
    with changing(application, by) as current:
        rules.may_add_site(current.sites.count()).or_refuse()
        return ApplicationSite.objects.create(
            principal_id=current.principal_id, application=current, **asdict(place)
        )


def remove_site(application: Application, site_id: int, *, by: Applicant) -> None:
    with changing(application, by) as current:
        current.sites.filter(pk=site_id).delete()


def answer_condition(
    application: Application,
    version: ConditionVersion,
    *,
    confirms: bool,
    text: str,
    file: Inspected | None = None,
    by: Applicant,
    today: date,
) -> ConditionAnswer:
    """Saves what the organisation says about the condition, and a paper that shows it.

    What the officer had found about another answer holds no more: it is to be looked at anew.
    """
    may_write(by, application).or_refuse()
    examined = examine(file)
    with changing(application, by) as current:
        answer = _answer_to(current, version, today)
        if answer.pk is None or file or (answer.confirms, answer.text) != (confirms, text):
            _to_be_reviewed(answer)
        answer.confirms, answer.text = confirms, text
        answer.save()
        if examined:
            keep_evidence(answer, examined, by=by, today=today)
    return answer


def remove_evidence(application: Application, evidence_id: int, *, by: Applicant, today: date) -> None:
    """Takes away a paper of the application; another's is not there to be taken."""
    with changing(application, by) as current:
        found = Evidence.objects.filter(pk=evidence_id, answer__application=current)
        evidence = found.select_related("answer__version", "file").first()
        if evidence is None:
            return
        answer = _answer_to(current, evidence.answer.version, today)
        forget_evidence(evidence)
        _to_be_reviewed(answer)
        answer.save()


def _answer_to(application: Application, version: ConditionVersion, today: date) -> ConditionAnswer:
    """The answer so far, or a new one. Raises Refused for what is not asked or is settled."""
    asked = {each.version.pk: each for each in applying.asked(application, today)}
    if version.pk not in asked:
        raise Refused(NOT_ASKED)
    found = asked[version.pk]
    rules.may_change_answer(State(application.state), is_fulfilled=found.is_fulfilled).or_refuse()
    return found.answer or ConditionAnswer(
        principal_id=application.principal_id, application=application, version=version
    )


def _to_be_reviewed(answer: ConditionAnswer) -> None:
    answer.verdict, answer.reviewed_on, answer.reviewed_by_id = "", None, None


def can_fill_in(application: Application, by: Applicant) -> Answer:
    """The answer that pages draw their forms by."""
    return may_write(by, application) & rules.may_change(State(application.state))


def can_withdraw(application: Application, by: Applicant) -> Answer:
    return may_write(by, application) & rules.may_withdraw(State(application.state))


def can_choose_parts(application: Application, by: Applicant) -> Answer:
    return may_write(by, application) & rules.may_change_parts(State(application.state))
