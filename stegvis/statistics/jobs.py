"""What is computed by itself."""

from __future__ import annotations

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.jobs.timetable import Job
from stegvis.statistics.comparison.keeping import compute_results, settled_limits_on
from stegvis.statistics.comparison.rules import Limits
from stegvis.statistics.permissions import COMPARERS


def compare_providers(principal_id: int) -> str:
    # Who writes terms meanwhile can ask for no computation of its own: one is going on.
    computed_by = None
    while computed_by != (limits := _limits(principal_id)):
        computed_by, told = limits, _computed(principal_id)
    return told


def _limits(principal_id: int) -> Limits:
    with scope.principal(principal_id):
        return settled_limits_on(principal_id, clock.today())


def _computed(principal_id: int) -> str:
    with scope.principal(principal_id):
        run = compute_results(principal_id, today=clock.today(), at=clock.now())
        shown = run.results.filter(is_shown=True).count()
    return f"{run.customers} avslutade uppdrag, {shown} resultat att visa."


COMPARE_PROVIDERS = Job(
    name="compare-providers",
    title="Jämförelse av anordnare",
    purpose="Räknar ut anordnarnas resultat, som visas inför valet. Sidorna säger till vilken dag de gäller.",
    cron="10 0 * * *",
    when="varje natt 00.10",
    each=compare_providers,
    starters=COMPARERS,
)
