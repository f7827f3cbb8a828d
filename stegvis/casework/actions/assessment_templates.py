"""Administrate the principal's form for assessments: a new version, its questions, its publishing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from stegvis.casework.models import AssessmentQuestion, AssessmentTemplate
from stegvis.casework.permissions import may_administrate_templates
from stegvis.casework.questionnaire import (
    latest_published,
    publishing_facts,
    questions_of,
    standard_questions,
    write_questions,
)
from stegvis.casework.rules import assessment_templates as rules
from stegvis.casework.rules.questions import Question
from stegvis.core.actor import Actor
from stegvis.core.answers import Stale
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.registry.models import Principal

STANDARD_NAME = "Kartläggning"


def begin_version(principal: Principal, *, by: Actor) -> AssessmentTemplate:
    """A new version with the questions of the newest one, or the standard ones when there is none."""
    may_administrate_templates(by, principal.pk).or_refuse()
    with locked(principal) as current:
        versions = AssessmentTemplate.objects.filter(principal=current)
        rules.may_begin(has_unpublished=versions.unpublished().exists()).or_refuse()
        newest = versions.order_by("-version").first()
        with database_refusals():
            template = AssessmentTemplate.objects.create(
                principal=current,
                version=newest.version + 1 if newest else 1,
                name=newest.name if newest else STANDARD_NAME,
                introduction=newest.introduction if newest else "",
                made_by_id=by.user_id,
            )
            write_questions(template, questions_of(newest) if newest else standard_questions())
            return template


def describe_version(template: AssessmentTemplate, name: str, introduction: str, *, by: Actor) -> None:
    """Names the version and says how it is introduced."""
    with _in_writing(template, by) as current:
        current.name, current.introduction = name, introduction
        with database_refusals():
            current.save(update_fields=["name", "introduction"])


def add_question(template: AssessmentTemplate, question: Question, *, by: Actor) -> AssessmentQuestion:
    """Puts the question last in its section, or last of all when the section is new."""
    with _in_writing(template, by) as current:
        rows = list(current.questions.all())
        rules.may_ask(question, other_codes=[row.code for row in rows]).or_refuse()
        with database_refusals():
            added = AssessmentQuestion(
                principal_id=current.principal_id, template=current, position=len(rows) + 1
            )
            _say(added, question).save()
            last = max(
                (n for n, row in enumerate(rows) if row.section == question.section), default=len(rows)
            )
            _number([*rows[: last + 1], added, *rows[last + 1 :]])
            return added


def change_question(row: AssessmentQuestion, question: Question, *, by: Actor) -> AssessmentQuestion:
    with _in_writing(row.template, by) as current:
        mine = _still_there(row, current)
        others = current.questions.exclude(pk=row.pk).values_list("code", flat=True)
        rules.may_ask(question, other_codes=others).or_refuse()
        with database_refusals():
            _say(mine, question).save()
            return mine


def remove_question(row: AssessmentQuestion, *, by: Actor) -> None:
    with _in_writing(row.template, by) as current:
        current.questions.filter(pk=row.pk).delete()
        _number(list(current.questions.all()))


def move_question(row: AssessmentQuestion, *, up: bool, by: Actor) -> None:
    """Lets the question change places with the one above or below it."""
    with _in_writing(row.template, by) as current:
        _still_there(row, current)
        rows = {question.pk: question for question in current.questions.all()}
        _number([rows[pk] for pk in rules.moved(list(rows), row.pk, up=up)])


def publish_version(
    template: AssessmentTemplate, first_day: date, *, by: Actor, today: date
) -> AssessmentTemplate:
    """Lets the version hold from the day, on which the former ends. It never changes after that."""
    with _in_writing(template, by) as current:
        rules.may_publish(publishing_facts(current), first_day, today=today).or_refuse()
        former = latest_published(current.principal_id)
        with database_refusals():
            if former is not None and former.period is not None:
                former.period = former.period.ending(first_day)
                former.save(update_fields=["period"])
            current.period = Period(first_day)
            current.save(update_fields=["period"])
            return current


def discard_version(template: AssessmentTemplate, *, by: Actor) -> None:
    """Throws away a version that nobody has used."""
    with _in_writing(template, by) as current, database_refusals():
        current.delete()


@contextmanager
def _in_writing(template: AssessmentTemplate, by: Actor) -> Iterator[AssessmentTemplate]:
    """The version, locked, as long as it is not published."""
    may_administrate_templates(by, template.principal_id).or_refuse()
    with locked(template) as current:
        rules.may_change(is_published=current.is_published).or_refuse()
        yield current


def _still_there(row: AssessmentQuestion, template: AssessmentTemplate) -> AssessmentQuestion:
    found = template.questions.filter(pk=row.pk).first()
    if found is None:
        raise Stale(SOMEBODY_WAS_FIRST)
    return found


def _say(row: AssessmentQuestion, question: Question) -> AssessmentQuestion:
    """The row with what the question says."""
    row.section, row.code, row.kind = question.section, question.code, question.kind.value
    row.text, row.help = question.text, question.help
    row.options, row.required = list(question.options), question.required
    return row


def _number(rows: Sequence[AssessmentQuestion]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    AssessmentQuestion.objects.bulk_update(rows, ["position"])
