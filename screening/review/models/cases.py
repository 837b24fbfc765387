"""Cases: what people judge. A case outlives the runs in which it was seen."""

from __future__ import annotations

import secrets

from django.db import models

from screening.review.models.inserted import Inserted
from screening.review.models.runs import LoadedRun

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without signs that look alike on paper or sound alike on the telephone."""
_HALF = 4


def new_reference() -> str:
    """How people name a case: drawn, so that it tells nothing of how many there are."""
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(2 * _HALF))
    return f"{drawn[:_HALF]}-{drawn[_HALF:]}"


class Standing(models.TextChoices):
    """How a case stands in the newest run."""

    LISTED = "listed", "op de lijst"
    BELOW = "below", "nog signalen, niet op de lijst"
    GONE = "gone", "geen signaal meer"
    JOINED = "joined", "opgegaan in een andere casus"
    DESTROYED = "destroyed", "vernietigd, de termijn was voorbij"


class Case(models.Model):
    """A row of a list that people judge: one case as long as it is known again.

    ``state`` and ``version`` are changed by ``deciding`` alone, in the transaction that adds the
    decision; the rest is what the newest run says, kept here to filter and search by.
    """

    reference = models.CharField(max_length=9, unique=True, default=new_reference)
    list = models.CharField(max_length=63, db_index=True)
    place_type = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=63, db_index=True)
    version = models.PositiveIntegerField(default=0)
    pending = models.ForeignKey(
        "review.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The step that waits for a second person."""
    opened = models.DateTimeField(auto_now_add=True)
    since = models.DateTimeField(auto_now_add=True)
    """When it came into its state."""
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.LISTED)
    rank = models.PositiveIntegerField(null=True)
    new = models.BooleanField(default=True)
    changed = models.BooleanField(default=False)
    district = models.CharField(max_length=120, blank=True, db_index=True)
    neighbourhood = models.CharField(max_length=120, blank=True, db_index=True)
    now = models.ForeignKey(
        "review.CaseSeen", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """What the last run that had it on a list said."""
    term = models.DateField(null=True)
    """Until when somebody would act, as that run found it in a workbook."""

    class Meta:
        """In the order of the list."""

        ordering = ("list", "rank", "pk")
        indexes = (
            models.Index(fields=("list", "state")),
            models.Index(fields=("list", "rank"), name="case_in_order"),
            models.Index(
                fields=("list", "standing", "state", "version", "changed", "new", "pending"),
                name="case_counted",
            ),
            models.Index(
                fields=("list", "district", "neighbourhood", "standing"), name="case_by_area"
            ),
            models.Index(
                fields=("pending",), condition=models.Q(pending__isnull=False), name="case_waiting"
            ),
            models.Index(fields=("version", "since"), name="case_decided"),
            models.Index(
                fields=("term",), condition=models.Q(term__isnull=False), name="case_with_term"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class CaseSeen(Inserted):
    """A case as a run had it, or no longer had it: what people saw when they judged."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seen")
    run = models.ForeignKey(LoadedRun, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    key = models.CharField(max_length=20, db_index=True)
    """Names the row in workbooks and on paper (``publish/marks``)."""
    rank = models.PositiveIntegerField(null=True)
    new = models.BooleanField(default=False)
    changed = models.JSONField(default=list)
    """What the list says has changed since the run before, in words."""
    vanished = models.JSONField(default=list)
    """Signals of the run before that this run no longer has: rule and subject (T58)."""
    origin = models.CharField(max_length=20, blank=True)
    """Signal or drawn at random; of a blind list from its key, for who may see that."""
    row = models.JSONField(default=dict)
    """The row of the list as the run has it."""
    told = models.JSONField(default=dict)
    """Column to its values as Dutch texts, as every format of the list shows them."""
    annex = models.JSONField(default=dict)
    """The same of the protected annex, for few."""
    signals = models.JSONField(default=list)
    """Each signal behind it: rule, words, values with source and date."""
    point = models.JSONField(null=True)
    """Where it is on the map of the run; null where that is not known."""
    digest = models.CharField(max_length=64)
    """Hash of all of this."""

    class Meta:
        """A case is seen once per run."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("case", "run"), name="seen_once_per_run"),)

    def __str__(self) -> str:
        return f"{self.case_id} in {self.run_id}"


class CaseMember(models.Model):
    """An address or company of a case, by which it is known again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    node = models.CharField(max_length=120, db_index=True)
    """Type and id, as ``address:0114...``."""

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("case", "node"), name="member_once"),)

    def __str__(self) -> str:
        return self.node


class CaseName(models.Model):
    """What people search a case by: an address, a number or a trade name, folded."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=300, db_index=True)

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("case", "folded"), name="name_once"),)

    def __str__(self) -> str:
        return self.folded


class CaseArea(models.Model):
    """A district or neighbourhood in which an address of a case lies, of lists that say none."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(max_length=120, db_index=True)

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("case", "name"), name="area_once"),)

    def __str__(self) -> str:
        return self.name


class CaseTopic(models.Model):
    """What a case is about in the words of its list: a theme, a phenomenon, a way of looking."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(max_length=120, db_index=True)

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("case", "name"), name="topic_once"),)

    def __str__(self) -> str:
        return self.name


class CasePack(models.Model):
    """A rule pack of which a reason of the case is, now or once; see ``Viewer.readable``."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="packs")
    pack = models.CharField(max_length=63)
    """Its id; empty where a run from before this was kept does not say."""

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("case", "pack"), name="pack_once"),)

    def __str__(self) -> str:
        return self.pack


class CaseLink(Inserted):
    """Cases that became one, or one that became several: recorded when a run was loaded."""

    class Kind(models.TextChoices):
        """What happened."""

        JOINED = "joined", "opgegaan in"
        SPLIT = "split", "afgesplitst naar"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    run = models.ForeignKey(LoadedRun, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_to")
    target = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_from")
    shared = models.PositiveIntegerField()
    """How many addresses and companies they share."""

    class Meta:
        """As it happened."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
