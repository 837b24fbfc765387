"""What is destroyed is gone from the file as well, where the records are a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def overwriting() -> Iterator[None]:
    """On SQLite the bytes of what is deleted meanwhile are overwritten, also in its log."""
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        connection.cursor().execute("PRAGMA secure_delete = ON")
    yield
    if sqlite and not connection.in_atomic_block:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
