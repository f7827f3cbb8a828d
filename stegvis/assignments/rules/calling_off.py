"""What was called off before it had begun is kept for what had been written of it, and goes no further."""

from __future__ import annotations

from stegvis.core.answers import Answer, Check


def may_go_on(*, is_called_off: bool) -> Answer:
    return Answer.of(Check(not is_called_off, "Uppdraget ställdes in innan det började."))
