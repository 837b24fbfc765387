"""The rows of a list as plain columns of Dutch text, for the formats that know nothing else.

The only place that turns what a column holds into text.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.files.neutralise import neutralised
from screening.lists.column import Column, Piece, Plain, Shape
from screening.publish.meta import ListMeta

DAY = "%d-%m-%Y"
MISREAD = r"^(?:0\d+|\d{12,}|\d+[eE]\d+|\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{4})$"
"""Texts that a spreadsheet changes: zeros go, from the sixteenth digit on all are zero, 12-1 and
3/2024 become days, and 1E5 a power."""


def with_meta(rows: pl.DataFrame, meta: ListMeta) -> pl.DataFrame:
    """The rows with the facts an export must carry as last columns."""
    facts = [(label, value) for label, value in meta.lines() if label != "Bronnen"]
    return rows.with_columns(pl.lit(value).alias(label) for label, value in facts)


def as_csv(rows: pl.DataFrame) -> str:
    """The text of a csv that Dutch spreadsheets open as it is, and run nothing of.

    A text that they would take for a number or a day, such as the number of an address, has a tab
    before it: both Excel and LibreOffice then keep every digit, and show no sign of it.
    """
    flat = neutralised(rows)
    texts = pl.selectors.string()
    flat = flat.with_columns(
        pl.when(texts.str.contains(MISREAD)).then(pl.lit("\t") + texts).otherwise(texts).name.keep()
    )
    return flat.write_csv(separator=";", include_bom=True, decimal_comma=True)


def in_words(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The rows with their structured values as texts, for who flattens them more than once."""
    structured = [column for column in columns if isinstance(column.kind, Shape)]
    return rows.with_columns(_texts(rows, column).alias(column.key) for column in structured)


def flattened(
    rows: pl.DataFrame, columns: Sequence[Column], separator: str, bullet: str = ""
) -> pl.DataFrame:
    """The ``columns`` of the rows, in order, with every list of values as one text.

    ``separator`` stands between values, and ``bullet`` before each of several. Numbers and days
    stay as they are; a list without values is empty.
    """
    return rows.select(
        _joined(rows, column, separator, bullet).alias(column.key) if column.several else column.key
        for column in columns
    )


def spoken(rows: pl.DataFrame, columns: Sequence[Column]) -> list[dict[str, list[str]]]:
    """Per row and column its values as Dutch texts; an empty list where nothing is known."""
    told = rows.select(_spoken(rows, column).alias(column.key) for column in columns)
    return told.to_dicts()


def _shape(rows: pl.DataFrame, column: Column) -> Shape | None:
    """How the values of a column are put in words; None where they are texts, or have none."""
    shape = column.kind if isinstance(column.kind, Shape) else None
    return None if shape is None or rows.schema[column.key] == pl.List(pl.String) else shape


def _texts(rows: pl.DataFrame, column: Column) -> pl.Expr:
    texts = pl.col(column.key).list.drop_nulls()
    shape = _shape(rows, column)
    return texts if shape is None else texts.list.eval(worded(shape))


def _spoken(rows: pl.DataFrame, column: Column) -> pl.Expr:
    if isinstance(column.kind, Shape) or column.kind == "texts":
        texts = _texts(rows, column)
    else:
        texts = pl.concat_list(_text(pl.col(column.key), column.kind)).list.drop_nulls()
    return texts.fill_null([])


def _joined(rows: pl.DataFrame, column: Column, separator: str, bullet: str) -> pl.Expr:
    texts = _texts(rows, column)
    whole = texts.list.join(separator + bullet)
    several = pl.when(texts.list.len() > 1).then(pl.lit(bullet) + whole).otherwise(whole)
    return pl.when(texts.list.len() > 0).then(several)


def worded(shape: Shape) -> pl.Expr:
    """One structured value (``pl.element()``) as Dutch text, without what it does not hold."""
    kinds = dict(shape.fields)
    return pl.concat_str(_piece(piece, kinds[piece.field]) for piece in shape.pieces)


def _piece(piece: Piece, kind: Plain) -> pl.Expr:
    value = pl.element().struct.field(piece.field)
    text = pl.lit(piece.before) + _text(value, kind) + pl.lit(piece.after)
    return text.fill_null("")


def _text(value: pl.Expr, kind: Plain) -> pl.Expr:
    if kind == "texts":
        return pl.when(value.list.len() > 0).then(value.list.join(", "))
    if kind == "date":
        return value.dt.strftime(DAY)
    if kind == "whole":
        return _with_points(value.cast(pl.String))
    if kind == "number":
        parts = value.round(2).cast(pl.String)
        rest = parts.str.extract(r"\.(\d*[1-9])0*$", 1)
        whole = _with_points(parts.str.extract(r"^(-?\d+)", 1))
        return pl.when(rest.is_null()).then(whole).otherwise(whole + pl.lit(",") + rest)
    return value


def _with_points(digits: pl.Expr) -> pl.Expr:
    """A whole number with points between its thousands."""
    turned = digits.str.reverse().str.replace_all(r"(\d{3})", "${1}.").str.reverse()
    return turned.str.replace(r"^(-?)\.", "${1}")
