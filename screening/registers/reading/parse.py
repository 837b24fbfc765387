"""From text cells to typed values: one expression per column, and a reason where that fails."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

import dataframely as dy
import polars as pl

from screening.reference.vocabulary import also_written
from screening.registers.reading.area_codes import parse_area
from screening.registers.reading.branch_codes import (
    LOST_ITS_ZERO,
    ZEROS,
    parse_branch,
    parse_branches,
)
from screening.registers.reading.dates import parse_date, quick_date
from screening.registers.reading.forms import is_share, maybe_percent, misfit, misformed, within
from screening.registers.reading.numbers import (
    may_be_thousands,
    parse_real,
    parse_times,
    parse_whole,
    says_nothing,
)
from screening.registers.reading.periods import parse_period
from screening.registers.reading.sheet_marks import (
    LOST_LETTER,
    MARKS,
    all_digits,
    as_meant,
    error,
    without_sign,
)
from screening.registers.reading.written import FINE, SAYS_NOTHING, Parsed, Written
from screening.registers.schemas.columns import (
    AREA_CODES,
    BAG_ID,
    EST_NR,
    KVK_NR,
    PAND_ID,
    POSTCODE,
    SBI,
    is_key,
)

LONGEST_CELL = 10_000
_WIDTHS = {KVK_NR: (5, 8), EST_NR: (6, 12), BAG_ID: (13, 16), PAND_ID: (13, 16)}
LISTS = {"usage", "sbi_other"}
DATABASE_BLANKS = ["NULL", "(null)", "(NULL)", "<null>", "<NULL>", "[NULL]", "\\N", "NaT"]
"""How databases and what reads from them write a cell in which there is nothing."""
_UNSEEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff"]
"""Signs that nobody sees, by which a number or code would be another than it looks."""
_YES = ["ja", "j", "yes", "y", "true", "waar", "1"]
_NO = ["nee", "n", "no", "false", "onwaar", "0"]
_LIST_SIGNS = r"\s*[|,;/+\n]\s*|\s+en\s+"
_OF_NAMES = ("_id", "_key", "_nr")
_KINDS = {BAG_ID: ["01", "02", "03"], PAND_ID: ["10"]}
"""The fifth and sixth digit of an id of the BAG say which kind of object it is."""
_BAG_FORMS = {BAG_ID: r"^[0-9]{4}0[123][0-9]{10}$", PAND_ID: PAND_ID}
"""Municipality, kind (address objects are 01, 02 or 03, buildings 10), number."""
_NAMED_FIRST = (
    r"(?i)^(?:NL\.IMBAG\.\w+\.|kvk(?:[- ]?(?:nr|nummer))?[.: ]*"
    r"|(?:vestigings?(?:nr|nummer)|vestiging)[.: ]*|bag[- ]?id[.: ]*)"
)
"""What an identifier is, written before it."""
_URI = r"(?i)^https?://[^ ?#]+/"
"""Where an object is told about; the digits behind it still say of which kind it is."""
_IN_URI = r"(?i)^https?://[^ ?#]*/([0-9]{16})(?:/[^ ?#]*)?$"
"""An id with a stroke behind it, or the day of one of its versions."""


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
    times = declared.dtype.is_integer() and _in_times(written)
    if written.codes or written.blank or times or name in LISTS or name in AREA_CODES:
        return nothing
    if declared.dtype.is_integer():
        return _fitting(raw.cast(pl.Int64, strict=False), declared, written)
    if declared.dtype.is_float():
        point = written.native or written.decimal == "."
        odd = raw.str.contains_any(["," if point else ".", "e", "E", "n", "N"])
        text = raw if point else raw.str.replace(",", ".", literal=True)
        if may_be_thousands(_unit_of(declared), written):
            odd |= raw.str.slice(-4, 1) == ","
        value = text.cast(pl.Float64, strict=False)
        return _fitting(pl.when(~odd).then(value), declared, written)
    if declared.dtype == pl.Date:
        return quick_date(raw, written)
    if declared.dtype == pl.Boolean:
        return nothing
    return pl.when(_quick_text(name, raw, declared)).then(raw)


def _fitting(value: pl.Expr, declared: dy.Column, written: Written) -> pl.Expr:
    if written.scale is None:
        return value
    return pl.when(within(declared, _scaled(value, written))).then(value)


def _in_times(written: Written) -> bool:
    """Whether one of theirs is several of ours."""
    return written.scale not in (None, 1)


def _unit_of(declared: dy.Column) -> str:
    return str((declared.metadata or {}).get("unit") or "")


def _scaled(value: pl.Expr, written: Written) -> pl.Expr:
    return value if written.scale == 1 else value * written.scale


def _quick_text(name: str, raw: pl.Expr, declared: dy.Column) -> pl.Expr:
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex in _WIDTHS:
        width, kinds = _WIDTHS[regex][1], _KINDS.get(regex)
        right = (raw.str.len_bytes() == width) & ~raw.is_in(_same_digit(width))
        return right if kinds is None else right & raw.str.slice(4, 2).is_in(kinds)
    if regex == POSTCODE:
        return (raw.str.len_bytes() == len("1234AB")) & (raw.str.to_uppercase() == raw)
    if regex == SBI:
        return raw.str.contains(SBI) & ~raw.str.contains(LOST_ITS_ZERO) & ~raw.str.contains(ZEROS)
    known = (declared.metadata or {}).get("asked")
    if known:
        return raw.is_in(known)
    odd = pl.any_horizontal(raw.str.starts_with(sign) for sign in MARKS)
    odd |= raw.is_in(DATABASE_BLANKS) | raw.str.contains(LOST_LETTER, literal=True)
    if _names_objects(name, declared):
        odd |= raw.str.contains_any(["E+", "e+", *_UNSEEN])
    return (raw.str.len_bytes() <= LONGEST_CELL) & ~odd


def parse_column(name: str, declared: dy.Column, written: Written) -> Parsed:
    """How ``declared`` is read from the stripped text column of the same name.

    A value of a wrong form gets a reason and is null; whether it fits the schema is not judged
    here, except that a required value may not be blank.
    """
    cell_text = pl.col(name)
    raw = as_meant(cell_text)
    raw = pl.when(~raw.is_in(DATABASE_BLANKS)).then(raw)
    if _has_a_form(name, declared):
        raw = without_sign(raw).str.replace_many(_UNSEEN, [""])
    marked = (raw != cell_text).fill_null(value=False)
    if written.codes:
        raw = raw.replace(list(written.codes), list(written.codes.values()))
        raw = pl.when(raw != "").then(raw)
    said = raw.str.to_lowercase().is_in(list(written.blank)).fill_null(value=False)
    if written.blank:
        raw = pl.when(~said).then(raw)
    raw, said, marked = (written.once(each) for each in (raw, said, marked))
    parsed = _by_type(name, declared, raw, written)
    if declared.dtype.is_integer():  # what one of theirs is, is in it already
        written = replace(written, scale=None if written.scale is None else 1.0)
    parsed = replace(parsed, value=written.once(parsed.value), reason=written.once(parsed.reason))
    wrong = written.once(error(raw))
    broken = wrong.is_not_null()
    reason = pl.coalesce(wrong, parsed.reason)
    fits = FINE if written.scale is None else misfit(declared, _scaled(parsed.value, written))
    percent = FINE
    if written.scale == 1 and is_share(declared):
        percent = maybe_percent(raw, parsed.value, written.rows)
    reason = pl.coalesce(reason, _wrong_form(declared, parsed.value), percent, fits)
    if not declared.nullable:
        reason = pl.when(raw.is_null()).then(pl.lit("empty, but required")).otherwise(reason)
    unknown = (parsed.unknown & ~broken).fill_null(value=False) | said
    if written.blank:
        reason = pl.when(said & reason.is_null()).then(pl.lit(SAYS_NOTHING)).otherwise(reason)
    return Parsed(parsed.value, reason, parsed.repaired | marked, unknown)


def read_alike(name: str, declared: dy.Column) -> Hashable:
    """What is the same of two columns of which the cells are read in one way."""
    facts = declared.metadata or {}
    told = [facts.get(fact) for fact in ("unit", "codes", "key", "values", "asked", "parts")]
    by_name = name if name in LISTS | AREA_CODES else _names_objects(name, declared)
    bounds = [getattr(declared, each, None) for each in ("regex", "min", "max")]
    return str((declared.dtype, declared.nullable, bounds, told, by_name))


def _has_a_form(name: str, declared: dy.Column) -> bool:
    """Whether cells of the column have a form of their own; those of free text may be anything."""
    free = isinstance(declared, dy.String) and declared.regex is None and name not in AREA_CODES
    return not free or _names_objects(name, declared)


def _names_objects(name: str, declared: dy.Column) -> bool:
    """Whether cells of the column name something in words or digits of the source's own."""
    if not isinstance(declared, dy.String) or (declared.metadata or {}).get("asked"):
        return False
    named = is_key(declared) or name.endswith(_OF_NAMES)
    return named and declared.regex is None and name not in AREA_CODES


