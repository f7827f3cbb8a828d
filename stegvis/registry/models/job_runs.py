"""What has been done by itself, how it went, and what waits to be done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from stegvis.core.actor import Actor, Role

KEPT_DAYS = 30
LONGEST = timedelta(days=1)
"""What is not over by then has been lost from the queue."""
ONE_AT_A_TIME = "registry_job_run_one_at_a_time"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def visible_to(self, actor: Actor) -> JobRunQuerySet:
        """To administrators: their principal's, and those of the whole installation."""
        if not actor.is_a(Role.ADMINISTRATOR):
            return self.none()
        return self.filter(Q(principal_id=actor.principal_id) | Q(principal=None))

    def latest_of_each_job(self) -> JobRunQuerySet:
        return self.order_by("job", "-id").distinct("job")

    def to_see_to(self) -> JobRunQuerySet:
        """Those that failed and have not been made good by a later run, oldest first."""
        return self.filter(pk__in=self.latest_of_each_job().values("pk")).failed().order_by("id")

    def failed(self) -> JobRunQuerySet:
        return self.filter(state=JobRun.State.FAILED)

    def lost(self, moment: datetime) -> JobRunQuerySet:
        return self.filter(ended_at=None, asked_at__lt=moment - LONGEST)

    def over(self, moment: datetime) -> JobRunQuerySet:
        """Ended so long ago that nobody needs to see them."""
        return self.filter(ended_at__lt=moment - timedelta(days=KEPT_DAYS))


class JobRun(models.Model):
    """A job, once, for a principal or for the whole installation. Told without anything about persons."""

    class State(models.TextChoices):
        WAITING = "waiting", "väntar"
        RUNNING = "running", "pågår"
        AGAIN = "again", "försöker igen"
        DONE = "done", "klart"
        FAILED = "failed", "misslyckades"

    principal = models.ForeignKey(
        "registry.Principal",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="huvudman",
        null=True,
        blank=True,
    )
    job = models.CharField("jobb", max_length=60)
    state = models.CharField("läge", max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("begärt")
    asked_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="begärt av",
    )
    """None when it was the timetable."""
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    began_at = models.DateTimeField("började", null=True, blank=True)
    """The latest attempt."""
    ended_at = models.DateTimeField("slutade", null=True, blank=True)
    told = models.CharField("utfall", max_length=500, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "körning"
        verbose_name_plural = "körningar"
        constraints = (
            models.CheckConstraint(
                name="registry_job_run_ended_when_over",
                condition=Q(state__in=("done", "failed")) ^ Q(ended_at=None),
            ),
            models.UniqueConstraint(
                name=ONE_AT_A_TIME,
                fields=("principal", "job"),
                condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=("principal", "job", "-id"), name="registry_job_run_latest"),)

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def tone(self) -> str:
        """The colour of the state."""
        tones = {self.State.DONE: "success", self.State.FAILED: "danger", self.State.AGAIN: "warning"}
        return tones.get(self.State(self.state), "info")

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took."""
        if self.began_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.began_at).total_seconds()

    @property
    def took(self) -> str:
        """The same in words."""
        if self.seconds is None:
            return "–"
        if self.seconds < 1:
            return "under 1 s"
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
