"""A mail a day about what awaits: how much of each kind and a link, never a name or number of a person.

The mail leaves the system's control, so it says nothing that is secret. Whoever wants to know more signs in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse

from stegvis.accounts.models import Membership, Reminder, User
from stegvis.accounts.seats import actor_in, seat_of
from stegvis.core.actor import Role
from stegvis.core.waiting import Group, awaiting, awaiting_for_others

logger = logging.getLogger(__name__)


def to_remind(principal_id: int, today: date) -> list[int]:
    """The users who have a seat at the principal today, want reminders, and have had none today."""
    reminded = Reminder.objects.filter(principal_id=principal_id, sent_on=today)
    held = Membership.objects.filter(
        principal_id=principal_id, user__is_active=True, user__wants_reminders=True
    )
    working = held.on(today).exclude(role=Role.RESIDENT).exclude(user__in=reminded.values("user"))
    return sorted(set(working.values_list("user_id", flat=True)))


def remind(principal_id: int, user_id: int, today: date) -> bool:
    """Sends the user's mail of the day. False when nothing awaits, or when somebody else has just sent it.

    That it is sent is written first and kept only when the mail server takes it: a mail that fails is sent at
    the next run, and two runs at once send one.
    """
    user = User.objects.get(pk=user_id)
    groups = list(_awaiting(principal_id, user, today))
    if not groups:
        return False
    try:
        with transaction.atomic():
            Reminder.objects.create(
                principal_id=principal_id,
                user=user,
                sent_on=today,
                awaiting=sum(group.count for group in groups),
            )
            message_to(user, groups).send()
    except IntegrityError:
        return False
    return True


def message_to(user: User, groups: Iterable[Group]) -> EmailMessage:
    """What the mail says, line by line."""
    found = list(groups)
    count = sum(group.count for group in found)
    things = "sak" if count == 1 else "saker"
    lines = [
        f"Hej {user.first_name or user.display_name},",
        "",
        "det här väntar på dig i Stegvis:",
        "",
        *(f"– {_title(group)}: {group.count_text}" for group in found),
        "",
        f"Öppna startsidan: {_address('start')}",
        "",
        f"Du får högst ett sådant brev om dagen. Stäng av dem här: {_address('reminders')}",
        "",
    ]
    return EmailMessage(f"Stegvis: {count} {things} väntar på dig", "\n".join(lines), to=[user.email])


def _title(group: Group) -> str:
    """Who is away is nobody else's business: the mail says only that the user stands in."""
    return f"{group.title} (som ersättare)" if group.for_whom else group.title


def _awaiting(principal_id: int, user: User, today: date) -> Iterator[Group]:
    """What awaits the user in each of his seats at the principal."""
    seen = set()
    for membership in (
        Membership.objects.filter(principal_id=principal_id, user=user).on(today).order_by("id")
    ):
        seat = seat_of(membership)
        if seat is None or seat.role == Role.RESIDENT or (seat.provider_id, seat.person_id) in seen:
            continue
        seen.add((seat.provider_id, seat.person_id))
        actor = actor_in(seat)
        yield from awaiting(actor, today)
        yield from awaiting_for_others(actor, today)


def _address(name: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name)}"
