"""Django for tests of the review site: PostgreSQL where there is one to ask, and else SQLite.

``SCREENING_TEST_SITE=sqlite`` asks for SQLite all the same, so that both can be tried.
"""

from __future__ import annotations

import datetime as dt
import os

from screening.project.model import Project
from screening.project.review import Review
from screening.review.site.settings import Secrets, settings_of

OPENING = "the-key-of-this-start"
_POSTGRES = os.environ.get("SCREENING_TEST_POSTGRES", "")
_ASKED = os.environ.get("SCREENING_TEST_SITE", "")
PROJECT = Project(
    name="Meerwolde",
    municipality="GM9001",
    as_of=dt.date(2026, 1, 1),
    packs=["octopus"],
    operator="A. de Vries",
    review=Review(
        database=_POSTGRES if _POSTGRES and _ASKED != "sqlite" else "sqlite:///:memory:",
        identity="local",
    ),
)
globals().update(
    settings_of(PROJECT, Secrets("for tests only, never to sign anything with 50+", OPENING))
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests make many accounts
