"""A calculation: what went in, which version of the rules, and the lines that came out. Never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stegvis.core.money import Ore


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a calculation in plain Swedish, with what it adds in öre, 0 when it only tells."""

    text: str
    amount: Ore


@dataclass(frozen=True, slots=True)
class Calculation:
    """Explains one ledger entry. The lines sum to the entry's amount.

    `inputs` holds plain values only (texts, numbers, ISO dates), to be read in fifty years.
    """

    inputs: Mapping[str, Any]
    rule_version: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Ore:
        return Ore(sum(line.amount for line in self.lines))

    def as_json(self) -> dict[str, Any]:
        return {
            "rule_version": self.rule_version,
            "inputs": dict(self.inputs),
            "lines": [{"text": line.text, "amount": line.amount} for line in self.lines],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Calculation:
        lines = tuple(Line(line["text"], Ore(line["amount"])) for line in stored["lines"])
        return cls(stored["inputs"], stored["rule_version"], lines)
