"""Writes the diagram of a case's states into docs/casework.md, from the table of transitions."""

from __future__ import annotations

from pathlib import Path

from stegvis.casework.rules.states import State, arrows

DOCUMENT = Path(__file__).parent.parent / "docs" / "casework.md"
FIRST, LAST = "<!-- states: first -->", "<!-- states: last -->"


def diagram() -> str:
    """The states and the verbs between them, as Mermaid draws them."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.value}" as {state.name}' for state in State]
    for source, target, verbs in arrows():
        words = ", ".join(verb.value for verb in verbs)
        lines.append(f"    {source.name if source else '[*]'} --> {target.name}: {words}")
    return "\n".join([*lines, "```"])


def with_diagram(text: str) -> str:
    """The text with the diagram of today between the two marks. Raises ValueError when they are missing."""
    before, found, rest = text.partition(FIRST)
    _, ended, after = rest.partition(LAST)
    if not (found and ended):
        raise ValueError(f"{DOCUMENT.name} lacks {FIRST} or {LAST}.")
    return f"{before}{FIRST}\n{diagram()}\n{LAST}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
