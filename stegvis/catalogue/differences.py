"""What terms say, beside what they would say."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.catalogue import contents, versions, words
from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.rules import TermsContent


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that terms say, as it is and as it would be."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def differences(intervention: Intervention, former: Terms | None, content: TermsContent) -> list[Difference]:
    """Everything that the terms say, as it is and as it would be; what changes first."""
    wanted = Terms(
        intervention=intervention, principal_id=intervention.principal_id, **contents.columns(content)
    )
    before = contents.content_of(former) if former else None
    codes = [
        code
        for terms in (former, wanted)
        if terms is not None
        for code in (*terms.must_combine_with, *terms.must_not_combine_with)
    ]
    names = words.names_of(intervention.principal_id, codes)
    was = dict(versions.told(former, names)) if former else {}
    becomes = dict(versions.told(wanted, names))
    rows = [Difference(label, was.get(label, "–"), becomes.get(label, "–")) for label in {**becomes, **was}]
    levels = Difference("Nivåer", _levels(before), _levels(content))
    vouchers = Difference("Tilläggscheckar", _vouchers(before), _vouchers(content))
    return sorted([*rows, levels, vouchers], key=lambda row: not row.is_changed)


def _levels(content: TermsContent | None) -> str:
    levels = content.levels if content else ()
    told = (f"{each.name} ({words.capacity(each.min_capacity, each.max_capacity)})" for each in levels)
    return ", ".join(told) or "–"


def _vouchers(content: TermsContent | None) -> str:
    return words.amounts(content.voucher_amounts) if content else "–"
