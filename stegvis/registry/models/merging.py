"""Two records that turned out to be about one person, or about two."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only
from stegvis.registry.models.people import Person


class PersonMergeQuerySet(models.QuerySet["PersonMerge"]):
    def visible_to(self, actor: Actor) -> PersonMergeQuerySet:
        """Those who see the person whose record was kept."""
        kept = Person.objects.visible_to(actor).filter(pk=OuterRef("kept"))
        return self.filter(Exists(kept), principal_id=actor.principal_id)


class PersonMerge(Tenanted):
    """What was about `merged` is now about `kept`. Tells which rows were moved, so that it can be undone."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    reason = models.TextField("skäl")
    moved = models.JSONField("flyttade rader")
    """Primary keys of the moved rows by table: {"casework.Case": [1, 2]}."""
    merged_on = models.DateField("sammanslagna")
    merged_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "sammanslagning av personer"
        verbose_name_plural = "sammanslagningar av personer"
        constraints = (
            same_tenant("kept"),
            same_tenant("merged"),
            models.CheckConstraint(name="registry_merge_two", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(name="registry_merge_reason", condition=~Q(reason="")),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"

    @property
    def person_id(self) -> int:
        """Whom the row is about, for the log of readings and for who is protected."""
        return self.kept_id


class PersonMergeUndone(Tenanted):
    """The two were two after all."""

    merge = models.OneToOneField(PersonMerge, on_delete=models.PROTECT, related_name="undone")
    reason = models.TextField("skäl")
    undone_on = models.DateField("återställd")
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "återställd sammanslagning"
        verbose_name_plural = "återställda sammanslagningar"
        constraints = (
            same_tenant("merge"),
            models.CheckConstraint(name="registry_merge_undone_reason", condition=~Q(reason="")),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return str(self.merge_id)


class PersonsApart(Tenanted):
    """Somebody has found that two who are alike are two. They are not proposed as duplicates again."""

    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField("konstaterat")
    said_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "olika personer"
        verbose_name_plural = "olika personer"
        constraints = (
            same_tenant("one"),
            same_tenant("other"),
            models.UniqueConstraint(fields=("one", "other"), name="registry_apart_once"),
            models.CheckConstraint(name="registry_apart_lower_first", condition=Q(one__lt=F("other"))),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.one_id} | {self.other_id}"
