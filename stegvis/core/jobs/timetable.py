"""What is done by itself, and when. Rooms register their jobs in `wiring`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from croniter import croniter

from stegvis.core.actor import Role, Roles
from stegvis.core.clock import SWEDEN


class JobFailed(RuntimeError):
    """A job could not be done. The message says in plain Swedish what is wrong; it is shown to users."""


@dataclass(frozen=True)
class Job:
    """Something done by itself: `each` for every principal, or `once` for the whole installation.

    Both work in transactions and scopes of their own and can be done any number of times. They answer with
    what came of it, in words for users: never about a person.
    """

    name: str
    """Also the name of the command that does the same, with hyphens."""
    title: str
    purpose: str
    """What it is good for, one or two sentences to users."""
    cron: str
    """Minute, hour, day of the month, month, weekday, by Swedish time. Not between two and three in the
    morning: once a year there is no such hour, and once there are two."""
    when: str
    """The same in words."""
    each: Callable[[int], str] | None = None
    once: Callable[[], str] | None = None
    starters: Roles = frozenset({Role.ADMINISTRATOR})
    """Who may have it done between its times, for their own principal."""
    hindrance: Callable[[], str | None] = lambda: None
    """Why the installation does not do it, in words for users, or None."""

    @property
    def is_for_each_principal(self) -> bool:
        return self.each is not None

    def run(self, principal_id: int | None) -> str:
        """Does it at once. Raises JobFailed."""
        if self.each is not None and principal_id is not None:
            return self.each(principal_id)
        if self.once is not None and principal_id is None:
            return self.once()
        raise ValueError(f"{self.name} is not done for {principal_id}.")


_jobs: dict[str, Job] = {}


def register(*jobs: Job) -> None:
    for job in jobs:
        if job.name in _jobs:
            raise ValueError(f"Two jobs are called {job.name}.")
        _jobs[job.name] = job


def job_called(name: str) -> Job:
    """Raises KeyError."""
    return _jobs[name]


def is_known(name: str) -> bool:
    return name in _jobs


def all_jobs() -> list[Job]:
    """Those for each principal first, both by title."""
    return sorted(_jobs.values(), key=lambda job: (not job.is_for_each_principal, job.title))


def next_time(job: Job, after: datetime) -> datetime:
    """The moment, in Swedish time, when the job is put into the queue by itself the next time."""
    following: datetime = times(job.cron, after).get_next(datetime)
    return following


def times(cron: str, start: datetime) -> croniter:
    """The moments of a line of the timetable, by Swedish time also when the clocks are changed."""
    return croniter(cron, start.astimezone(SWEDEN))
