"""The day an extract is about, found in itself where the project does not say it.

In this order: a column of the extract that says so, the name of the file, the time it was written.
Which one it was is told: a time of writing changes with every copy.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

import polars as pl

from screening.registers.reading.dates import parse_date
from screening.registers.reading.extract import RawExtract
from screening.registers.reading.header_line import plain
from screening.registers.reading.source import Defaults, Source
from screening.registers.reading.table import at
from screening.registers.reading.written import Written

COLUMNS = (
    "peildatum", "peil_datum", "datum peildatum", "standdatum", "stand per", "extractdatum",
    "leverdatum", "leveringsdatum", "datum levering", "reference_date",
)  # fmt: skip
"""Headers that name the day of the whole extract, as they are compared."""
_DAY = r"(?P<y>(?:19|20)\d{2})[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])"
_TURNED = r"(?P<d>0[1-9]|[12]\d|3[01])[-_.](?P<m>0[1-9]|1[0-2])[-_.](?P<y>(?:19|20)\d{2})"
_MONTH = r"(?P<y>(?:19|20)\d{2})[-_.]?(?P<m>0[1-9]|1[0-2])"
_NAMED = [re.compile(rf"(?<!\d){pattern}(?!\d)") for pattern in (_DAY, _TURNED, _MONTH)]


class Dated(NamedTuple):
    """A day and where it was found."""

    day: dt.date | None
    found: str


def dated(raw: RawExtract, source: Source, defaults: Defaults) -> Dated:
    """The day of an extract; as the project states it, or with ``auto`` as it is found."""
    if source.reference_date != "auto":
        return Dated(source.reference_date, "")
    return _of_column(raw, source, defaults) or _of_name(raw) or _of_time(raw)


def day_of_name(file: str) -> dt.date | None:
    """The day in the name of a file; of a month its last day; None where there is none."""
    name = file.rsplit("/", 1)[-1]
    for pattern in _NAMED:
        for found in pattern.finditer(name):
            parts = {key: int(value) for key, value in found.groupdict().items()}
            try:
                if "d" in parts:
                    return dt.date(parts["y"], parts["m"], parts["d"])
            except ValueError:
                continue
            after = dt.date(parts["y"] + parts["m"] // 12, parts["m"] % 12 + 1, 1)
            return after - dt.timedelta(days=1)
    return None


def _of_column(raw: RawExtract, source: Source, defaults: Defaults) -> Dated | None:
    """The latest day in the first such column that holds nothing but days."""
    names = [plain(header) for header in raw.table.headers]
    written = Written(tuple(source.date or defaults.date), ",", None, native=False, codes={})
    for place in (names.index(name) for name in COLUMNS if name in names):
        cells = raw.table.cells.select(pl.col(at(place)).str.strip_chars().alias("c")).unique()
        days = cells.drop_nulls().select(parse_date(pl.col("c"), written).value.alias("d"))["d"]
        if len(days) and not days.null_count():
            latest = days.max()
            if isinstance(latest, dt.date):
                return Dated(latest, f"the column '{raw.table.headers[place]}'")
    return None


def _of_name(raw: RawExtract) -> Dated | None:
    day = day_of_name(raw.file)
    return None if day is None else Dated(day, "the name of the file")


def _of_time(raw: RawExtract) -> Dated:
    return Dated(raw.modified, "the time the file was written" if raw.modified else "")
