"""Settings without a project, for tools: making migrations, checking types. Nothing is kept."""

from __future__ import annotations

import datetime as dt

from screening.project.model import Project
from screening.project.review import Review
from screening.review.site.settings import Secrets, settings_of

_PROJECT = Project(
    name="Nergenshuizen",
    municipality="GM9999",
    as_of=dt.date(2026, 1, 1),
    packs=["octopus"],
    review=Review(database="sqlite:///:memory:", address="https://beoordelen.example"),
)
SCREENING: Project = _PROJECT
SCREENING_OPENING: str = ""
globals().update(settings_of(_PROJECT, Secrets("for tools only, never to sign anything with, 50+")))
