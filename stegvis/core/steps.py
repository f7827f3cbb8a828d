"""What can be done now with a record: the same answer that draws the buttons guards the actions."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.core.answers import Answer


@dataclass(frozen=True)
class Step:
    """One verb on a record, where it is done, and whether it may be done now – or why not.

    `main` marks the step that the process is waiting for; the page shows it first. `group` is the heading
    under which the page puts it among the others; without headings all are shown in one row.
    """

    key: str
    title: str
    url: str
    answer: Answer
    main: bool = False
    group: str = ""

    @property
    def allowed(self) -> bool:
        return self.answer.ok
