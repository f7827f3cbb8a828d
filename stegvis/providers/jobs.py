"""What is done by itself about providers."""

from __future__ import annotations

from datetime import date
from functools import partial

from stegvis.core import clock
from stegvis.core.jobs.one_by_one import OneByOne
from stegvis.core.jobs.timetable import Job, JobFailed
from stegvis.providers import effects
from stegvis.providers.actions.controls import plan_controls
from stegvis.providers.actions.idling import propose_if_idle, to_try
from stegvis.providers.actions.rounds import remind_in_time, running
from stegvis.providers.actions.thin_drafts import Thinned, thin_draft, to_thin
from stegvis.providers.effects import RunningOut


def tend_providers(principal_id: int) -> str:
    """The calendar in one transaction, and each provider, right, round and draft in one of its own."""
    today, night = clock.today(), OneByOne(principal_id)
    planned = night.once("The calendar of controls", lambda: plan_controls(principal_id, today=today)) or 0
    tried = night.each("Provider", lambda: to_try(principal_id, today), partial(propose_if_idle, today=today))
    proposed = len(tried) - tried.count(None)
    ended = sum(_let_run_out(night, room, principal_id, today) for room in effects.rooms_of_running_out())
    reminded = sum(
        night.each("Round", lambda: running(principal_id, today), partial(remind_in_time, today=today))
    )
    thinned = night.each("Draft", lambda: to_thin(principal_id), partial(thin_draft, today=today))
    gone, told = thinned.count(Thinned.GONE), thinned.count(Thinned.TOLD)
    done = (
        f"{planned} kontroller planerade eller ändrade. {proposed} förslag om återkallelse. "
        f"{ended} auktorisationer som har löpt ut. {reminded} påminnelser om att ansöka på nytt. "
        f"{gone} utkast till ansökningar borttagna, {told} påminda."
    )
    if night.errors:
        raise JobFailed(f"{_how_many(len(night.errors))} kunde inte göras. Loggen säger vad. {done}")
    return done


def _let_run_out(night: OneByOne, room: RunningOut, principal_id: int, today: date) -> int:
    rights = night.each(
        "Right", lambda: room.find(principal_id, today), lambda right: room.see_to(right, today)
    )
    return sum(rights)


def _how_many(failed: int) -> str:
    return "1 sak" if failed == 1 else f"{failed} saker"


TEND_PROVIDERS = Job(
    name="tend-providers",
    title="Kontroller och förslag om anordnare",
    purpose=(
        "Planerar kontrollerna av anordnarnas villkor, påminner anordnare som inte har ansökt på nytt, "
        "föreslår återkallelse för anordnare som inte har haft deltagare på tolv månader och tar bort "
        "ansökningar som aldrig skickades in. En människa beslutar om återkallelse. När en auktorisation har "
        "löpt ut får deltagarna välja på nytt, om villkoren för valet säger det."
    ),
    cron="10 3 * * *",
    when="varje natt 03.10",
    each=tend_providers,
)
