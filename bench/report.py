"""The measured table in words, with the machine it was measured on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.pages import Result

DOCS = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def table(results: list[Result]) -> str:
    """Milliseconds per page, two columns per size; then throughput and ratios."""
    sizes = [f"{result.size:,}".replace(",", " ") for result in results]
    heads = " | ".join(f"{size}: p50 | p95 | processor" for size in sizes)
    return "\n".join(
        (
            f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}. Milliseconds per page, one client;",
            "processor = what of it the web server itself worked, whatever else the machine did.",
            "",
            f"| Page, by number of cases | {heads} |",
            "|---|" + "--:|--:|--:|" * len(results),
            *(_row(name, [_cells(r, name) for r in results]) for name in results[0].pages),
            _row(
                "raw query of the list's rows",
                [f"{r.raw.p50:.1f} | {r.raw.p95:.1f} | –" for r in results if r.raw],
            ),
            "",
            f"| | {' | '.join(sizes)} |",
            "|---|" + "--:|" * len(results),
            _row("case lists a second, 4 clients", [f"{r.lists_per_second:.0f}" for r in results]),
            _row("admin's lists a second, 4 clients", [f"{r.admin_lists_per_second:.0f}" for r in results]),
            _row("case list : admin's list (p50)", [_ratio(r, "case list", "admin list") for r in results]),
            _row("name search : admin's (p50)", [_ratio(r, "name search", "admin search") for r in results]),
        )
    )


def machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    load = f"{os.getloadavg()[0]:.1f}"
    return f"{cores} cores (load {load}), {system}, Python {platform.python_version()}, 2 workers"


def write_into_docs(text: str) -> None:
    """Replaces what stands between the marks in docs/performance.md."""
    whole = DOCS.read_text(encoding="utf-8")
    before, rest = whole.split(BEGIN)
    _, after = rest.split(END)
    DOCS.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _cells(result: Result, name: str) -> str:
    spread = result.pages[name]
    return f"{spread.p50:.1f} | {spread.p95:.1f} | {result.processor[name]:.1f}"


def _row(title: str, cells: list[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"


def _ratio(result: Result, ours: str, theirs: str) -> str:
    return f"1 : {result.pages[theirs].p50 / result.pages[ours].p50:.1f}"
