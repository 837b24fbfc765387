"""From text cells to typed values: one expression per column, and a reason where that fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from screening.registers.schemas.columns import BAG_ID, EST_NR, KVK_NR, POSTCODE, SBI

LONGEST_CELL = 10_000
_WIDTHS = {KVK_NR: (5, 8), EST_NR: (6, 12), BAG_ID: (12, 16)}
_AREA_CODES = {"area_code", "parent_code"}
LISTS = {"usage", "sbi_other"}
_DATE_FORMATS = {
    "dd-mm-yyyy": "%d-%m-%Y",
    "d-m-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "d/m/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyymmdd": "%Y%m%d",
    "yyyy-mm-dd": "%Y-%m-%d",
}
_YES = ["ja", "j", "yes", "y", "true", "waar", "1"]
_NO = ["nee", "n", "no", "false", "onwaar", "0"]
_TIME = r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$"
_SCIENTIFIC = r"^\d([.,]\d+)?[eE]\+?\d+$"
_FIRST_YEAR = 1600
_LIST_SIGNS = r"\s*[|,;]\s*"


@dataclass(frozen=True)
class Written:
    """How the values of one column are written in its source."""

    dates: tuple[str, ...]
    decimal: str
    thousands: str | None
    native: bool
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Parsed:
    """Expressions for the value, why there is none (null when fine) and whether it was repaired."""

    value: pl.Expr
    reason: pl.Expr
    repaired: pl.Expr = pl.lit(value=False)  # noqa: RUF009 - an expression never changes


_FINE = pl.lit(None, dtype=pl.String)


def cell(header: str) -> pl.Expr:
    """The text of a cell without surrounding space; blank is null."""
    text = pl.col(header).str.strip_chars()
    return pl.when(text != "").then(text)


def quick_column(name: str, declared: dy.Column, written: Written) -> pl.Expr:
    """The value of cells written in the usual way, null for any `parse_column` must see.

    Most columns are regular throughout, and this costs a fraction.
    """
    raw = pl.col(name)
    nothing = pl.lit(None, dtype=declared.dtype)
    if written.codes or name in LISTS or name in _AREA_CODES:
        return nothing
    if declared.dtype.is_integer():
        return raw.cast(pl.Int64, strict=False)
    if declared.dtype.is_float():
        point = written.native or written.decimal == "."
        odd = raw.str.contains_any(["," if point else ".", "e", "E", "n", "N"])
        text = raw if point else raw.str.replace(",", ".", literal=True)
        value = text.cast(pl.Float64, strict=False)
        return pl.when(~odd).then(value)
    if declared.dtype == pl.Date:
        date = raw.str.to_date(_DATE_FORMATS[written.dates[0]], strict=False)
        return pl.when(date.dt.year().is_between(_FIRST_YEAR, 9999)).then(date)
    if declared.dtype == pl.Boolean:
        return nothing
    return pl.when(_quick_text(raw, declared)).then(raw)


def _quick_text(raw: pl.Expr, declared: dy.Column) -> pl.Expr:
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex in _WIDTHS:
        return raw.str.len_bytes() == _WIDTHS[regex][1]
    if regex == POSTCODE:
        return (raw.str.len_bytes() == len("1234AB")) & (raw.str.to_uppercase() == raw)
    if regex == SBI:
        return ~raw.str.contains_any([".", " "])
    values = (declared.metadata or {}).get("values")
    return raw.is_in(values) if values else raw.str.len_bytes() <= LONGEST_CELL


def parse_column(name: str, declared: dy.Column, written: Written) -> Parsed:
    """How ``declared`` is read from the stripped text column of the same name.

    A value of a wrong form gets a reason and is null; whether it fits the schema is not judged
    here, except that a required value may not be blank.
    """
    raw = pl.col(name)
    if written.codes:
        raw = raw.replace(list(written.codes), list(written.codes.values()))
    parsed = _by_type(name, declared, raw, written)
    reason = parsed.reason
    if not declared.nullable:
        reason = pl.when(raw.is_null()).then(pl.lit("empty, but required")).otherwise(reason)
    return Parsed(parsed.value, reason, parsed.repaired)


def _by_type(name: str, declared: dy.Column, raw: pl.Expr, written: Written) -> Parsed:
    if isinstance(declared, dy.Date):
        return _date(raw, written)
    if isinstance(declared, dy.Bool):
        return _yes_no(raw)
    if declared.dtype.is_integer():
        return _whole(raw, written)
    if declared.dtype.is_float():
        return _real(raw, written)
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex in _WIDTHS:
        return _padded(raw, *_WIDTHS[regex])
    return _text(name, declared, raw, regex)


def _text(name: str, declared: dy.Column, raw: pl.Expr, regex: str | None) -> Parsed:
    too_long = raw.str.len_bytes() > LONGEST_CELL
    length = pl.format(
        "text of {} characters; at most {} fit a cell", raw.str.len_chars(), pl.lit(LONGEST_CELL)
    )
    reason = pl.when(too_long).then(length)
    values = (declared.metadata or {}).get("values")
    if regex == POSTCODE:
        return _repaired(raw, raw.str.to_uppercase().str.replace_all(" ", ""), reason)
    if regex == SBI:
        return _repaired(raw, raw.str.replace_all(r"[. ]", ""), reason)
    if name in _AREA_CODES:
        code = raw.str.to_uppercase()
        bare = code.str.contains(r"^\d{1,4}$")
        return _repaired(raw, pl.when(bare).then("GM" + code.str.zfill(4)).otherwise(code), reason)
    if name in LISTS:
        signs = r"[. ]" if name == "sbi_other" else r"^$"
        parts = raw.str.to_lowercase().str.replace_all(_LIST_SIGNS, "|").str.replace_all(signs, "")
        return Parsed(parts.str.strip_chars("|").str.split("|").list.sort().list.join("|"), reason)
    if values:
        lower = raw.str.to_lowercase()
        return Parsed(pl.when(lower.is_in(values)).then(lower).otherwise(raw), reason)
    return Parsed(pl.when(~too_long).then(raw), reason)


def _repaired(raw: pl.Expr, value: pl.Expr, reason: pl.Expr) -> Parsed:
    return Parsed(value, reason, (value != raw).fill_null(value=False))


def _padded(raw: pl.Expr, least: int, width: int) -> Parsed:
    """An identifier of ``width`` digits; lost zeros come back, lost digits cannot."""
    scientific = raw.str.contains(_SCIENTIFIC)
    mantissa = raw.str.extract(r"^([\d.,]+)").str.replace_all(r"[.,]", "")
    exponent = raw.str.extract(r"[eE]\+?(\d+)$").cast(pl.Int64, strict=False)
    lost = scientific & (mantissa.str.len_chars().cast(pl.Int64) != exponent + 1)
    plain = (
        raw.str.replace(r"^NL\.IMBAG\.\w+\.", "")
        .str.replace(r"^(\d+)[.,]0+$", "${1}")
        .str.replace_all(r"[ .]", "")
    )
    digits = pl.when(scientific).then(mantissa).otherwise(plain)
    short = digits.str.contains(rf"^\d{{{least},{width - 1}}}$")
    value = pl.when(short).then(digits.str.zfill(width)).otherwise(digits)
    reason = pl.when(lost).then(
        pl.lit("number in scientific notation, digits are lost; export the column as text")
    )
    return Parsed(pl.when(~lost).then(value), reason, (value != raw).fill_null(value=False))


def _yes_no(raw: pl.Expr) -> Parsed:
    word = raw.str.to_lowercase()
    yes, no = word.is_in(_YES), word.is_in(_NO)
    reason = pl.when(~(yes | no)).then(pl.lit("neither yes nor no; expected ja or nee"))
    return Parsed(pl.when(yes).then(statement=True).when(no).then(statement=False), reason)


def _date(raw: pl.Expr, written: Written) -> Parsed:
    text = raw.str.replace(_TIME, "")
    formats = list(dict.fromkeys(_DATE_FORMATS[name] for name in (*written.dates, "yyyy-mm-dd")))
    read = [text.str.to_date(form, strict=False) for form in formats]
    value = pl.coalesce(
        [pl.when(date.dt.year().is_between(_FIRST_YEAR, 9999)).then(date) for date in read]
    )
    expected = " or ".join(dict.fromkeys((*written.dates, "yyyy-mm-dd")))
    reason = pl.when(raw.is_not_null() & value.is_null()).then(
        pl.lit(f"not a date on the calendar; expected {expected}")
    )
    return Parsed(value, reason)


def _number(raw: pl.Expr, written: Written) -> tuple[pl.Expr, pl.Expr]:
    """The number as text with a decimal point, null where unreadable, and the reason for that."""
    text = raw.str.replace(r"^(€|EUR)\s*", "").str.replace_all(r"[\s\x{00A0}]", "")
    if written.native:
        value = pl.when(text.str.contains(r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$")).then(text)
        return value, pl.when(raw.is_not_null() & value.is_null()).then(pl.lit("not a number"))
    decimal, group = (",", ".") if written.decimal == "," else (".", ",")
    d, g = (",", r"\.") if written.decimal == "," else (r"\.", ",")
    many = "1" if written.thousands == group else "2"
    known = (
        rf"^[+-]?(\d+({d}\d+)?|[1-9]\d{{0,2}}({g}\d{{3}})+{d}\d+|"
        rf"[1-9]\d{{0,2}}({g}\d{{3}}){{{many},}})$"
    )
    plain = text.str.replace_all(group, "", literal=True).str.replace(decimal, ".", literal=True)
    value = pl.when(text.str.contains(known)).then(plain)
    names = {",": "comma", ".": "point"}
    other = pl.lit(
        f"decimal {names[group]} where a decimal {names[decimal]} is declared; "
        f"set decimal: '{group}', or thousands: '{group}' if it separates thousands"
    )
    swapped = text.str.contains(rf"^[+-]?\d*{g}\d+$")
    reason = (
        pl.when(raw.is_null() | value.is_not_null())
        .then(_FINE)
        .when(swapped)
        .then(other)
        .otherwise(pl.lit("not a number"))
    )
    return value, reason


def _real(raw: pl.Expr, written: Written) -> Parsed:
    text, reason = _number(raw, written)
    return Parsed(text.cast(pl.Float64, strict=False), reason)


def _whole(raw: pl.Expr, written: Written) -> Parsed:
    text, reason = _number(raw, written)
    value = text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    broken = pl.when(text.is_not_null() & value.is_null()).then(pl.lit("not a whole number"))
    return Parsed(value, pl.coalesce(reason, broken))
