"""What is done by itself about providers."""

from __future__ import annotations

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job
from stegvis.providers import effects
from stegvis.providers.actions.controls import plan_controls
from stegvis.providers.actions.idling import propose_the_idle
from stegvis.providers.actions.rounds import remind_in_time
from stegvis.providers.actions.thin_drafts import thin_drafts


def tend_providers(principal_id: int) -> str:
    """Each step in a transaction of its own: what is done is kept when the next one fails."""
    today = clock.today()
    with scope.principal(principal_id):
        planned = plan_controls(principal_id, today=today)
    with scope.principal(principal_id):
        proposed = len(propose_the_idle(principal_id, today=today))
    with scope.principal(principal_id):
        ended = effects.let_run_out(principal_id, today)
    with scope.principal(principal_id):
        reminded = remind_in_time(principal_id, today=today)
    with scope.principal(principal_id):
        told, gone = thin_drafts(principal_id, today=today)
    return (
        f"{planned} kontroller planerade eller ändrade. {proposed} förslag om återkallelse. "
        f"{ended} auktorisationer som har löpt ut. {reminded} påminnelser om att ansöka på nytt. "
        f"{gone} utkast till ansökningar borttagna, {told} påminda."
    )


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
