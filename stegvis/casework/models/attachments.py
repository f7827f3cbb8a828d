"""Papers that belong to a case: certificates, agreements, decisions of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from stegvis.casework.models.cases import Case
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only

if TYPE_CHECKING:
    from stegvis.casework.models.capacity import CapacityStatement


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """Those who work in the case. A resident asks for his papers; providers see none.

        A medical adviser has a way of his own to the certificates of the cases that he is asked about:
        `for_adviser`.
        """
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor))

    def for_adviser(self, statement: CapacityStatement) -> AttachmentQuerySet:
        """The medical certificates of the case that the question is about. Once it is answered only those
        that were there to answer it: what comes later is nothing that the adviser was asked about."""
        found = self.filter(case=statement.case_id, kind=Attachment.Kind.MEDICAL, withdrawal=None)
        if statement.given is not None:
            found = found.filter(added_on__lte=statement.given.answered_on)
        return found.select_related("file")

    def for_list(self) -> AttachmentQuerySet:
        """With what a list shows of each, the latest first."""
        return self.select_related("file", "added_by", "withdrawal", "withdrawal__withdrawn_by").order_by(
            "-id"
        )


class Attachment(Tenanted):
    """A file in a case. Never changed; one that should not be there is withdrawn with a reason."""

    class Kind(models.TextChoices):
        MEDICAL = "lakarintyg", "Läkarintyg eller läkarutlåtande"
        EMPLOYMENT = "anstallning", "Anställningsbevis eller intyg från arbetsgivare"
        STUDIES = "studier", "Studieintyg eller beslut från CSN"
        MERITS = "meriter", "Cv, betyg eller kursintyg"
        AUTHORITY = "myndighet", "Beslut eller brev från en myndighet"
        OTHER = "ovrigt", "Annat"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField("registry.StoredFile", on_delete=models.PROTECT, related_name="attachment")
    kind = models.CharField("slag", max_length=20, choices=Kind.choices)
    title = models.CharField("rubrik", max_length=120)
    added_on = models.DateField("inlagd")
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        constraints = (same_tenant("case"), same_tenant("file"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class AttachmentWithdrawal(Tenanted):
    """An attachment should not be used: what was it doing there, who says so, when."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField("skäl")
    withdrawn_on = models.DateField("återkallad")
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            same_tenant("attachment"),
            models.CheckConstraint(
                name="casework_attachmentwithdrawal_reason", condition=~models.Q(reason="")
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return self.reason
