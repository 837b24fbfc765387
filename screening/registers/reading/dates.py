"""Dates as text: several forms in one column, times behind them, and dates known in part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from screening.registers.reading.numbers import MONTHS, says_nothing
from screening.registers.reading.written import SAYS_NOTHING, Parsed, Written

DATE_FORMATS = {
    "dd-mm-yyyy": "%d-%m-%Y",
    "d-m-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "d/m/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyymmdd": "%Y%m%d",
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd-mm-yy": "%d-%m-%y",
    "yy-mm-dd": "%y-%m-%d",
    "dd/mm/yy": "%d/%m/%y",
    "mm/dd/yy": "%m/%d/%y",
}
_CENTURIES = (1980, 2039)
"""The years that two figures can stand for: those of others may be of either century."""
_TWO = r"^([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})$"
"""Day, month and year of two figures, in any order."""
FIRST_YEAR, LAST_YEAR = 1600, 9999
CLOCK = "Europe/Amsterdam"
"""A day begins where the municipality is, whatever clock its supplier's computer keeps."""
_TIME = (
    r"[T ]([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]|60)(?:[.,][0-9]+)?)?"
    r"\s?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
_CLOSE = (
    r"^([0-9]{4})([0-9]{2})([0-9]{2})T?([0-9]{2})([0-9]{2})([0-9]{2})(Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
"""A moment without signs between its parts."""
_DAY_OF_ZONE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})$"
"""A day with the clock it is of: it is that day here too."""
_IN_PART = (
    r"^(0{1,8}|[0-9]{4}(00[0-9]{2}|[0-9]{2}00)|[0-9]{4}[-/.](00[-/.][0-9]{2}|[0-9]{2}[-/.]00)"
    r"|(00[-/.][0-9]{2}|[0-9]{2}[-/.]00)[-/.][0-9]{4})$"
)
"""Month or day 0, or all of it: how registers write what they know of a date."""
_SERIAL = r"^([2-9][0-9]{4}|1[5-9][0-9]{3}|2958465)(?:[.,][0-9]+)?$"
"""A day as spreadsheets count it, from 1941 to 2173: five digits, which no other form has.

And 31-12-9999, which stands for no end.
"""
_DOTTED = r"^([0-9]{1,2})[. ]([0-9]{1,2})[. ]([0-9]{4})"
"""Day, month and year with dots or spaces, which nobody writes the month first."""
_YEAR_FIRST = r"^((?:1[6-9]|20)[0-9]{2})[/.]([0-9]{1,2})[/.]([0-9]{1,2})"
_DASHES = r"[\x{2010}-\x{2015}\x{2212}]"
"""What typesetting makes of the sign between day, month and year."""
_DAY_ZERO = dt.date(1899, 12, 30)
_NAMED = r"(?i)^(?:\p{L}{2,9},? )?([0-9]{1,2})(?:e|de|ste)?[- .]{1,2}(\p{L}{3,9})\.?[- ]([0-9]{4})$"
"""A day with the name of its month, and perhaps of its day of the week."""
_NEVER = [dt.date(1601, 1, 1), dt.date(1753, 1, 1), dt.date(1899, 12, 30), dt.date(1899, 12, 31)]
"""The first days that systems can hold, which fill a field when there is none."""
_NO_END = dt.date(1900, 1, 1)
"""The same of databases; companies and rights may begin on it, and nothing ends."""
_FILLED = "a day that systems write where there is none; codes: can make it a blank cell"
_UNKNOWN = "a date that is not known, or known in part"
_WHICH_CENTURY = "a year of two figures from 40 to 79, which may be of either century"
_SAY_SO = "a year of two figures; set date: dd-mm-yy, or the form in which it is written"


