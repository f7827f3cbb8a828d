"""Two questions from whoever watches over the installation: is it alive, and may it get visitors?

Both are open to anyone and answer with one word; what is wrong stands in the log.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

_watched: list[Callable[[], str | None]] = []


def register_warning(look: Callable[[], str | None]) -> None:
    """A room looks for what will go wrong unless somebody sees to it: words for the log, or None."""
    _watched.append(look)


def warnings() -> list[str]:
    """What somebody should see to, though visitors can still be served."""
    return [words for words in (look() for look in _watched) if words]


@require_safe
@never_cache
@non_atomic_requests
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database does not get it restarted."""
    return _answer(200, "live")


@require_safe
@never_cache
@non_atomic_requests
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has every table this version expects."""
    try:
        waiting = has_pending_migrations()
        for words in warnings():
            logger.warning(words)
    except DatabaseError:
        logger.exception("The database does not answer.")
        return _answer(503, "not ready")
    if waiting:
        logger.error("Migrations are waiting to be run.")
        return _answer(503, "not ready")
    return _answer(200, "ready")


def has_pending_migrations() -> bool:
    """True when this version knows migrations that the database has not had."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _answer(status: int, word: str) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")