def _wrong_form(declared: dy.Column, value: pl.Expr) -> pl.Expr:
    """Why a value is not of the form of its column: said here, where the cell itself is shown."""
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex is None:
        return FINE
    right = value.str.contains(_BAG_FORMS.get(regex, regex))
    return pl.when(~right).then(misformed(regex, value))


def _by_type(name: str, declared: dy.Column, raw: pl.Expr, written: Written) -> Parsed:
    if isinstance(declared, dy.Date):
        return parse_date(raw, written, end=bool((declared.metadata or {}).get("null_means")))
    if isinstance(declared, dy.Bool):
        return _yes_no(raw)
    if declared.dtype.is_integer():
        unit = (declared.metadata or {}).get("unit")
        period = unit if unit in ("year", "month") and is_key(declared) else None
        whole = parse_times if _in_times(written) else parse_whole
        return parse_period(raw, written, period) if period else whole(raw, written)
    if declared.dtype.is_float():
        return parse_real(raw, written, _unit_of(declared))
    regex = declared.regex if isinstance(declared, dy.String) else None
    if regex in _WIDTHS:
        return _padded(raw, *_WIDTHS[regex], written, bag=_BAG_FORMS.get(regex))
    return _text(name, declared, raw, regex, written)


def _text(
    name: str, declared: dy.Column, raw: pl.Expr, regex: str | None, written: Written
) -> Parsed:
    too_long = raw.str.len_bytes() > LONGEST_CELL
    length = pl.format(
        "text of {} characters; at most {} fit a cell", raw.str.len_chars(), pl.lit(LONGEST_CELL)
    )
    reason = pl.when(too_long).then(length)
    facts = declared.metadata or {}
    known = facts.get("asked")
    if regex == POSTCODE:
        return _repaired(raw, raw.str.to_uppercase().str.replace_all(r"[\s-]", ""), reason)
    if regex == SBI:
        return parse_branch(raw, reason, numbers=written.numbers)
    if name in AREA_CODES:
        return parse_area(raw, written)
    if name in LISTS:
        codes = name == "sbi_other"
        return (
            parse_branches(raw, reason, numbers=written.numbers) if codes else _words(raw, reason)
        )
    if known:
        return _code(raw, known, also_written(facts.get("codes") or ""), reason)
    whole = pl.when(~too_long).then(raw)
    return _named(whole, reason) if _names_objects(name, declared) else Parsed(whole, reason)


