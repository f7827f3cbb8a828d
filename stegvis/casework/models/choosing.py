"""What surrounds the choice: its terms, the invitation to choose, leaving a provider for another."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.db.models import Q

from stegvis.casework.models.cases import Case
from stegvis.casework.models.decisions import Choice, Decision
from stegvis.core.actor import Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history

BY_ITSELF: Final = "Stegvis, på dagen"
"""Whom pages name when nobody has decided: a right has run out."""


@history
class ChoiceTerms(Tenanted):
    """How long a person may take to choose, who is picked for those who do not, how often one may change."""

    class NonChoice(models.TextChoices):
        ROTA = "rota", "Turordning"
        NEAREST = "nearest", "Närmast bostaden"
        EQUAL_SHARE = "equal_share", "Lika andel"

    class RightEnds(models.TextChoices):
        GO_ON = "go_on", "Pågående uppdrag löper till sin sista dag"
        CHOOSE_ANEW = "anew", "Uppdragen slutar samma dag och personerna väljer på nytt"

    period = PeriodField("gäller")
    days_to_choose = models.PositiveSmallIntegerField("dagar att välja på", default=14)
    non_choice = models.CharField(
        "regel vid ickeval", max_length=11, choices=NonChoice.choices, default=NonChoice.ROTA
    )
    seed = models.CharField("frö", max_length=40, blank=True)
    """What the rule draws lots from, so that anyone can do it again."""
    max_changes = models.PositiveSmallIntegerField(
        "byten per insats", null=True, blank=True, default=2, help_text="Lämna tomt för obegränsat."
    )
    when_right_ends = models.CharField(
        "när en auktorisation löper ut", max_length=5, choices=RightEnds.choices, default=RightEnds.GO_ON
    )
    """What becomes of assignments under a right that ends by its own day. One that is revoked ends them."""
    decided_in = models.CharField("beslutad i", max_length=120, blank=True)

    class Meta:
        verbose_name = "villkor för valet"
        verbose_name_plural = "villkor för valet"
        ordering = ("-period",)
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Det finns redan villkor för en del av tiden."),
        )

    def __str__(self) -> str:
        return str(self.period)


class ChoiceInvitationQuerySet(models.QuerySet["ChoiceInvitation"]):
    def visible_to(self, actor: Actor) -> ChoiceInvitationQuerySet:
        return self.filter(
            principal_id=actor.principal_id,
            decision__case__in=Case.objects.visible_to(actor).values("pk"),
        )


@history
class ChoiceInvitation(Tenanted):
    """The person is invited to choose for a decision, until a day, and may ask for help."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="invitation")
    invited_on = models.DateField("inbjuden")
    choose_by = models.DateField("väljer senast")
    help_asked_on = models.DateField("bett om hjälp", null=True, blank=True)
    help_wish = models.TextField("vad hjälpen gäller", blank=True)
    helped_on = models.DateField("fått hjälp", null=True, blank=True)
    helped_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ChoiceInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan att välja"
        verbose_name_plural = "inbjudningar att välja"
        constraints = (
            same_tenant("decision"),
            models.CheckConstraint(
                name="casework_choiceinvitation_time_to_choose",
                condition=Q(choose_by__gte=models.F("invited_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} {self.choose_by}"

    @property
    def awaits_help(self) -> bool:
        return self.help_asked_on is not None and self.helped_on is None


class ProviderChangeQuerySet(models.QuerySet["ProviderChange"]):
    def visible_to(self, actor: Actor) -> ProviderChangeQuerySet:
        return self.filter(
            principal_id=actor.principal_id,
            choice__case__in=Case.objects.visible_to(actor).values("pk"),
        )

    def unanswered(self) -> ProviderChangeQuerySet:
        return self.filter(answer__isnull=True)


class ProviderChange(Tenanted):
    """A wish to leave the chosen provider for another, on stated grounds."""

    class Ground(models.TextChoices):
        CONTENT = "content", "Insatsen passar inte"
        DISTANCE = "distance", "Resvägen eller flytt"
        LANGUAGE = "language", "Språket"
        TREATMENT = "treatment", "Bemötandet"
        HEALTH = "health", "Hälsan"
        REVOKED = "revoked", "Anordnaren har förlorat sin auktorisation"
        OTHER = "other", "Annat"

    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="changes")
    ground = models.CharField("skäl", max_length=9, choices=Ground.choices)
    reason = models.TextField("med egna ord", blank=True)
    asked_on = models.DateField("begärt")
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None when the provider's right has run out by its own day: nobody has asked."""

    objects = ProviderChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "önskan om byte av anordnare"
        verbose_name_plural = "önskningar om byte av anordnare"
        ordering = ("-id",)
        constraints = (
            same_tenant("choice"),
            models.CheckConstraint(
                name="casework_providerchange_somebody_asks",
                condition=Q(ground="revoked") | Q(asked_by__isnull=False),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.choice_id} {self.asked_on}"

    @property
    def asked_by_whom(self) -> str:
        return self.asked_by.display_name if self.asked_by else BY_ITSELF


class ProviderChangeAnswer(Tenanted):
    """What the caseworker decided about the wish."""

    change = models.OneToOneField(ProviderChange, on_delete=models.PROTECT, related_name="answer")
    granted = models.BooleanField("beviljat")
    reason = models.TextField("skäl", blank=True)
    answered_on = models.DateField("besvarat")
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None as for who has asked."""

    class Meta:
        constraints = (
            same_tenant("change"),
            models.CheckConstraint(
                name="casework_changeanswer_refused_with_reason", condition=Q(granted=True) | ~Q(reason="")
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"svar på {self.change_id}"

    @property
    def answered_by_whom(self) -> str:
        return self.answered_by.display_name if self.answered_by else BY_ITSELF


class ChoiceLeftQuerySet(models.QuerySet["ChoiceLeft"]):
    def without_another(self) -> ChoiceLeftQuerySet:
        """Those in open cases whose person has not chosen anew."""
        return self.filter(choice__replaced_by__isnull=True, choice__case__closed_on__isnull=True)


class ChoiceLeft(Tenanted):
    """The person has left the provider of a choice; the last day with it is told. Another may be chosen."""

    choice = models.OneToOneField(Choice, on_delete=models.PROTECT, related_name="leaving")
    change = models.OneToOneField(ProviderChange, on_delete=models.PROTECT, related_name="leaving")
    decision = models.ForeignKey(
        "providers.ProviderDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="left_by"
    )
    """The decision that took the provider's right; None when the person wished to leave."""
    last_day = models.DateField("sista dag")
    left_on = models.DateField("beslutat")

    objects = ChoiceLeftQuerySet.as_manager()

    class Meta:
        constraints = (same_tenant("choice"), same_tenant("change"), same_tenant("decision"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.choice_id} till {date.isoformat(self.last_day)}"
