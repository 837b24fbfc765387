"""What people decided, who agreed, and what was shared: added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from screening.reference.roles import roles
from screening.reference.workflow import workflow_of
from screening.review.models.cases import Case
from screening.review.models.inserted import Inserted
from screening.review.models.runs import LoadedRun
from screening.review.models.seen import role_titles


class ByPerson(Inserted):
    """A record of something that a named person did, in a role, at a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="wie"
    )
    user_name = models.CharField(max_length=200)
    """As the person was called then."""
    role = models.CharField(max_length=63)
    time = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Has no table of its own."""

        abstract = True

    @property
    def roles_told(self) -> str:
        """The words for the roles that the person had then."""
        return role_titles(self.role)


class Decision(ByPerson):
    """A step of a case (T16): taken at once, or proposed and then confirmed by somebody else."""

    class Kind(models.TextChoices):
        """What it does."""

        TAKEN = "taken", "besloten"
        PROPOSED = "proposed", "voorgesteld, wacht op een tweede persoon"
        CONFIRMED = "confirmed", "bevestigd"
        DECLINED = "declined", "niet bevestigd"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField()
    """Of the case, after it."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    step = models.CharField(max_length=63)
    from_state = models.CharField(max_length=63)
    to_state = models.CharField(max_length=63)
    reason = models.TextField()
    contra = models.TextField()
    """What speaks against it."""
    answers = models.JSONField(default=dict)
    """To what the state asks: question to code."""
    result = models.JSONField(default=dict)
    """The answers on the form of the list that the step stands for."""
    seen = models.CharField(max_length=64)
    """Hash of what the page showed when it was decided."""
    run = models.ForeignKey(LoadedRun, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="answer"
    )
    """What a second person confirms or declines."""

    class Meta:
        """Each version of a case comes from one decision."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("case", "version"), name="one_decision_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_state} -> {self.to_state} ({self.kind})"

    @property
    def step_title(self) -> str:
        """The words for the step."""
        return workflow_of(self.case.list).steps[self.step].title

    @property
    def role_title(self) -> str:
        """The words for the role."""
        return roles()[self.role].title


class Vote(ByPerson):
    """What a member thinks should happen, given before the votes of others can be seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="votes")
    item = models.ForeignKey(
        "review.AgendaItem", on_delete=models.PROTECT, related_name="votes"
    )  # fmt: skip
    version = models.PositiveIntegerField()
    """Of the case, when the vote was given."""
    step = models.CharField(max_length=63)
    reason = models.TextField()

    class Meta:
        """One vote each, in a meeting, about a case as it stood."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("item", "version", "user"), name="one_vote_each"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step}"


class Consent(ByPerson):
    """Who had to agree did so; recorded before what needs it can be done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=63)
    given_on = models.DateField()
    words = models.TextField()
    """What was agreed, in words."""

    class Meta:
        """As they came."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class SharePackage(ByPerson):
    """What was made ready to be shared outside the team, with whom and on what basis (T59)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packages")
    profile = models.CharField(max_length=63)
    """Name of the recipient in the reference data."""
    recipient = models.CharField(max_length=200)
    basis = models.CharField(max_length=400)
    privacy = models.TextField()
    """What the check before sharing weighed, in words: why this, why these columns."""
    selection = models.BooleanField()
    """Whether the sheet that says why the case was chosen is in it (T21)."""
    fields = models.JSONField(default=list)
    """The columns that are in it."""
    approver = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="packages")
    digest = models.CharField(max_length=64)
    """Hash of the file."""

    class Meta:
        """As they were made."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.recipient}"
