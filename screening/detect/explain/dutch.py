"""Numbers, dates, amounts and yes/no the Dutch way, as Polars expressions over whole columns."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import polars as pl

from screening.documents.fields import Scalar
from screening.packs import templates
from screening.reference.nouns import one

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
UNKNOWN = "onbekend"

_EUROS = {"eur", "euro", "€"}
_SHARES = {"share", "share 0-1", "aandeel"}
_PERCENT = {"%", "pct", "procent"}
_WORDLESS = {"", "date", "datum", "yes/no", "ja/nee"}
_YEARS = {"year", "jaartal"}
_SPELLED = {"m2": "m²", "m3": "m³", "km2": "km²"}
# Made once: a literal costs more to make than to use.
_UNKNOWN, _NOTHING, _ONE = pl.lit(UNKNOWN), pl.lit(""), pl.lit("1")
_POINT, _COMMA, _WHOLE = pl.lit("."), pl.lit(","), pl.lit(r"\.0$")
_LAST_THREE, _POINTED = pl.lit(r"^(-?\d+)(\d{3})($|[.,])"), pl.lit("${1}.${2}${3}")
_WHOLE_EUROS = 1_000.0
_DAYS_A_YEAR = 365.25
GROUPS = 4
"""Groups of three digits after the first: up to 10^15 - 1, more than any register holds."""


def groups_of(frame: pl.DataFrame) -> dict[str, int]:
    """Per numeric column how many '.' its largest number needs, rounded or as a percentage.

    Most measured numbers stay under a thousand, and each '.' that may come is a step of its own.
    """
    numeric = [name for name, dtype in frame.schema.items() if dtype.is_numeric()]
    largest = frame.select(pl.col(numeric).cast(pl.Float64).abs().max()) if numeric else frame
    found = largest.row(0) if numeric and frame.height else ()
    groups = (0 if most is None else _groups_for(most) for most in found)
    return dict(zip(numeric, groups, strict=False))


def _groups_for(most: float) -> int:
    reached = [most * 100 >= 10 ** (3 * group) - 1 for group in range(1, GROUPS + 1)]
    return sum(reached)


def number(value: pl.Expr, decimals: int | None = None, groups: int = GROUPS) -> pl.Expr:
    """Digits grouped by '.', decimals after ','.

    ``decimals`` fixes the number of decimals; None means at most two, without trailing zeros.
    ``groups`` is the most '.' that can come.
    """
    places = 2 if decimals is None else decimals
    text = _rounded(value, places)
    if decimals is None:
        return _grouped(
            text.str.replace(_WHOLE, _NOTHING).str.replace(_POINT, _COMMA, literal=True), groups
        )
    if decimals == 0:
        return _grouped(text.str.replace(_WHOLE, _NOTHING), groups)
    for length in range(1, places):
        text = text.str.replace(rf"\.(\d{{{length}}})$", ".${1}0")
    return _grouped(text.str.replace(_POINT, _COMMA, literal=True), groups)


def whole(value: pl.Expr, groups: int = GROUPS) -> pl.Expr:
    """Whole numbers grouped by '.'."""
    return _grouped(value.cast(pl.String), groups)


def date(value: pl.Expr) -> pl.Expr:
    """Dates such as '3 mei 2025'."""
    return pl.concat_str(value.dt.day(), month(value.dt.month()), value.dt.year(), separator=" ")


def month(value: pl.Expr) -> pl.Expr:
    """The name of the month with that number."""
    named = dict(enumerate(MONTHS, start=1))
    return value.cast(pl.Int64).replace_strict(named, default=None, return_dtype=pl.String)


def euro(value: pl.Expr, groups: int = GROUPS) -> pl.Expr:
    """Amounts such as '€ 12.500'; below a thousand with two decimals where there are cents."""
    large = value.cast(pl.Float64).abs() >= _WHOLE_EUROS
    amount = (
        pl.when(large)
        .then(_rounded(value, 0))
        .otherwise(_rounded(value, 2))
        .str.replace(_WHOLE, _NOTHING)
        .str.replace(r"\.(\d)$", ".${1}0")
    )
    return "€ " + _grouped(amount.str.replace(_POINT, _COMMA, literal=True), groups)


def percent(value: pl.Expr, decimals: int | None = None, groups: int = GROUPS) -> pl.Expr:
    """Shares 0-1 as '23,4%'."""
    places = 1 if decimals is None else decimals
    return number(value.cast(pl.Float64) * 100, places, groups) + "%"


def yes_no(value: pl.Expr) -> pl.Expr:
    """'ja' or 'nee'."""
    return pl.when(value).then(pl.lit("ja")).when(~value).then(pl.lit("nee"))


def show(
    value: pl.Expr,
    dtype: pl.DataType,
    *,
    unit: str = "",
    hint: str = "",
    with_unit: bool = True,
    groups: int = GROUPS,
) -> pl.Expr:
    """A value of any type as Dutch text; null becomes 'onbekend'.

    ``hint`` (one of ``templates.HINTS``) goes before what ``unit`` implies; ``groups``
    as :func:`groups_of` finds it.
    """
    key = unit.strip().lower()
    if isinstance(dtype, pl.Boolean):
        text = yes_no(value)
    elif isinstance(dtype, (pl.Date, pl.Datetime)):
        text = date(value)
    elif isinstance(dtype, pl.List):
        text = value.cast(pl.List(pl.String)).list.join(", ")
    elif isinstance(dtype, pl.String):
        text = value.str.replace_all("|", ", ", literal=True)
    elif hint == templates.MONTH and dtype.is_numeric():
        text = month(value)
    elif not dtype.is_numeric() or hint == templates.PLAIN or key in _YEARS:
        text = value.cast(pl.String)
    elif hint == templates.SHARE or (hint == "" and key in _SHARES):
        text = percent(value, groups=groups)
    elif hint == templates.AMOUNT or (hint == "" and with_unit and key in _EUROS):
        text = euro(value, groups)
    else:
        text = _counted(value, dtype, hint, groups)
        text = text + _suffix(text, unit) if with_unit else text
    return text.fill_null(_UNKNOWN)


@lru_cache(maxsize=4_096, typed=True)
def say(value: Scalar | None, *, unit: str = "", hint: str = "", with_unit: bool = True) -> str:
    """One value as Dutch text, formatted exactly as a column of such values would be."""
    column = pl.Series("value", [value], strict=False)
    shown = show(pl.col("value"), column.dtype, unit=unit, hint=hint, with_unit=with_unit)
    return str(column.to_frame().select(shown).item())


def canonical(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value as text that loses nothing: ISO dates, full digits, true/false."""
    if isinstance(dtype, pl.List):
        return value.cast(pl.List(pl.String)).list.join("|")
    return value.cast(pl.String)


