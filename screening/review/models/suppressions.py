"""Rules that are left out of account for a subject for a while: with an owner and a reason."""

from __future__ import annotations

from django.db import models

from screening.review.models.cases import Case
from screening.review.models.decisions import ByPerson


class Suppression(ByPerson):
    """A rule that is left out of account for a subject, until a day; it ends by itself.

    Whoever adds it owns it. ``case`` is where it was seen to be needed; it holds for every case
    with this signal.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suppressions")
    rule = models.CharField(max_length=120, db_index=True)
    node = models.CharField(max_length=120, db_index=True)
    """Type and id of the subject, as ``address:0114...``."""
    title = models.CharField(max_length=300)
    """Of the rule."""
    reason = models.TextField()
    until = models.DateField(db_index=True)
    """The last day."""

    class Meta:
        """What expires first stands first."""

        ordering = ("until", "pk")

    def __str__(self) -> str:
        return f"{self.rule} for {self.node} until {self.until}"


class SuppressionEnd(ByPerson):
    """A suppression that somebody ended before its day."""

    suppression = models.OneToOneField(Suppression, on_delete=models.PROTECT, related_name="end")
    reason = models.TextField()

    class Meta:
        """As they came."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.suppression_id} ended"
