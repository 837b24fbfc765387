"""Meetings of a board: the agenda, who was there, what was done there, and the minutes.

A meeting, who was present and what was decided are only added. The order of the agenda may change
until the minutes are settled; ``meetings`` alone changes it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from screening.review.models.cases import Case, new_reference
from screening.review.models.decisions import ByPerson, Decision
from screening.review.models.inserted import Inserted


class Meeting(ByPerson):
    """A meeting about one list, on a day, under a chair; whoever made it called it together."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference)
    list = models.CharField(max_length=63, db_index=True)
    day = models.DateField()
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    chair_name = models.CharField(max_length=200)
    blind = models.BooleanField()
    """Nobody sees points, origin or votes before the own vote."""

    class Meta:
        """The newest first."""

        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"{self.list} on {self.day}"


class AgendaItem(models.Model):
    """A case on the agenda of a meeting; one that is ``off`` was taken from it untreated."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items")
    title = models.CharField(max_length=300)
    """Of the case when it was put on the agenda."""
    position = models.PositiveIntegerField()
    off = models.BooleanField(default=False)
    carried_from = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    """Where it stood on the agenda and was not treated."""

    class Meta:
        """In the order of the agenda; a case stands on it once."""

        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "case"), name="once_on_an_agenda"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.position}. {self.title}"


class Attendance(ByPerson):
    """Somebody noted that a member is present, or is not after all; the last note counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # fmt: skip
    member_name = models.CharField(max_length=200)
    present = models.BooleanField()

    class Meta:
        """As it was noted."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.member_id} {self.present}"


class Treatment(Inserted):
    """A step with a case that was taken in a meeting: who does what follows, and until when."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="treatments")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="treatment")
    owner = models.CharField(max_length=200, blank=True)
    term = models.DateField(null=True)

    class Meta:
        """As they were taken."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.item_id}: {self.decision_id}"


class VoteClosing(ByPerson):
    """The chair closed a vote of which not everybody who was present had taken part."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="closings")
    version = models.PositiveIntegerField()
    """Of the case that was voted on."""

    class Meta:
        """A vote is closed once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("item", "version"), name="closed_once"),)

    def __str__(self) -> str:
        return f"{self.item_id}: version {self.version}"


class Minutes(ByPerson):
    """The chair settled the minutes; from then on remarks are added and nothing changes."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    digest = models.CharField(max_length=64)
    """Hash of the text as it was settled, which is made from records that do not change."""

    def __str__(self) -> str:
        return f"{self.meeting_id} settled"


class MinutesRemark(ByPerson):
    """What somebody added to minutes that had been settled."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="remarks")
    words = models.TextField()

    class Meta:
        """As they came."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.time}"