def parse_date(raw: pl.Expr, written: Written, *, end: bool = False) -> Parsed:
    """The day on the calendar where the municipality is; any of the forms, in any row.

    ``end``: of a column in which nothing means something, such as that it did not end.
    """
    cell, raw = (
        raw,
        raw.str.replace_all(_DASHES, "-").str.replace(_CLOSE, "${1}-${2}-${3}T${4}:${5}:${6}${7}"),
    )
    raw = written.once(raw)
    text = raw.str.replace(_TIME, "").str.replace(_DAY_OF_ZONE, "${1}")
    text = written.once(text.str.replace(_YEAR_FIRST + "$", "${1}-${2}-${3}"))
    formats = dict.fromkeys(DATE_FORMATS[name] for name in (*written.dates, "yyyy-mm-dd"))
    two = written.once(text.str.contains(_TWO))
    read = [written.once(_as_said(text, form)) for form in formats]
    serial = written.once(text.str.extract(_SERIAL).cast(pl.Int64))
    counted = pl.lit(_DAY_ZERO) + pl.duration(days=serial)
    dotted = text.str.replace(_DOTTED + "$", "${1}-${2}-${3}")
    dotted = pl.when(dotted != text).then(dotted.str.to_date("%d-%m-%Y", strict=False))
    day = written.once(pl.coalesce(*read, counted, _held(_named(text)), _held(dotted)))
    in_part = text.str.contains(_IN_PART) & day.is_null()
    expected = " or ".join(dict.fromkeys((*written.dates, "yyyy-mm-dd")))
    unknown = written.once(says_nothing(cell).fill_null(value=False))
    filled = written.once(day.is_in([*_NEVER, _NO_END] if end else _NEVER).fill_null(value=False))
    reason = (
        pl.when(unknown)
        .then(pl.lit(SAYS_NOTHING))
        .when(filled)
        .then(pl.lit(_FILLED))
        .when(in_part)
        .then(pl.lit(_UNKNOWN))
        .when(two & day.is_null() & pl.lit(_of_two_figures(formats)))
        .then(pl.lit(_WHICH_CENTURY))
        .when(two & day.is_null())
        .then(pl.lit(_SAY_SO))
        .when(raw.is_not_null() & day.is_null())
        .then(pl.lit(f"not a date on the calendar; expected {expected}"))
    )
    repaired = (serial.is_not_null() & day.is_not_null()).fill_null(value=False)
    here = pl.coalesce(_held(_local(day, raw, written.zone)), day)  # the last day has no next
    return Parsed(pl.when(~filled).then(here), reason, repaired, in_part | unknown | filled)


def _named(text: pl.Expr) -> pl.Expr:
    """The day of ``1 maart 2024`` and ``01-mrt-2024``."""
    day, word, year = (text.str.extract(_NAMED, group) for group in (1, 2, 3))
    month = word.str.to_lowercase().replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    parts = pl.format("{}-{}-{}", year, month, day)
    return parts.str.to_date("%Y-%m-%d", strict=False)


def quick_date(raw: pl.Expr, written: Written) -> pl.Expr:
    """The day of cells in the first form, without a time; null for others, and very early ones."""
    form = DATE_FORMATS[written.dates[0]]
    day = _as_said(raw, form) if "%y" in form else raw.str.to_date(form, strict=False)
    return pl.when(day.dt.year().is_between(_NO_END.year + 1, LAST_YEAR)).then(day)


def _as_said(text: pl.Expr, form: str) -> pl.Expr:
    if "%y" not in form:
        return _held(text.str.to_date(form, strict=False))
    day = text.str.replace_all(".", "-", literal=True).str.to_date(form, strict=False)
    return pl.when(day.dt.year().is_between(*_CENTURIES) & text.str.contains(_TWO)).then(day)


def _of_two_figures(forms: Iterable[str]) -> bool:
    return any("%y" in form for form in forms)


def _held(day: pl.Expr) -> pl.Expr:
    return pl.when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)


def _local(day: pl.Expr, raw: pl.Expr, zone: str | None) -> pl.Expr:
    """The day here at a moment told by another clock: 23:00 UTC is in the next day."""
    hour, minute, second, offset = (raw.str.extract(_TIME, group) for group in (1, 2, 3, 4))
    hours, minutes, seconds = (
        part.cast(pl.Int64, strict=False).fill_null(0) for part in (hour, minute, second)
    )
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    digits = offset.str.replace_all(r"[^0-9]", "")
    ahead = sign * (
        digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0) * 60
        + digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    )
    clock = day.cast(pl.Datetime("us")) + pl.duration(hours=hours, minutes=minutes, seconds=seconds)
    moment = (clock - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    elsewhere = moment.dt.convert_time_zone(CLOCK).dt.date()
    if zone is None:
        return pl.when(offset.is_not_null()).then(elsewhere).otherwise(day)
    there = clock.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    of_zone = pl.coalesce(there.dt.convert_time_zone(CLOCK).dt.date(), day)
    return pl.when(offset.is_not_null()).then(elsewhere).otherwise(of_zone)
