"""What is done by itself: when, how it went, and once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer, Refused
from stegvis.core.jobs import queue, timetable
from stegvis.core.jobs.timetable import Job
from stegvis.core.pages import ActorRequest, page
from stegvis.core.waiting import Line
from stegvis.registry.background import can_start, start
from stegvis.registry.models import JobRun

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
SHOWN = 20
WAITS_ALREADY = "Jobbet pågår redan eller väntar på sin tur."


@dataclass(frozen=True)
class Row:
    """A job as the page shows it."""

    job: Job
    run: JobRun | None
    """The latest."""
    next_time: datetime
    hindrance: str | None
    answer: Answer

    @property
    def button(self) -> str:
        return "Kör igen" if self.run and self.run.has_failed else "Kör nu"


@page(who=ADMINISTRATORS)
def jobs(request: ActorRequest) -> HttpResponse:
    runs = JobRun.objects.visible_to(request.actor)
    rows = _rows(request.actor, {run.job: run for run in runs.latest_of_each_job()})
    context = {
        "own": [row for row in rows if row.job.is_for_each_principal],
        "of_all": [row for row in rows if not row.job.is_for_each_principal],
        "failed": [row for row in rows if row.run and row.run.has_failed],
        "last_runs": [_with_title(run) for run in runs.select_related("asked_by").order_by("-id")[:SHOWN]],
        "nobody_works": nobody_works(),
        "crumbs": [("Bakgrundsjobb", None)],
    }
    return render(request, "registry/jobs.html", context)


@page(who=ADMINISTRATORS)
@require_POST
def start_job(request: ActorRequest, name: str) -> HttpResponse:
    """Puts it into the queue; the page tells how it goes."""
    if not timetable.is_known(name):
        raise Http404
    job = timetable.job_called(name)
    try:
        begun = start(job, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("jobs")
    if begun:
        messages.success(
            request, f"{job.title} är begärt. Läs in sidan igen om en stund och se hur det gick."
        )
    else:
        messages.info(request, WAITS_ALREADY)
    return redirect("jobs")


def failed_runs(actor: Actor, today: date) -> QuerySet[JobRun]:
    """Awaits administrators at the start page."""
    return JobRun.objects.visible_to(actor).to_see_to()


def failed_line(run: JobRun, today: date) -> Line:
    title, _ = _with_title(run)
    return Line(title, reverse("jobs"), run.asked_at.astimezone(clock.SWEDEN).date(), note=run.told)


def nobody_works() -> bool:
    """Is there no worker? What is in the queue then waits."""
    sign = queue.last_sign_of_life()
    lately = timedelta(seconds=2 * queue.SECONDS_WITHOUT_A_SIGN)
    return sign is None or datetime.now(sign.tzinfo) - sign > lately


def _rows(actor: Actor, latest: dict[str, JobRun]) -> list[Row]:
    now = clock.now()
    return [
        Row(
            job,
            latest.get(job.name),
            timetable.next_time(job, now),
            job.hindrance(),
            can_start(actor, job),
        )
        for job in timetable.all_jobs()
    ]


def _with_title(run: JobRun) -> tuple[str, JobRun]:
    """A job that this version does not know is called what it is called in the database."""
    return (timetable.job_called(run.job).title if timetable.is_known(run.job) else run.job), run
