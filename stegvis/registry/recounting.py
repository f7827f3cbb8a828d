"""«Räkna om nu»: figures that the night computes, computed now for whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.jobs.timetable import Job
from stegvis.registry.background import can_start, latest, start


@dataclass(frozen=True)
class Recount:
    """What the page says beside its figures."""

    url: str
    goes_on: bool
    """The job waits or is being done: no button."""


def offered(job: Job, actor: Actor, url: str) -> Recount | None:
    """None when the actor cannot start it."""
    if not can_start(actor, job):
        return None
    run = latest(job, actor.principal_id)
    return Recount(url, goes_on=run is not None and not run.is_over)


def ask_for(job: Job, request: HttpRequest, actor: Actor) -> None:
    """Put the job into the queue, and say on the next page that it is."""
    try:
        begun = start(job, by=actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    if begun:
        messages.success(request, "Siffrorna räknas om. Läs in sidan igen om en stund.")
    else:
        messages.info(request, "Siffrorna räknas redan om. Läs in sidan igen om en stund.")
