"""Letters to a provider about its right: that there is something to read, and where. The rest is read after
signing in.

They go to the provider's contact address and to each of its administrators, one letter to each.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings

from stegvis.accounts.models import Membership
from stegvis.core import clock
from stegvis.core.actor import Duty
from stegvis.providers import letters
from stegvis.providers.models import Provider, ProviderDecision, Remedy


def write(provider: Provider, subject: str, told: str, path: str) -> None:
    """Sends the letter when what it tells of has been saved. Call it in the transaction that writes."""
    if letters.are_kept_back():
        return
    address = f"{str(settings.SITE_URL).rstrip('/')}{path}"
    lines = ["Hej!", "", told, "", "Logga in för att läsa mer:", "", address]
    for to in addresses_of(provider, clock.today()):
        letters.send(to, subject, lines)


def addresses_of(provider: Provider, today: date) -> list[str]:
    """Each address once, the contact's first."""
    seats = Membership.objects.on(today).filter(
        provider=provider, duty=Duty.ADMINISTRATOR, user__is_active=True
    )
    administrators = seats.order_by("user_id").values_list("user__email", flat=True)
    told = [address for address in (provider.contact_email, *administrators) if address]
    return list({address.lower(): address for address in reversed(told)}.values())[::-1]


def of_remedy_wanted(remedy: Remedy) -> None:
    deficiency = remedy.deficiency
    told = f"Vi har funnit en brist hos er. Åtgärda den och svara oss senast {remedy.due_on}."
    write(
        deficiency.provider, f"Åtgärda en brist senast {remedy.due_on}", told, deficiency.get_absolute_url()
    )


def of_remedy_prolonged(remedy: Remedy) -> None:
    deficiency = remedy.deficiency
    told = f"Ni har fått längre tid på er att åtgärda en brist. Svara oss senast {remedy.due_on}."
    write(
        deficiency.provider,
        f"Längre tid för en brist: till {remedy.due_on}",
        told,
        deficiency.get_absolute_url(),
    )


def of_remedy_judged(remedy: Remedy) -> None:
    deficiency = remedy.deficiency
    told = "Vi har bedömt er åtgärd av en brist."
    write(deficiency.provider, "Er åtgärd är bedömd", told, deficiency.get_absolute_url())


def of_decision(decision: ProviderDecision) -> None:
    """Of a warning, a revocation, its lifting, or the end that was asked for. An application's own is told of
    with the application."""
    if decision.provider is None or decision.application_id is not None:
        return
    told = f"Det finns ett beslut om er, {decision.number}. Där står skälen och hur ni överklagar."
    write(decision.provider, f"Beslut {decision.number}", told, decision.get_absolute_url())
