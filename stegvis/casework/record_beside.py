"""The parts of a printed record that stand beside the main road: inflow, activities, proposals."""

from __future__ import annotations

from collections.abc import Iterable

from stegvis.accounts.models import User
from stegvis.casework.models import Case, DecisionProposal, Referral
from stegvis.casework.record_print import Part, filled, texts
from stegvis.core.documents.blocks import Block, Cell, Heading, Table
from stegvis.core.templatetags.design import period as days


def referrals(case: Case) -> Iterable[Block]:
    """Those that led to the case or were taken up in it."""
    found = Referral.objects.filter(outcome__case=case).select_related("registered_by", "outcome__decided_by")
    for each in found.order_by("received_on", "id"):
        yield Heading(f"Hänvisning {each.received_on}", 2)
        yield filled(
            ("Från", each.from_whom),
            ("Kontakt", each.contact),
            ("Registrerad av", _name(each.registered_by)),
            ("Svar", each.outcome.get_kind_display()),
            ("Svarad", f"{each.outcome.decided_on} {_name(each.outcome.decided_by)}"),
        )
        yield from texts(("Önskemål", each.asks_for), ("Skäl", each.outcome.reason))


def activities(case: Case) -> Iterable[Block]:
    """What the person does beside the provider's plan, and why not full time."""
    own = list(case.activities.select_related("recorded_by").order_by("period", "id"))
    if own:
        yield Table(
            "Egna aktiviteter",
            ("Aktivitet", "Timmar i veckan", "Period", "Kommentar"),
            tuple(
                (
                    Cell(str(each.get_kind_display())),
                    Cell(str(each.hours_per_week)),
                    Cell(days(each.period)),
                    Cell(each.note),
                )
                for each in own
            ),
            of_words=True,
        )
    hindrances = list(case.hindrances.select_related("recorded_by").order_by("period", "id"))
    if hindrances:
        yield Table(
            "Skäl till lägre aktivering",
            ("Skäl", "Period", "Kommentar"),
            tuple(
                (Cell(str(each.get_kind_display())), Cell(days(each.period)), Cell(each.note))
                for each in hindrances
            ),
            of_words=True,
        )


def proposals(case: Case) -> Iterable[Block]:
    """What one prepared for another to decide, and what came of it."""
    found = DecisionProposal.objects.filter(case=case).select_related(
        "intervention", "prepared_by", "outcome__decided_by", "outcome__decision"
    )
    for each in found.order_by("prepared_on", "id"):
        outcome = getattr(each, "outcome", None)
        decision = outcome.decision if outcome else None
        yield Heading(f"Förslag {each.prepared_on}: {each.get_kind_display()}, {each.intervention.name}", 2)
        yield filled(
            ("Förberett av", _name(each.prepared_by)),
            ("Avgjort", f"{outcome.decided_on} {_name(outcome.decided_by)}" if outcome else "Inte än"),
            ("Beslut", decision.number if decision else ""),
        )
        yield from texts(("Skäl", outcome.reason if outcome else ""))


def _name(user: User | None) -> str:
    return user.display_name if user else ""


PARTS = (
    Part(15, "hanvisningar", "Hänvisningar", referrals),
    Part(35, "aktiviteter", "Aktiviteter och skäl", activities),
    Part(45, "forslag", "Förslag till beslut", proposals),
)
