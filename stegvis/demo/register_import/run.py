"""One import from beginning to end: read, hold against the register, write; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pghistory
from django.db import DatabaseError, connection, transaction
from psycopg.errors import LockNotAvailable

from stegvis.accounts.models import Membership
from stegvis.casework.models import ClosureReason, TargetGroup
from stegvis.catalogue.models import Intervention, Terms
from stegvis.core.actor import CASEWORKERS
from stegvis.demo.register_import import rows
from stegvis.demo.register_import.conflicts import refuse_conflicts, warn_of_kept
from stegvis.demo.register_import.extract import Reading, open_extract
from stegvis.demo.register_import.plan import IMPORT_MARK, Tally, make_plans, tally
from stegvis.demo.register_import.problems import ProblemLog
from stegvis.demo.register_import.sources import SIZE_LIMIT
from stegvis.demo.register_import.staging import fill
from stegvis.demo.register_import.vocabulary import Vocabulary, VoucherTerms
from stegvis.demo.register_import.write import carry_out, local_part
from stegvis.registry.models import Principal, Unit

LOCK_FAMILY = 0x5265_6769
"""First half of the advisory lock's key; the principal is the second."""


LOCK_WAIT = "60s"
"""How long an import waits for another to end, or for a row that somebody is writing."""


class Watcher(Protocol):
    """Follows an import while it runs."""

    def opened(self, size: int) -> None:
        """The extract has `size` bytes."""

    def read(self, amount: int) -> None:
        """So many bytes more have been read."""

    def step(self, title: str) -> None:
        """The next part of the work begins."""


class NobodyWatches:
    def opened(self, size: int) -> None: ...

    def read(self, amount: int) -> None: ...

    def step(self, title: str) -> None: ...


class CannotImport(Exception):
    """The import could not be tried or carried out; nothing was written. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an import: rows per file, and whether it was written. The problems are in the log."""

    tallies: dict[str, Tally]
    refused: dict[str, int]
    written: bool


def vocabulary_of(principal: Principal) -> Vocabulary:
    """The codes and amounts of the principal's own catalogue."""
    terms = Terms.objects.filter(principal=principal).select_related("intervention").order_by("pk")
    return Vocabulary(
        interventions=dict(Intervention.objects.filter(principal=principal).values_list("code", "name")),
        closure_reasons=frozenset(ClosureReason.values),
        target_groups=frozenset(TargetGroup.values),
        voucher_terms=tuple(
            VoucherTerms(each.intervention.code, each.period, frozenset(each.voucher_amounts))
            for each in terms
        ),
    )


def unit_for(principal: Principal, name: str = "") -> Unit:
    """The unit that new cases come to. Raises CannotImport when it must be named."""
    units = Unit.objects.filter(principal=principal).order_by("name")
    if name:
        units = units.filter(name__iexact=name)
    found = list(units[:2])
    if len(found) == 1:
        return found[0]
    names = ", ".join(
        Unit.objects.filter(principal=principal).order_by("name").values_list("name", flat=True)
    )
    if not names:
        raise CannotImport("Huvudmannen har ingen enhet. Lägg upp den enhet som ska ha ärendena först.")
    raise CannotImport(f"Ange vilken enhet nya ärenden ska höra till. Enheter: {names}.")


def import_register(
    folder: Path,
    principal: Principal,
    unit: Unit,
    *,
    today: date,
    problems: ProblemLog,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    size_limit: int = SIZE_LIMIT,
) -> Outcome:
    """Bring the extract in the folder into the principal's register.

    Good rows come in, the others are in `problems`; nothing is written when a file cannot be read at all.
    """
    watcher = watcher or NobodyWatches()
    watcher.step("läser filerna")
    extract = open_extract(folder, today, problems, size_limit)
    watcher.opened(extract.size)
    reading = Reading(extract, vocabulary_of(principal), today, problems, watcher.read)
    if problems.has_unreadable:
        reading.count()
        return _outcome(problems, {name: Tally() for name in rows.FILES}, written=False)
    try:
        return _import(reading, principal, unit, today, problems, dry_run, watcher)
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise CannotImport(
                "En annan import pågår, eller någon arbetar i raderna. Ingenting är inläst. "
                "Försök igen om en stund."
            ) from error
        reason = str(error).partition("\n")[0]
        raise CannotImport(f"Databasen avbröt importen, och ingenting är inläst: {reason}") from error


def _import(
    reading: Reading,
    principal: Principal,
    unit: Unit,
    today: date,
    problems: ProblemLog,
    dry_run: bool,
    watcher: Watcher,
) -> Outcome:
    with transaction.atomic():
        _alone(principal)
        _hasten()
        fill(reading)
        watcher.step("jämför med registret")
        _find_caseworkers(principal)
        make_plans(principal.pk)
        refuse_conflicts(principal.pk, problems)
        warn_of_kept(problems)
        tallies = tally()
        if dry_run:
            transaction.set_rollback(True)
        else:
            with pghistory.context(**{IMPORT_MARK: principal.slug}):
                carry_out(principal, unit, today, lambda title: watcher.step(f"skriver {title}"))
            watcher.step("avslutar")
            _as_before()
    return _outcome(problems, tallies, written=not dry_run)


def _alone(principal: Principal) -> None:
    """One import at a time for a principal. One whose process has died must not stand in the way: the
    server asks every second whether anybody is still there."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_connection_check_interval = '1s'")
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, principal.pk])


def _hasten() -> None:
    """Keep the guards of the tables cheap for a million rows in one transaction.

    Each of pgtrigger's functions asks for its setting and, when it is missing, ends an inner transaction in
    error; the server then goes through every check that still waits for the end. So: have the setting, let
    nothing wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _as_before() -> None:
    """Let a greater transaction around the import go on as it began."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        # The history's context is bound to the transaction: what comes after in it is not the import's doing.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


def _find_caseworkers(principal: Principal) -> None:
    """Which account each caseworker in the extract has: the one whose e-mail address begins with the code."""
    seats = {
        membership.user.email.partition("@")[0].casefold(): (membership.user_id, membership.unit_id)
        for membership in Membership.objects.filter(principal=principal, role__in=CASEWORKERS)
        .select_related("user")
        .order_by("user__is_active", "-pk")
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plan_caseworker")
        cursor.execute(
            "CREATE TEMPORARY TABLE plan_caseworker (code text PRIMARY KEY, user_id bigint, unit_id bigint) "
            "ON COMMIT DROP"
        )
        cursor.execute(
            "SELECT DISTINCT caseworker FROM stage_case WHERE caseworker <> '' ORDER BY caseworker"
        )
        found = [(code, *_seat(code, seats)) for (code,) in cursor.fetchall()]
        with cursor.copy("COPY plan_caseworker FROM STDIN") as copy:
            for row in found:
                copy.write_row(row)


def _seat(code: str, seats: dict[str, tuple[int, int | None]]) -> tuple[int | None, int | None]:
    return seats.get(code.casefold()) or seats.get(local_part(code)) or (None, None)


def _outcome(problems: ProblemLog, tallies: dict[str, Tally], *, written: bool) -> Outcome:
    return Outcome(tallies, {name: problems.refused_rows[name] for name in rows.FILES}, written)
