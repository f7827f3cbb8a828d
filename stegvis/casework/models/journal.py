"""The journal: what happened and was said, noted by who was there."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from stegvis.casework.models.cases import Case
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only, history


class JournalNoteQuerySet(models.QuerySet["JournalNote"]):
    def visible_to(self, actor: Actor) -> JournalNoteQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def of_case(self, case: Case) -> JournalNoteQuerySet:
        return self.filter(principal_id=case.principal_id, case=case)

    def with_addenda(self) -> JournalNoteQuerySet:
        """With what a page shows of each: who wrote it and what has been added, in three queries."""
        addenda = JournalAddendum.objects.select_related("written_by").order_by("id")
        return self.select_related("written_by").prefetch_related(models.Prefetch("addenda", addenda))

    def newest_first(self) -> JournalNoteQuerySet:
        return self.order_by("-happened_on", "-id")

    def unsigned(self) -> JournalNoteQuerySet:
        return self.filter(signed_at__isnull=True)

    def written_before(self, moment: datetime) -> JournalNoteQuerySet:
        return self.filter(written_at__lte=moment)


@history
class JournalNote(Tenanted):
    """One note. Its writer may change it until it is signed, at the latest a day after it was written."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Möte"
        PHONE = "phone", "Telefonsamtal"
        VISIT = "visit", "Besök"
        MESSAGE = "message", "Brev eller meddelande"
        AUTHORITY = "authority", "Kontakt med annan myndighet"
        PROVIDER = "provider", "Kontakt med anordnare"
        OTHER = "other", "Annat"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    happened_on = models.DateField("när det hände")
    heading = models.CharField("rubrik", max_length=120)
    text = models.TextField("anteckning")
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("skriven")
    signed_at = models.DateTimeField("undertecknad", null=True, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("heading", "text", config="swedish"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = JournalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "journalanteckning"
        verbose_name_plural = "journalanteckningar"
        constraints = (
            same_tenant("case"),
            models.CheckConstraint(name="casework_note_not_empty", condition=~Q(text="") & ~Q(heading="")),
        )
        indexes = (
            models.Index(fields=("case", "-happened_on", "-id"), name="casework_note_case"),
            GinIndex(fields=("words",), name="casework_note_words"),
        )
        triggers = (
            pgtrigger.Protect(
                name="signed_is_locked",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.happened_on}"


class JournalAddendum(Tenanted):
    """Added to a note that is locked: a correction, or what has been learnt since."""

    note = models.ForeignKey(JournalNote, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField("tillägg")
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("skrivet")

    class Meta:
        verbose_name = "tillägg till journalanteckning"
        verbose_name_plural = "tillägg till journalanteckningar"
        ordering = ("id",)
        constraints = (
            same_tenant("note"),
            models.CheckConstraint(name="casework_addendum_not_empty", condition=~Q(text="")),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.note_id} {self.pk}"
