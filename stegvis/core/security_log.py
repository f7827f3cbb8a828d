"""What somebody tried that no page offers: told to those who watch the machine, by numbers and never by name.

The lines have the logger `stegvis.security` and the id of the request.
"""

from __future__ import annotations

import logging

from stegvis.core.actor import Actor

logger = logging.getLogger("stegvis.security")


def refused(actor: Actor, what: str, **about: int) -> None:
    """The actor has asked for what the pages do not offer, and did not get it. `about` = keys of rows."""
    logger.warning("refused", extra={"what": what, "user": actor.user_id, **about})
