"""Who looked at a case, and what became of cases whose time is over."""

from __future__ import annotations

from typing import cast

from django.db import models

from screening.review.models.cases import Case
from screening.review.models.decisions import ByPerson
from screening.review.models.inserted import Inserted
from screening.review.models.seen import SEEN, Seen


class Access(ByPerson):
    """Somebody saw or used the data of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accesses")
    what = models.CharField(max_length=63)
    """Name of the page, or of what was done."""

    class Meta:
        """The newest last."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.what}"

    @property
    def what_title(self) -> str:
        """The words for what was done."""
        return SEEN[cast("Seen", self.what)]


class ListAccess(ByPerson):
    """Somebody read a page of a list: which list, and by what it was filtered; no case is named."""

    list = models.CharField(max_length=63, db_index=True)
    asked = models.CharField(max_length=400, blank=True)
    """The filters as they stand in the address: chosen from closed lists, so no words of people."""

    class Meta:
        """The newest last."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.list}?{self.asked}"


class Destruction(Inserted):
    """The content of a case was destroyed when its time was over; no content is in here (T52)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="destructions")
    time = models.DateTimeField(auto_now_add=True)
    rule = models.CharField(max_length=200)
    """Which term ended, in words."""
    count = models.PositiveIntegerField()
    """How many records went."""
    digest = models.CharField(max_length=64)
    """Hash of the keys of what went."""

    class Meta:
        """As it happened."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.rule}"
