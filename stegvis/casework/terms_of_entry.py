"""What the catalogue says, as the rules of entry read it."""

from __future__ import annotations

from collections.abc import Mapping

from stegvis.casework.rules.entry import EntryLevel, EntryTerms, Named
from stegvis.catalogue import groups
from stegvis.catalogue.rules import TermsContent
from stegvis.core.period import Period


def entry_terms_of(
    content: TermsContent, intervention: Named, period: Period, names: Mapping[str, str]
) -> EntryTerms:
    """The rules of entry in what terms say, or would say; `names` = what their codes are called."""
    return EntryTerms(
        name=intervention.name,
        code=intervention.code,
        period=period,
        decided_in=content.decided_in,
        min_age=content.min_age,
        max_age=content.max_age,
        target_groups=tuple(Named(code, groups.name_of(code)) for code in content.target_groups),
        min_capacity=content.min_capacity,
        max_capacity=content.max_capacity,
        levels=tuple(
            EntryLevel(level.code, level.name, level.min_capacity, level.max_capacity)
            for level in content.levels
        ),
        max_months=content.first_months,
        whole_months=content.max_months,
        min_workplace_percent=content.min_workplace_percent,
        requires=tuple(Named(code, names.get(code, code)) for code in content.must_combine_with),
        excludes=frozenset(content.must_not_combine_with),
    )
