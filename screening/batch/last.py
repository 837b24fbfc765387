"""The last good run: the one whose lists stand until there is a better one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from screening.errors import DamagedRunError
from screening.runs.latest import latest_of
from screening.runs.names import RUNS
from screening.runs.since import run_before
from screening.runs.verify import damages


def last_good(project: Path) -> Path | None:
    """The run that was made last, if it is whole; else the newest whole one; None without any."""
    runs = project / RUNS
    try:
        name = latest_of(runs)
    except DamagedRunError:
        name = None
    if name is not None and (runs / name).is_dir() and not damages(runs / name):
        return runs / name
    return run_before(runs, dt.date.max, lambda _: None)
