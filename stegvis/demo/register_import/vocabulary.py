"""The words and amounts that the principal's own catalogue allows in an extract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class VoucherTerms:
    """Which vouchers (öre) an intervention offers during a period. domain: tilläggscheck, the committee's
    terms."""

    intervention: str
    period: Period
    amounts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Codes are those of the catalogue; names are shown in messages."""

    interventions: Mapping[str, str]
    closure_reasons: frozenset[str]
    target_groups: frozenset[str]
    voucher_terms: tuple[VoucherTerms, ...]

    def voucher_amounts_on(self, day: date) -> frozenset[int]:
        """Every amount that some intervention offered on the day."""
        return frozenset().union(
            *(terms.amounts for terms in self.voucher_terms if terms.period.contains(day))
        )

    def offers_vouchers(self, intervention: str, day: date) -> bool:
        return any(
            terms.intervention == intervention and terms.amounts and terms.period.contains(day)
            for terms in self.voucher_terms
        )
