"""The register of sign-ins: where a user is signed in, since when, and when each one ended and why.

A session works only while its row here is open, so that ending the row ends the session at its next request.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone


class Ending(models.TextChoices):
    """Why a sign-in is over."""

    SIGNED_OUT = "signed_out", "Du loggade ut"
    IDLE = "idle", "Ingen aktivitet"
    TOO_LONG = "too_long", "Längsta tiden var slut"
    ENDED_ELSEWHERE = "ended_elsewhere", "Utloggad från en annan inloggning"
    PASSWORD_CHANGED = "password_changed", "Lösenordet byttes"
    FACTOR_CHANGED = "factor_changed", "Andra steget ändrades"
    ROLE_ENDED = "role_ended", "En behörighet avslutades"
    OTHER_DEVICE = "other_device", "Fortsattes från en annan webbläsare"


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user_id: int) -> SignInQuerySet:
        return self.filter(user_id=user_id)

    def open(self) -> SignInQuerySet:
        return self.filter(ended_at=None)

    def over(self) -> SignInQuerySet:
        return self.exclude(ended_at=None)

    def end(self, ending: Ending) -> int:
        """Ends those that are open. Returns how many."""
        return self.open().update(ended_at=timezone.now(), ending=ending)


class SignIn(models.Model):
    """One time a user signed in. It belongs to the user, as the account does, and to no principal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="sign_ins")
    started_at = models.DateTimeField("inloggad")
    last_used_at = models.DateTimeField("senast använd")
    address = models.GenericIPAddressField("adress", null=True)
    device = models.CharField("enhet", max_length=60, blank=True)
    as_resident = models.BooleanField(default=False)
    """The seat was a resident's when last used; residents often sit at a computer that others use too."""
    ended_at = models.DateTimeField("avslutad", null=True)
    ending = models.CharField("varför", max_length=20, choices=Ending.choices, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "inloggning"
        verbose_name_plural = "inloggningar"
        indexes = (models.Index(fields=("user", "-started_at"), name="accounts_sign_in_user"),)
        constraints = (
            models.CheckConstraint(
                name="accounts_sign_in_ended_why",
                condition=models.Q(ended_at=None, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def device_words(self) -> str:
        return self.device or "Okänd webbläsare"

    def minutes_unused(self, now: datetime) -> float:
        return (now - self.last_used_at).total_seconds() / 60

    def minutes_in_all(self, now: datetime) -> float:
        return (now - self.started_at).total_seconds() / 60


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(request: Any) -> str:
    """The browser and the system in words, without versions, which change while one is signed in.

    Empty when the request does not say.
    """
    said = request.META.get("HTTP_USER_AGENT", "")
    browser, system = _first(BROWSERS, said), _first(SYSTEMS, said)
    if browser and system:
        return f"{browser} på {system}"
    return browser or system or ("Annat program" if said else "")


def _first(words: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in words if mark in said), "")
