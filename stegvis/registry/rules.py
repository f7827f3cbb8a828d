"""When a protection may be raised, lowered and ended, and who may be named to know. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

RANK = {"none": 0, "marked": 1, "protected": 2}
"""No protection, sekretessmarkering, skyddad folkbokföring: the higher hides more."""

LONGEST_NAMING_MONTHS = 24
SHORTEST_REASON = 10
WHY_LONGER = "Skriv skälet med minst tio tecken, så att andra förstår det i efterhand."


def is_lowering(before: str, level: str) -> bool:
    return RANK[level] < RANK[before]


@dataclass(frozen=True, slots=True)
class ProtectionFacts:
    """A person's protection as it stands."""

    level: str
    is_awaiting_another: bool
    """A lowering has been put forward and nobody has decided on it."""


def may_set_protection(
    facts: ProtectionFacts, level: str, valid_from: date, reason: str, *, today: date
) -> Answer:
    """May the protection become `level`? It is raised at once, and never lowered back in time."""
    lowers = is_lowering(facts.level, level)
    return Answer.of(
        Check(level != facts.level, "Personen har redan det skyddet. Välj ett annat.", "level"),
        Check(
            lowers or valid_from <= today,
            "Ett skydd börjar gälla genast. Ange i dag eller en tidigare dag.",
            "valid_from",
        ),
        Check(
            not lowers or valid_from >= today,
            "Ett skydd sänks inte bakåt i tiden. Ange i dag eller en senare dag.",
            "valid_from",
        ),
        Check(
            not (lowers and facts.is_awaiting_another),
            "Ett förslag att sänka skyddet väntar redan på en annan persons beslut.",
        ),
        Check(len(reason.strip()) >= SHORTEST_REASON, WHY_LONGER, "reason"),
    )


def may_decide_lowering(
    facts: ProtectionFacts, before: str, *, approves: bool, reason: str, put_forward_by_self: bool
) -> Answer:
    """May the lowering be approved or refused? By another person, and while it still says what is so."""
    return Answer.of(
        Check(
            not put_forward_by_self,
            "Du kan inte godkänna det du själv har lagt fram. En annan person måste göra det.",
        ),
        Check(facts.is_awaiting_another, "Förslaget är redan avgjort."),
        Check(
            not approves or facts.level == before,
            "Skyddet har ändrats sedan förslaget lades fram. Avslå det och lägg fram ett nytt.",
        ),
        Check(approves or bool(reason.strip()), "Skriv varför du avslår.", "reason"),
    )


@dataclass(frozen=True, slots=True)
class NamingFacts:
    """Somebody who may be named to know who a protected person is."""

    is_protected: bool
    works_there: bool
    """The user has a role that the person's matter can need him in."""
    is_oneself: bool
    is_named_already: bool


def may_name(facts: NamingFacts, period: Period, reason: str, *, today: date) -> Answer:
    """May the user be named? Never oneself, for a limited time, and with a reason."""
    latest = add_months(today, LONGEST_NAMING_MONTHS)
    return Answer.of(
        Check(facts.is_protected, "Personen har inte skyddad folkbokföring. Ingen behöver namnges."),
        Check(not facts.is_oneself, "Du kan inte namnge dig själv. Be en annan chef.", "user"),
        Check(facts.works_there, "Medarbetaren har ingen roll här i dag. Välj någon annan.", "user"),
        Check(not facts.is_named_already, "Medarbetaren är redan namngiven.", "user"),
        Check(period.start >= today, "Ange i dag eller en senare dag.", "starts_on"),
        Check(
            period.end is not None and period.end <= latest,
            f"Namnge för högst {LONGEST_NAMING_MONTHS} månader. Det går att förnya.",
            "last_day",
        ),
        Check(len(reason.strip()) >= SHORTEST_REASON, WHY_LONGER, "reason"),
    )
