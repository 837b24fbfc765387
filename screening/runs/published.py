"""A list of a finished run as it left the engine, to be written in a format once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from screening.lists import LISTS
from screening.lists.column import Column
from screening.prioritise.schema import type_of
from screening.publish.flat import DAY
from screening.publish.measured import told
from screening.publish.meta import ListMeta
from screening.publish.published import Published
from screening.runs.read import read_annex, read_list

_OF_EVERY_FORMAT = frozenset({"meta", "notes", "protected", "columns", "form", "rows"})


def published(run: Path, name: str, *, selection: bool = True, site: str = "") -> list[Published]:
    """A list of a run and, where it has one, its protected annex.

    Without ``selection`` the columns that only say why a row was chosen are left out (T21); at
    ``site``, the address of the review site, forms can be filled in. Raises RunError when the run
    has no such list.
    """
    content, annex = read_list(run, name), read_annex(run, name)
    kind = LISTS[name]
    columns = kind.open_columns
    if not selection:
        columns = kind.paper.without_selection(columns)
    measured = (content.get("measured") or {}).get("rules", [])
    found = [
        Published(
            rows_of(content, columns), columns, kind.form, content["title"], _meta(content, site),
            _facts(content), notes=content.get("notes", ()), paper=kind.paper,
            measured=told(pl.DataFrame(measured)) if measured else (),
        )
    ]  # fmt: skip
    if annex is not None:
        kept = kind.annex_columns
        found.append(
            Published(
                rows_of(annex, kept), kept, (), annex["title"], _meta(annex, site),
                _facts(annex), notes=annex.get("notes", ()), protected=True,
            )
        )  # fmt: skip
    return found


def rows_of(content: Mapping[str, Any], columns: tuple[Column, ...]) -> pl.DataFrame:
    """The rows of a list as json holds them, typed as declared; null where a run had no column."""
    types = {column.key: type_of(column) for column in columns}
    return pl.DataFrame(
        {
            key: pl.Series([_value(row.get(key), dtype) for row in content["rows"]], dtype=dtype)
            for key, dtype in types.items()
        }
    )


def _value(value: Any, dtype: Any) -> Any:
    """A value of json as a column of this type holds it: days are texts in json."""
    if value is None:
        return None
    if isinstance(dtype, pl.List):
        return [_value(each, dtype.inner) for each in value]
    if isinstance(dtype, pl.Struct):
        return {field.name: _value(value.get(field.name), field.dtype) for field in dtype.fields}
    return dt.date.fromisoformat(value) if dtype == pl.Date else value


def _facts(content: Mapping[str, Any]) -> dict[str, Any]:
    """What json says of the list besides what every format says of it."""
    return {name: fact for name, fact in content.items() if name not in _OF_EVERY_FORMAT}


def _meta(content: Mapping[str, Any], site: str) -> ListMeta:
    said = content["meta"]

    def one(label: str) -> tuple[str, ...]:
        return (said[label],) if said.get(label) else ()

    return ListMeta(
        run=said["Run"],
        municipality=said["Gemeente"],
        purposes=one("Doel"),
        bases=one("Grondslag"),
        pack_versions=one("Regelpakket"),
        recipient=said["Ontvanger"],
        as_of=_day(said["Peildatum"]),
        valid_until=_day(said["Geldig tot"]),
        sources=one("Bronnen"),
        marking=said.get("Afgeschermd", ""),
        site=site,
    )


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, DAY).replace(tzinfo=dt.UTC).date()
