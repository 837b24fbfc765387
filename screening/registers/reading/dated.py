"""The day an extract is about, found in itself where the project does not say it.

In this order: a column of the extract that says so, the name of the file, the time it was written.
Which one it was is told: a time of writing changes with every copy.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from screening.registers.reading.dates import parse_date
from screening.registers.reading.extract import RawExtract
from screening.registers.reading.header_line import plain
from screening.registers.reading.numbers import MONTHS
from screening.registers.reading.source import Defaults, Source
from screening.registers.reading.table import at
from screening.registers.reading.written import Steps, Written

COLUMNS = (
    "peildatum", "peil_datum", "datum peildatum", "standdatum", "stand per", "extractdatum",
    "leverdatum", "leveringsdatum", "datum levering", "reference_date",
)  # fmt: skip
"""Headers that name the day of the whole extract, as they are compared."""
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_WORD = rf"(?<![a-z])(?P<word>{_MONTHS})(?![a-z])"
_QUARTER = r"(?<![a-z0-9])(?:q(?P<q>[1-4])|(?:kwartaal|kw)[-_. ]?(?P<k>[1-4])"
_QUARTER += r"|(?P<e>[1-4])(?:d?e)?[-_. ]?(?:kwartaal|kw))(?![a-z0-9])"
_GAP = r"[-_. ]*"
_UNTIL = re.compile(r"[-_. ]*(?:-|(?:t[-_.]?m|tot(?:[-_. ]en[-_. ]met)?|to)(?![a-z]))[-_. ]*")
"""What stands between the first and the last day of a delivery."""
_VALID = re.compile(
    r"(?:(?:geldig|valid|bewaar|bewaren)(?![a-z])[^0-9]*(?<![a-z])(?:t[-_.]?m|tot|to|until)"
    r"|vervalt|verloopt|expires)(?![a-z])[^0-9]*$"
)
"""What stands before a day until which something holds, which is not the day that it is of."""
_AHEAD = dt.timedelta(days=366)
"""No delivery is of a day further ahead, or of a longer time; a month or year may not be over."""
_NO_END = dt.date(2100, 1, 1)
_NAMED = [
    re.compile(rf"(?<![0-9]){pattern}(?![0-9])")
    for pattern in (
        rf"{_YEAR}(?P<s>[-_.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12][0-9]|3[01])",
        rf"{_YEAR}(?P<s>[-_.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12][0-9]|3[01])",
        rf"(?P<d>0?[1-9]|[12][0-9]|3[01])(?P<s>[-_.])(?P<m>0?[1-9]|1[0-2])(?P=s){_YEAR}",
        rf"(?P<d>0[1-9]|[12][0-9]|3[01])(?P<m>0[1-9]|1[0-2]){_YEAR}",
        rf"(?P<d>0?[1-9]|[12][0-9]|3[01]){_GAP}{_WORD}{_GAP}{_YEAR}",
        rf"{_WORD}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_WORD}",
        rf"{_QUARTER}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_QUARTER}".replace("a-z0-9", "a-z", 1),
        rf"{_YEAR}[-_.]?(?P<m>0[1-9]|1[0-2])",
    )
]
"""Days first, then months and quarters; a day before its month, as dates are written here."""


class Dated(NamedTuple):
    """A day and where it was found."""

    day: dt.date | None
    found: str


def dated(raw: RawExtract, source: Source, defaults: Defaults) -> Dated:
    """The day of an extract; as the project states it, or with ``auto`` as it is found."""
    if source.reference_date != "auto":
        return Dated(source.reference_date, "")
    return _of_column(raw, source, defaults) or _of_name(raw) or _of_time(raw)


def day_of_name(file: str, written: dt.date | None = None) -> dt.date | None:
    """The day in the name of a file, of a month, quarter or range its last; None without one.

    ``written`` is the day that the file was written, where that is known: no range ends beyond it.
    The same files are of the same days whenever they are read.
    """
    name, last = file.rsplit("/", 1)[-1].lower(), written or _NO_END
    for pattern in _NAMED:
        end, day = 0, None
        for found in pattern.finditer(name):
            with suppress(ValueError):
                said, before = _day(found.groupdict()), name[end : found.start()]
                first = day is None and said <= last + _AHEAD and not _VALID.search(before)
                if first or (
                    day and day <= said <= min(last, day + _AHEAD) and _UNTIL.fullmatch(before)
                ):
                    day, end = said, found.end()
        if day is not None:
            return day
    return None


def _day(said: dict[str, str | None]) -> dt.date:
    """Raises ValueError for a day that the month does not have."""
    quarter = said.get("q") or said.get("k") or said.get("e")
    month = 3 * int(quarter) if quarter else MONTHS.get(said.get("word") or "", 0)
    month, year = month or int(said["m"] or 0), int(said["y"] or 0)
    day = said.get("d")
    if day:
        return dt.date(year, month, int(day))
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def _of_column(raw: RawExtract, source: Source, defaults: Defaults) -> Dated | None:
    """The latest day in the first such column that holds nothing but days."""
    names = [plain(header) for header in raw.table.headers]
    form = Written(tuple(source.date or defaults.date), ",", None, native=False, codes={})
    for place in (names.index(name) for name in COLUMNS if name in names):
        cells = raw.table.cells.select(pl.col(at(place)).str.strip_chars().alias("c")).unique()
        steps = Steps(cells.drop_nulls())
        day = parse_date(pl.col("c"), replace(form, once=steps.once)).value
        days = steps.cells.select(day.alias("d"))["d"]
        if len(days) and not days.null_count():
            latest = days.max()
            if isinstance(latest, dt.date):
                return Dated(latest, f"the column '{raw.table.headers[place]}'")
    return None


def _of_name(raw: RawExtract) -> Dated | None:
    day = day_of_name(raw.file, raw.modified)
    return None if day is None else Dated(day, "the name of the file")


def _of_time(raw: RawExtract) -> Dated:
    return Dated(raw.modified, "the time the file was written" if raw.modified else "")
