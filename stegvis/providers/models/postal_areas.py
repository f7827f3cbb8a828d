"""Where postal codes lie."""

from __future__ import annotations

from django.db import models

from stegvis.core.models import Tenanted


class PostalArea(Tenanted):
    """Where a postal code lies, for the rule of the nearest provider. Read in from a file."""

    postal_code = models.CharField("postnummer", max_length=5)
    latitude = models.DecimalField("latitud", max_digits=8, decimal_places=5)
    longitude = models.DecimalField("longitud", max_digits=8, decimal_places=5)

    class Meta:
        verbose_name = "postnummerområde"
        verbose_name_plural = "postnummerområden"
        constraints = (
            models.UniqueConstraint(fields=("principal", "postal_code"), name="providers_postalarea_once"),
        )

    def __str__(self) -> str:
        return self.postal_code
