"""What the cells of a delivery say about how it is written, and about what a column can be."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import dataframely as dy
import polars as pl

from screening.project.mapping.survey import Delivery
from screening.registers.reading.header_units import times_in
from screening.registers.reading.numbers import MAY_BE_THOUSANDS, NO_FIGURE, THREE_BEHIND
from screening.registers.reading.parse import cell, parse_column, read_alike
from screening.registers.reading.shown_percents import as_percentages
from screening.registers.reading.table import at
from screening.registers.reading.units import factor
from screening.registers.reading.written import Steps, Written
from screening.registers.schemas.columns import BAG_ID

MOST_VALUES = 200
"""Different values of a column that are looked at; the most frequent."""
_SOME, _MOSTLY = 0.3, 0.8
_BAG_OBJECT = r"^(NL\.IMBAG\.\w+\.)?\d{1,4}0[123]\d{10}$"
"""An id of an address object with its kind in it: one of a building is none."""
_FORMS = {
    "dd-mm-yyyy": r"^\d{1,2}-\d{1,2}-\d{4}",
    "yyyy-mm-dd": r"^\d{4}-\d{2}-\d{2}",
    "yyyymmdd": r"^(19|20)\d{2}(0\d|1[0-2])([0-2]\d|3[01])$",
    "dd/mm/yyyy": r"^\d{1,2}/\d{1,2}/\d{4}",
    "dd-mm-yy": r"^\d{1,2}[-.](0?[1-9]|1[0-2])[-.]\d{1,2}$",
    "dd/mm/yy": r"^\d{1,2}/\d{1,2}/\d{2}$",
}
MONTH_FIRST = {"dd/mm/yyyy": "mm/dd/yyyy", "dd/mm/yy": "mm/dd/yy"}
"""Forms with the day first, and the same with the month first."""
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/\d{2}")
_SHORT = re.compile(r"^(\d{1,2})[-.]\d{1,2}[-.](\d{1,2})$")
_NO_MONTH, _NO_DAY = 12, 31
_COMMA = re.compile(r"^-?(\d+|\d{1,3}(\.\d{3})+),\d+$")
_GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+$")
_POINT = re.compile(r"^-?\d+\.\d+$")


@dataclass(frozen=True)
class Seen:
    """A column of a delivery: its place and the different values in it, most frequent first."""

    header: str
    place: int
    values: tuple[str, ...]
    counts: tuple[int, ...]
    filled: float
    """Share (0-1) of the rows in which there is something."""
    native: bool
    """Numbers in the source itself."""

    @property
    def rows(self) -> int:
        """Rows in which there is something."""
        return sum(self.counts)

    def share(self, pattern: str) -> float:
        """Share (0-1) of the different values that the pattern fits; 0 of a blank column."""
        fits = sum(re.match(pattern, value) is not None for value in self.values)
        return fits / len(self.values) if self.values else 0.0


@dataclass(frozen=True)
class Form:
    """How dates and numbers of a delivery are written, by what is in it."""

    dates: tuple[str, ...] = ()
    """Forms that occur, beside the usual ones; empty where those do."""
    unclear_day: bool = False
    """Day first and month first fit all dates alike."""
    unclear_year: bool = False
    """So do day first and year first: years have two figures."""
    decimal: str | None = None
    thousands: str | None = None
    unknown: tuple[str, ...] = ()
    """Cells that say that there is no value."""

    def written(self, *, native: bool = False) -> Written:
        """As a column is parsed by it; ``native`` where the source itself holds numbers."""
        dates = self.dates or ("dd-mm-yyyy", "d-m-yyyy", "yyyy-mm-dd", "yyyymmdd")
        return Written(
            dates, self.decimal or ",", self.thousands, native=native, codes={}, numbers=native,
            blank=frozenset(mark.lower() for mark in self.unknown), months=True, stated=True,
        )  # fmt: skip


@lru_cache(maxsize=16)
def columns_of(delivery: Delivery) -> list[Seen]:
    """Every column with a header, with what stands in it."""
    table = delivery.raw.table
    shown = table.cells.with_columns(as_percentages(table, place) for place in table.percents)
    fine = shown if table.faults is None else shown.filter(table.faults.is_null())
    return [
        _seen(header, place, fine, native=place in table.numbers)
        for place, header in enumerate(table.headers)
        if header.strip() and place not in table.unusable
    ]


def _seen(header: str, place: int, cells: pl.DataFrame, *, native: bool) -> Seen:
    texts = cells.select(cell(at(place)).alias("v"))
    counted = texts.drop_nulls().group_by("v").len().sort(["len", "v"], descending=[True, False])
    top = counted.head(MOST_VALUES)
    filled = 1 - texts["v"].null_count() / texts.height if texts.height else 0.0
    values, counts = tuple(top["v"].to_list()), tuple(top["len"].to_list())
    return Seen(header, place, values, counts, filled, native)


def form_of(seen: list[Seen]) -> Form:
    """How the delivery is written, read from all its columns."""
    dates: dict[str, None] = {}
    unclear, of_year = False, set[bool | None]()
    first: set[bool] = set()
    for column in seen:
        form = next((name for name, each in _FORMS.items() if column.share(each) >= _SOME), None)
        every = sum(column.share(each) for each in _FORMS.values())
        if form is None or every < _MOSTLY:
            continue
        for name, pattern in _FORMS.items():
            if column.share(pattern):
                dates[name] = None
        day = _day_first(column.values)
        unclear |= form in MONTH_FIRST and day is None
        of_year |= {_year_last(column.values)} if form == "dd-mm-yy" else set()
        first |= set() if day is None else {day}
    if False in first:
        slashed = [each for each in MONTH_FIRST if each in dates]
        dates = {MONTH_FIRST.get(each, each): None for each in dates}
        dates |= dict.fromkeys(slashed if True in first else [])
    if False in of_year and True not in of_year:
        dates = {("yy-mm-dd" if each == "dd-mm-yy" else each): None for each in dates}
    decimal, thousands = _numbers(seen)
    usual = set(dates) <= {"dd-mm-yyyy", "yyyy-mm-dd", "yyyymmdd"}
    doubt = of_year == {None}
    return Form(() if usual else tuple(dates), unclear, doubt, decimal, thousands)


def _day_first(values: tuple[str, ...]) -> bool | None:
    """Whether days stand before months in dates with slashes; None where both can be."""
    parts = [(int(m[1]), int(m[2])) for value in values if (m := _SLASHED.match(value))]
    if any(first > _NO_MONTH for first, _ in parts):
        return True
    return False if any(second > _NO_MONTH for _, second in parts) else None


def _year_last(values: tuple[str, ...]) -> bool | None:
    """Whether years of two figures stand behind the month; None where they may stand before it."""
    parts = [(int(m[1]), int(m[2])) for value in values if (m := _SHORT.match(value))]
    if any(last == 0 or last > _NO_DAY for _, last in parts):
        return True
    return False if any(first == 0 or first > _NO_DAY for first, _ in parts) else None


def _numbers(seen: list[Seen]) -> tuple[str | None, str | None]:
    """The decimal sign and the sign between thousands, where they are not the usual ones."""
    comma = point = grouped = False
    for column in seen:
        if column.native or not column.values:
            continue
        mostly = column.share(r"^-?[\d.,]+$") >= _MOSTLY
        values = column.values if mostly else ()
        comma |= any(map(_COMMA.match, values))
        dotted = [value for value in values if _POINT.match(value)]
        groups = [value for value in values if _GROUPED.match(value)]
        grouped |= bool(groups) and len(dotted) == len([v for v in dotted if _GROUPED.match(v)])
        point |= any(not _GROUPED.match(value) for value in dotted)
    decimal = "." if point and not comma else None
    return decimal, "." if grouped and decimal is None else None


@dataclass
class Fits:
    """Which share of what is in a column can be read as a column of a register, kept once asked."""

    form: Form
    _known: dict[tuple[int, Hashable], float] = field(default_factory=dict)

    def share(self, seen: Seen, name: str, declared: dy.Column) -> float:
        """Share (0-1) of the different values that are read, as they are or as codes."""
        key = (seen.place, read_alike(name, declared))
        if key not in self._known:
            self._known[key] = _share(seen, name, declared, self.form)
        return self._known[key]


def may_be_either(seen: Seen, name: str, declared: dy.Column, form: Form) -> bool:
    """Whether nothing in the column shows if its commas stand before decimals or thousands."""
    if not declared.dtype.is_float() or not seen.share(THREE_BEHIND):
        return False
    steps = Steps(pl.DataFrame({name: list(seen.values)}))
    written = replace(form.written(native=seen.native), once=steps.once, stated=False)
    reason = parse_column(name, declared, written).reason
    return bool(steps.cells.select((reason == MAY_BE_THOUSANDS).any()).item())


def unread_values(seen: Seen, name: str, declared: dy.Column, form: Form) -> list[str]:
    """The different values that are not read as this column of a register."""
    if not seen.values:
        return []
    steps = Steps(pl.DataFrame({name: list(seen.values)}))
    ours = str((declared.metadata or {}).get("unit") or "")
    times = factor(times_in(seen.header, ours), ours)
    written = replace(form.written(native=seen.native), once=steps.once, scale=times or 1.0)
    parsed = parse_column(name, declared, written)
    parsed_frame = steps.cells.select(
        pl.col(name).alias("text"),
        pl.when(parsed.reason.is_null()).then(parsed.value.cast(declared.dtype)).alias("value"),
        parsed.unknown.fill_null(value=False).alias("unknown"),
    )
    metadata = declared.metadata or {}
    allowed = metadata.get("values")
    good = pl.col("value").is_not_null()
    if allowed:
        good &= pl.col("value").is_in(allowed)
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex == BAG_ID:
        good &= pl.col("value").cast(pl.String).str.contains(_BAG_OBJECT)
    elif regex:
        good &= pl.col("value").cast(pl.String).str.contains(regex)
    low, high = getattr(declared, "min", None), getattr(declared, "max", None)
    if low is not None and high is not None:
        good &= pl.col("value").is_between(low, high)
    if metadata.get("parts"):
        parts = pl.col("value").cast(pl.String).str.split("|")
        good &= parts.list.eval(pl.element().is_in(metadata["parts"])).list.all()
    said = pl.col("unknown")
    if not isinstance(declared, dy.String):
        said |= pl.col("text").str.to_lowercase().is_in(NO_FIGURE)
    return list(parsed_frame.filter(~(good | said).fill_null(value=False))["text"].to_list())


def _share(seen: Seen, name: str, declared: dy.Column, form: Form) -> float:
    if not seen.values:
        return 1.0
    return 1 - len(unread_values(seen, name, declared, form)) / len(seen.values)


def municipality_of(ids: pl.Series) -> str | None:
    """The code of the municipality that most of these address objects lie in."""
    digits = ids.drop_nulls().str.strip_chars().str.replace(r"^NL\.IMBAG\.\w+\.", "").str.zfill(16)
    codes = digits.filter(digits.str.contains(r"^\d{4}0[123]\d{10}$")).str.slice(0, 4)
    counted = codes.alias("code").value_counts().sort(["count", "code"], descending=[True, False])
    return f"GM{counted['code'][0]}" if counted.height else None