def _named(raw: pl.Expr, reason: pl.Expr) -> Parsed:
    """A name in words or digits; digits that a spreadsheet lost cannot come back."""
    digits, lost = all_digits(raw, signed=True)
    return _repaired(raw, pl.coalesce(digits, raw), pl.coalesce(lost, reason))


def _words(raw: pl.Expr, reason: pl.Expr) -> Parsed:
    """Words of a list in order, in lower case."""
    marked = raw.str.contains(r"^(\[.*\]|\{.*\})$")
    bare = raw.str.replace_all(r"['\"]\s+['\"]", "|").str.replace_all(r"[\[\]{}'\"]", "")
    text = pl.when(marked).then(bare).otherwise(raw).str.strip_chars()
    parts = text.str.to_lowercase().str.replace_all(_LIST_SIGNS, "|").str.strip_chars("|")
    return Parsed(parts.str.split("|").list.sort().list.join("|"), reason)


def _code(raw: pl.Expr, values: list[str], other: Mapping[str, str], reason: pl.Expr) -> Parsed:
    """The code that is written, in letters of any size, or that other words stand for."""
    word = raw.str.to_lowercase().str.replace_all(r"\s+", " ")
    if all(value.isdigit() for value in values):
        word = word.str.replace(r"^(?:sbi[ '-]?)?([0-9]+)(?:[.,]0+)?$", "${1}")
    known = dict(other) | {value.lower(): value for value in values}
    value = word.replace_strict(list(known), list(known.values()), default=raw)
    value = pl.when(reason.is_null()).then(value)
    changed = (word != raw.str.to_lowercase()) & word.is_in(values)
    return Parsed(value, reason, (changed | word.is_in(list(other))).fill_null(value=False))


