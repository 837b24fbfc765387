"""Runs that were loaded."""

from __future__ import annotations

from django.db import models

HEAVY = ("lists", "map")
"""What of a run is large: left unread where a page shows no more than its name and its days."""


def heavy_of(path: str) -> tuple[str, ...]:
    """What is large of the run that lies at a path of a question, to ``defer``."""
    return tuple(f"{path}__{name}" for name in HEAVY)


class LoadedRun(models.Model):
    """A run whose lists can be judged; runs are loaded in order, so the last one is the newest."""

    name = models.CharField(max_length=120, unique=True)
    as_of = models.DateField()
    municipality = models.CharField(max_length=200)
    loaded_at = models.DateTimeField(auto_now_add=True)
    lists = models.JSONField(default=dict)
    """Per list what it says of itself: title, purpose, basis, recipient, until when, notes."""

    packs = models.JSONField(default=dict)
    """Per list the rule packs that feed it; a run loaded before this was kept says none."""
    map = models.JSONField(default=dict)
    """The outlines of areas for the map of a case; empty where the project has none."""

    class Meta:
        """In the order in which they were loaded."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
