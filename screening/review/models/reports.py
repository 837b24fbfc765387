"""Reports of what people saw somewhere (meldingen), and what was done with each.

What was told stands apart from the report, so that it can be destroyed while the report itself
stays behind without anything personal.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from screening.review.models.cases import new_reference
from screening.review.models.decisions import ByPerson
from screening.review.models.inserted import Inserted


class Report(models.Model):
    """A report; ``state`` and ``version`` are changed by ``reporting`` alone."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference)
    token = models.CharField(max_length=64, unique=True)
    """Of the form or the row that it came from: what is sent in twice is one report."""
    state = models.CharField(max_length=63, db_index=True)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    """When it came into its state."""

    class Meta:
        """The oldest first."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.reference


class ReportContent(models.Model):
    """What was told, and by whom; goes when its time is over."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="content")
    received = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    """The address in words, where there is one."""
    vbo_id = models.CharField(max_length=16, blank=True)
    kvk_nr = models.CharField(max_length=8, blank=True)
    x_rd = models.FloatField(null=True)
    y_rd = models.FloatField(null=True)
    topic = models.CharField(max_length=63)
    seen = models.TextField(blank=True)
    """In facts; never leaves the site."""
    seen_on = models.DateField()
    urgent = models.BooleanField(default=False)
    source = models.CharField(max_length=63)
    """Kind of source, as the register has it."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who made it; nobody for what came in with a file."""
    user_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.topic}"


class ReportStep(ByPerson):
    """A step of a report: taken at once, or proposed and then answered by somebody else."""

    class Kind(models.TextChoices):
        """What it does."""

        TAKEN = "taken", "besloten"
        PROPOSED = "proposed", "voorgesteld, wacht op een tweede persoon"
        CONFIRMED = "confirmed", "bevestigd"
        DECLINED = "declined", "niet bevestigd"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField()
    """Of the report, after it."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    step = models.CharField(max_length=63)
    to_state = models.CharField(max_length=63)
    reason = models.TextField()
    answers = models.JSONField(default=dict)
    """To what the state asks: question to code."""

    class Meta:
        """Each version of a report comes from one step."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("report", "version"), name="one_step_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.report_id}: {self.step} ({self.kind})"


class ReportAccess(ByPerson):
    """Somebody read a report; who made it is told to few, and that they saw it is recorded."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accesses")
    with_reporter = models.BooleanField()

    class Meta:
        """As it happened."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.user_id}"


class ReportDestruction(Inserted):
    """What was told was destroyed when its time was over; nothing of it is in here (T52)."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="destruction")
    time = models.DateTimeField()
    rule = models.CharField(max_length=200)
    """Which term ended, in words."""
    count = models.PositiveIntegerField()
    """How many records went."""

    class Meta:
        """As it happened."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.rule}"
