"""Which rows of a blind list were drawn at random: the key beside it says so (T23)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from screening.files.private import read_plain
from screening.runs.names import KEYS


def origins_of(run: Path, name: str) -> dict[tuple[str, str], str]:
    """Per type and id of a place its origin; empty for a list without a key."""
    try:
        text = read_plain(run / KEYS / f"{name}.csv")[0].decode("utf-8-sig")
    except OSError:
        return {}
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    return {(line[1], line[2]): line[3] for line in lines}
