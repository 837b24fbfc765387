"""What people added about figures of the monthly picture: added, never changed."""

from __future__ import annotations

from django.db import models

from screening.review.models.decisions import ByPerson


class FigureNote(ByPerson):
    """A text (duiding) about one kind in one area in one month; it stays with the figure.

    About areas only: there is no column for an address, a firm or a person.
    """

    area_code = models.CharField(max_length=20)
    area_name = models.CharField(max_length=200)
    """As the area was called then."""
    kind = models.CharField(max_length=120)
    month = models.CharField(max_length=7, db_index=True)
    """As 2025-12."""
    text = models.TextField()

    class Meta:
        """As they were written."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind} {self.month}"
