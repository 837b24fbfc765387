"""Systems that read what the site knows, such as a dashboard: each with a token of its own."""

from __future__ import annotations

from django.db import models

from screening.review.models.account import Account


class SystemToken(models.Model):
    """What a system shows to be let in; of the token itself only the hash is kept.

    The account holds its roles, and is named where it is recorded who saw a case; nobody can sign
    in with it. A token that was revoked stays on record.
    """

    name = models.CharField(max_length=60, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)
    """When it was used last, to the minute."""
    revoked = models.DateTimeField(null=True)

    class Meta:
        """As they were made; a system has one that holds."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=models.Q(revoked=None), name="one_token_a_system"
            ),
        )

    def __str__(self) -> str:
        return self.name
