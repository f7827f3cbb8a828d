"""What the persons have said of a provider, in so far as it can be told."""

from __future__ import annotations

from datetime import date

from stegvis.assignments.models.voices import Voice
from stegvis.assignments.voices.rules import Said, Told, released, told, told_together
from stegvis.providers.models import Provider


def said_of(provider: Provider) -> list[Said]:
    """Every answer about the provider. Never shown as it is: `told` says what can be."""
    rows = Voice.objects.filter(principal_id=provider.principal_id, provider=provider)
    found = rows.order_by("quarter", "id").values_list("quarter", "satisfied", "answers")
    return [Said(quarter, satisfied, answers) for quarter, satisfied, answers in found]


def told_of(provider: Provider, today: date) -> list[Told]:
    """Group by group, the latest first; each of at least `rules.FEWEST` answers."""
    return told(said_of(provider), today)


def together(provider: Provider, today: date) -> Told | None:
    return told_together(said_of(provider), today)


def comments_on(provider: Provider, today: date) -> list[str]:
    """In the persons' own words, of the groups that can be told, in an order drawn by lot."""
    groups = released(said_of(provider), today)
    quarters = {each.quarter for group in groups for each in group}
    rows = Voice.objects.filter(principal_id=provider.principal_id, provider=provider, quarter__in=quarters)
    # The keys are drawn by lot, so their order says nothing of when or by whom.
    return list(rows.exclude(comment="").order_by("id").values_list("comment", flat=True))