def _repaired(raw: pl.Expr, value: pl.Expr, reason: pl.Expr) -> Parsed:
    return Parsed(value, reason, (value != raw).fill_null(value=False))


def _padded(raw: pl.Expr, least: int, width: int, written: Written, *, bag: str | None) -> Parsed:
    """An identifier of ``width`` digits; lost zeros come back, lost digits cannot.

    An id of the BAG lost all zeros before its municipality, three at most, and says behind that
    which kind of object it is: what does not is the key of some other system.
    """
    mantissa, lost = all_digits(raw)
    plain = (
        (raw.str.replace(_IN_URI, "${1}").str.replace(_URI, "") if bag else raw)
        .str.replace(_NAMED_FIRST, "")
        .str.replace(r"^([0-9]+)[.,]0+$", "${1}")
        .str.replace_all(r"[\s.]", "")
    )
    digits = written.once(pl.coalesce(mantissa, plain))
    short = digits.str.contains(rf"^[0-9]{{{least},{width - 1}}}$")
    if bag:
        short &= ~digits.str.starts_with("0") & digits.str.zfill(width).str.contains(bag)
    value = written.once(pl.when(short).then(digits.str.zfill(width)).otherwise(digits))
    unknown = (says_nothing(raw) | value.is_in(_same_digit(width))).fill_null(value=False)
    reason = pl.when(unknown).then(pl.lit(SAYS_NOTHING)).otherwise(lost)
    repaired = (value != raw).fill_null(value=False)
    return Parsed(pl.when(lost.is_null()).then(value), reason, repaired, unknown)


def _same_digit(width: int) -> list[str]:
    """What fills a field of digits for which there was none: one digit throughout."""
    return [digit * width for digit in "0123456789"]


def _yes_no(raw: pl.Expr) -> Parsed:
    word = raw.str.to_lowercase().str.replace(r"^([01])[.,]0+$", "${1}")
    yes, no = word.is_in(_YES), word.is_in(_NO)
    unknown = says_nothing(raw)
    neither = pl.when(~(yes | no)).then(pl.lit("neither yes nor no; expected ja or nee"))
    reason = pl.when(unknown).then(pl.lit(SAYS_NOTHING)).otherwise(neither)
    value = pl.when(yes).then(statement=True).when(no).then(statement=False)
    return Parsed(value, reason, unknown=unknown)
