"""Answers that somebody is still giving on the form of an address, until they are recorded."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

_TOKEN_BYTES = 16


def new_token() -> str:
    """Names one filling-in of a form, so that sending it twice records it once."""
    return secrets.token_hex(_TOKEN_BYTES)


class FormDraft(models.Model):
    """What a person typed on the form of a row so far; it goes when it is recorded."""

    run = models.CharField(max_length=40)
    list = models.CharField(max_length=63)
    key = models.CharField(max_length=20)
    """Names the row (``publish/marks``)."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(default=dict)
    """Question to what was typed, as it was typed: a text, or codes."""
    token = models.CharField(max_length=32, unique=True, default=new_token)
    started = models.DateTimeField(auto_now_add=True)
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        """Each person has one of a row."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("run", "list", "key", "user"), name="one_draft_each"),
        )

    def __str__(self) -> str:
        return f"{self.list} {self.key}"
