"""Records that are only added: never changed and never removed, and the database holds to that.

The triggers stand in the migrations. They let go of what belongs to a case that is destroyed
because its time is over, which is itself recorded first (``Destruction``).
"""

from __future__ import annotations

from typing import Any, Never

from django.db import models


class OnlyInsertedError(TypeError):
    """Somebody tried to change or remove what is only added."""


class InsertedQuerySet(models.QuerySet[Any]):
    """Answers questions and adds; changes and removes nothing."""

    def update(self, **_: Any) -> Never:
        """Refused."""
        raise OnlyInsertedError("records of this kind are only added, never changed")

    def delete(self) -> Never:
        """Refused."""
        raise OnlyInsertedError("records of this kind are only added, never removed")


InsertedManager = models.Manager.from_queryset(InsertedQuerySet)


class Inserted(models.Model):
    """A record that is only added."""

    objects = InsertedManager()

    class Meta:
        """Has no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it, once."""
        if self.pk is not None and not self._state.adding:
            raise OnlyInsertedError("records of this kind are only added, never changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        """Refused."""
        raise OnlyInsertedError("records of this kind are only added, never removed")
