"""Files that have been sent in, and files that have been made to be taken out.

The content lies in a table of its own, so that lists never read it and so that it can be removed while the
row that tells about it stays. See docs/decisions/files-in-the-database.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.files.kinds import FileKind
from stegvis.core.models import Tenanted, append_only, history
from stegvis.registry.models.people import Person


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def awaiting_scan(self) -> StoredFileQuerySet:
        """The longest waiting first."""
        return self.filter(state=StoredFile.State.QUARANTINED).order_by("id")


@history
class StoredFile(Tenanted):
    """What is known of a file. Handed out only by the row that it belongs to, such as an attachment."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", "väntar på viruskontroll"
        CLEAN = "clean", "kontrollerad"
        REFUSED = "refused", "borttagen efter viruskontroll"

    name = models.CharField("filnamn", max_length=130)
    kind = models.CharField("slag", max_length=5, choices=[(kind.extension, kind.word) for kind in FileKind])
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    state = models.CharField("läge", max_length=11, choices=State.choices, default=State.QUARANTINED)
    found = models.CharField("det som viruskontrollen fann", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None for what an organisation without accounts sends with its application."""
    uploaded_at = models.DateTimeField("mottagen")
    scanned_at = models.DateTimeField("kontrollerad", null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"
        constraints = (
            models.CheckConstraint(
                name="registry_file_refused_for_something",
                condition=Q(state="refused") ^ Q(found=""),
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "id"),
                condition=Q(state="quarantined"),
                name="registry_file_awaiting_scan",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind:
        return FileKind.called(self.kind)


class FileContent(Tenanted):
    """The bytes. Never changed; removed when the file is refused, expired or thinned."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="content")
    content = models.BinaryField()

    class Meta:
        constraints = (same_tenant("file"),)
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"innehållet i fil {self.file_id}"


class _IsAmong(Func):
    """Is the value among those of the array?"""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor) -> ExportQuerySet:
        """Only who made an export sees it, in the seat's principal; nobody in another's name."""
        if actor.impersonator_id is not None:
            return self.none()
        return self.filter(principal_id=actor.principal_id, creator_id=actor.user_id)

    def made_since(self, now: datetime, *, days: int) -> ExportQuerySet:
        """Those of the last days, the latest first."""
        return self.filter(made_at__gte=now - timedelta(days=days)).order_by("-id")

    def with_state(self, now: datetime) -> ExportQuerySet:
        """Tells of each how often it was taken out, and while it lasts whether it is withdrawn: somebody
        named in it has become protected, or is nobody whom the user may know of any more."""
        to_be_named = (
            Person.objects.filter(_IsAmong(F("pk"), OuterRef("persons")), principal=OuterRef("principal"))
            .exclude(protection=Person.Protection.PROTECTED)
            .order_by()
            .values("principal")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        named = Func(F("persons"), function="cardinality", output_field=models.IntegerField())
        return (
            self.select_related("file")
            .defer("persons")
            .annotate(
                times_taken=models.Count("downloads"),
                is_withdrawn=Case(
                    When(expires_at__lte=now, then=False),
                    default=Q(GreaterThan(named, Coalesce(Subquery(to_be_named), 0))),
                    output_field=models.BooleanField(),
                ),
            )
        )


class Export(Tenanted):
    """A file made for one user to take out of the system: for a day, and only as long as nobody in it needs
    protection."""

    creator = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="export")
    kind = models.CharField("slag", max_length=40)
    made_at = models.DateTimeField("gjord")
    expires_at = models.DateTimeField("finns till")
    rows = models.PositiveIntegerField("rader")
    persons = ArrayField(models.BigIntegerField(), default=list)
    """Keys of the people named in it; those who were protected already are not named."""

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        verbose_name_plural = "exporter"
        constraints = (
            same_tenant("file"),
            models.CheckConstraint(
                name="registry_export_expires_after_made", condition=Q(expires_at__gt=F("made_at"))
            ),
        )
        indexes = (models.Index(fields=("principal", "creator", "-id"), name="registry_export_own"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return self.file.name


class ExportDownload(Tenanted):
    """An export was taken out."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="downloads")
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("hämtad")

    class Meta:
        constraints = (same_tenant("export"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"hämtning av export {self.export_id}"
