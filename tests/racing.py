"""Several verbs at the same moment, each in a thread and a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from stegvis.core.answers import Refused


def race(*verbs: Callable[[], Any]) -> list[str]:
    """Starts all verbs at once; answers for each "done" or "refused". Any other error is raised here."""
    barrier = Barrier(len(verbs))
    outcomes: list[str] = []
    errors: list[BaseException] = []

    def run(verb: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            verb()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        except BaseException as error:  # told in the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sorted(outcomes)
