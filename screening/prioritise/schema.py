"""The columns of lists as Polars types; which columns there are is said in ``screening.lists``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.lists import LISTS, ListKind
from screening.lists.column import Column, Plain, Shape

_PLAIN: Mapping[Plain, pl.DataType] = MappingProxyType(
    {
        "text": pl.String(),
        "whole": pl.Int64(),
        "number": pl.Float64(),
        "date": pl.Date(),
        "texts": pl.List(pl.String),
    }
)


def struct_of(shape: Shape) -> pl.Struct:
    """One value of a structured column."""
    return pl.Struct({name: _PLAIN[kind] for name, kind in shape.fields})


def type_of(column: Column) -> pl.DataType:
    """The values of a column; a structured one holds a list of them."""
    kind = column.kind
    return pl.List(struct_of(kind)) if isinstance(kind, Shape) else _PLAIN[kind]


def schema_of(kind: ListKind) -> dict[str, pl.DataType]:
    """The rows of a list: its columns in order, and which rows were drawn at random."""
    return {column.key: type_of(column) for column in kind.columns} | {"random": pl.Boolean()}


def every_column() -> dict[str, pl.DataType]:
    """The columns of all lists together, by key; a key means the same on every list."""
    return {column.key: type_of(column) for kind in LISTS.values() for column in kind.columns} | {
        "random": pl.Boolean()
    }


def structs(shape: Shape, **fields: pl.Expr) -> pl.Expr:
    """A structured value made of expressions; a field that is not given is empty."""
    dtype = struct_of(shape)
    return pl.struct(
        fields.get(field.name, pl.lit(None)).cast(field.dtype).alias(field.name)
        for field in dtype.fields
    )
