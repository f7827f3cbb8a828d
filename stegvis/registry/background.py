"""Jobs: put into the queue, done, and told about afterwards.

Each has a row from the moment it is put in, in the same transaction. The worker fills in how it went; what
it says is for users and never about a person.
"""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django.db.models import F

from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.jobs import queue, timetable
from stegvis.core.jobs.timetable import Job, JobFailed
from stegvis.core.refusals import constraint_name
from stegvis.registry.models import JobRun, Principal
from stegvis.registry.models.job_runs import ONE_AT_A_TIME

logger = logging.getLogger(__name__)

UNEXPECTED = "Något gick fel som programmet inte räknade med. Den som sköter driften ser mer i loggen."
CUT_SHORT = "Jobbet avbröts flera gånger innan det var klart. Den som sköter driften ser mer i loggen."
LONGEST = 500


def enqueue(job: Job, principal_id: int | None, *, asked_by: int | None = None) -> JobRun | None:
    """Puts the job in with the transaction around. None when the same one waits or goes on already."""
    try:
        # Both or neither: a run without its job would stand in the way of the next until it is lost.
        with transaction.atomic():
            run = JobRun.objects.create(
                principal_id=principal_id, job=job.name, asked_at=clock.now(), asked_by_id=asked_by
            )
            queue.put(job, principal_id, run.pk)
    except IntegrityError as error:
        if constraint_name(error) == ONE_AT_A_TIME:
            return None
        raise
    return run


def can_start(actor: Actor, job: Job) -> Answer:
    """Mostly administrators, for their own principal. The installation's jobs are its owner's matter."""
    if not actor.has(job.starters) or actor.impersonator_id is not None:
        return Answer.forbidden("Du kan inte starta det här jobbet.")
    if not job.is_for_each_principal:
        return Answer.forbidden("Jobbet gäller hela installationen och sköts av den som driver den.")
    if because := job.hindrance():
        return Answer.no(because)
    return Answer.yes()


def start(job: Job, *, by: Actor) -> bool:
    """Now. False when it waits or goes on already. Raises Refused."""
    can_start(by, job).or_refuse()
    return enqueue(job, by.principal_id, asked_by=by.user_id) is not None


def latest(job: Job, principal_id: int) -> JobRun | None:
    return JobRun.objects.filter(principal_id=principal_id, job=job.name).order_by("-id").first()


class Doing:
    """What the worker calls."""

    def begin(self, job: Job) -> None:
        if job.hindrance():
            return
        if not job.is_for_each_principal:
            enqueue(job, None)
            return
        for principal in Principal.objects.order_by("id"):
            enqueue(job, principal.pk)

    def do(self, name: str, principal_id: int | None, run: int, *, is_last: bool) -> None:
        begun = _tell(run, JobRun.State.RUNNING, attempts=F("attempts") + 1, began_at=clock.now())
        if not begun:  # done, but the worker was killed before it could say so; or given up as lost
            return
        try:
            told = _called(name).run(principal_id)
        except Exception as error:
            words = str(error) if isinstance(error, JobFailed) else UNEXPECTED
            _fail(run, words, is_last=is_last)
            raise
        _tell(run, JobRun.State.DONE, ended_at=clock.now(), told=told[:LONGEST])

    def give_up(self, run: int) -> None:
        logger.error("Job run %s was cut short too many times and is given up.", run)
        _fail(run, CUT_SHORT, is_last=True)


def _called(name: str) -> Job:
    try:
        return timetable.job_called(name)
    except KeyError:
        raise JobFailed("Den här versionen känner inte till jobbet.") from None


def _fail(run: int, words: str, *, is_last: bool) -> None:
    if is_last:
        _tell(run, JobRun.State.FAILED, ended_at=clock.now(), told=words[:LONGEST])
    else:
        _tell(run, JobRun.State.AGAIN, told=words[:LONGEST])


def _tell(run: int, state: JobRun.State, **more: object) -> bool:
    """False when the run is over: what has been told of it stands."""
    return JobRun.objects.filter(pk=run, ended_at=None).update(state=state, **more) == 1


queue.done_by(Doing())