def is_date(value: Scalar | None) -> bool:
    """Whether the value is a calendar date."""
    return isinstance(value, dt.date)


def _rounded(value: pl.Expr, places: int) -> pl.Expr:
    """Rounded as text with '.'; adding nought turns -0.0 into 0.0."""
    rounded = value.cast(pl.Float64).round(places, mode="half_away_from_zero") + 0.0
    return rounded.cast(pl.String)


def _grouped(text: pl.Expr, groups: int) -> pl.Expr:
    """A '.' before every three digits left of the decimals, from right to left.

    A chain of plain replacements: planning a clever expression per value costs more than running
    this one.
    """
    for _ in range(groups):
        text = text.str.replace(_LAST_THREE, _POINTED)
    return text


def _counted(value: pl.Expr, dtype: pl.DataType, hint: str, groups: int) -> pl.Expr:
    if hint in templates.DECIMALS:
        return number(value, int(hint), groups)
    return whole(value, groups) if dtype.is_integer() else number(value, groups=groups)


def _suffix(text: pl.Expr, unit: str) -> pl.Expr:
    key = unit.strip().lower()
    if key in _WORDLESS:
        return _NOTHING
    if key in _PERCENT:
        return pl.lit("%")
    return pl.lit(" ") + number_of(text, _SPELLED.get(key, unit.strip()))


def so_many(text: pl.Expr, plural: str) -> pl.Expr:
    """How many there are, by the text of the number: '1 melding', '3 meldingen'."""
    some = pl.concat_str(text, pl.lit(" "), number_of(text, plural))
    return pl.when(text == _UNKNOWN).then(pl.lit(f"een onbekend aantal {plural}")).otherwise(some)


def years_of(days: pl.Expr) -> pl.Expr:
    """More days than anyone pictures, in years: 'meer dan 6 jaar'."""
    years = (days / _DAYS_A_YEAR).floor().cast(pl.Int64).cast(pl.String)
    return pl.concat_str(pl.lit("meer dan "), years, pl.lit(" jaar"))


def number_of(text: pl.Expr, plural: str) -> pl.Expr:
    """The word for so many, by the text of the number: 'melding' for '1', else 'meldingen'."""
    single = one(plural)
    if single == plural:
        return pl.lit(plural)
    return pl.when(text == _ONE).then(pl.lit(single)).otherwise(pl.lit(plural))
