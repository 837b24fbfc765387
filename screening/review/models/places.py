"""The addresses of the municipality, to name the place of a report by."""

from __future__ import annotations

from django.db import models


class KnownAddress(models.Model):
    """An address object of the base register; nothing is known here of who or what is there."""

    vbo_id = models.CharField(max_length=16, primary_key=True)
    address = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    """As it is searched: plain small letters."""
    district = models.CharField(max_length=120, blank=True)
    neighbourhood = models.CharField(max_length=120, blank=True)
    x_rd = models.FloatField(null=True, db_index=True)
    y_rd = models.FloatField(null=True)

    class Meta:
        """By address."""

        ordering = ("address", "vbo_id")

    def __str__(self) -> str:
        return self.address
