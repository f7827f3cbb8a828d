"""Puts the figures of a long run into a document: `python -m tests.security.fuzz.table RESULTS DOCUMENT`."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIRST, LAST = "<!-- fuzz: first -->", "<!-- fuzz: last -->"


def main(results: Path, document: Path) -> None:
    runs = [json.loads(file.read_text("utf-8")) for file in sorted(results.glob("*.json"))]
    text = document.read_text("utf-8")
    before, _, rest = text.partition(FIRST)
    _, _, after = rest.partition(LAST)
    document.write_text(before + "\n".join((FIRST, *lines(runs), LAST)) + after, "utf-8")


def lines(runs: list[dict[str, Any]]) -> Iterator[str]:
    """The table of one run, a line per role and their sum."""
    total = sum(run["requests"] for run in runs)
    yield f"{total} requests in all, Python {platform.python_version()}."
    yield ""
    yield "| Visitor | Requests | Kinds of addresses opened | Refused (403, 404) | Errors (5xx) | Marks met |"
    yield "|---|---:|---:|---:|---:|---:|"
    for run in runs:
        refused = sum(run["by_status"].get(status, 0) for status in ("403", "404"))
        figures = (run["role"], run["requests"], run["addresses"], refused, run["broken"], run["leaks"])
        yield f"| {' | '.join(str(figure) for figure in figures)} |"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
