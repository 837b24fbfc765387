"""Write every list in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from screening.files.private import new_folder
from screening.prioritise.run import PriorityList
from screening.publish.blind import blind_facts, blind_notes
from screening.publish.columns import COLUMNS
from screening.publish.formats import FORMATS
from screening.publish.measured import (
    SUFFIX,
    as_facts,
    candidates,
    summary,
    told,
    write_measured,
)
from screening.publish.meta import ListMeta
from screening.publish.published import Published


def publish(
    lists: Sequence[PriorityList],
    folder: Path,
    metas: Mapping[str, ListMeta],
    *,
    blind: bool = False,
) -> dict[str, list[Path]]:
    """Write ``<name>.<suffix>`` in every format and ``<name>-gemeten.csv`` per list, in order.

    Gives the files of each list by its name.

    ``metas`` holds, per list name, what the list must say about itself. With ``blind`` a list with
    a random part does not tell which rows those are; see :mod:`screening.publish.blind`.
    """
    new_folder(folder)
    written: dict[str, list[Path]] = {}
    for listed in lists:
        hidden = blind and listed.draw is not None
        rows, meta = _published(listed.blind if hidden else listed.rows), metas[listed.name]
        said = blind_notes(listed) if hidden else notes(listed)
        said.append(summary(listed.measured))
        facts = blind_facts(_facts(listed)) if hidden else _facts(listed)
        leaves = Published(rows, listed.title, meta, facts, said, told(listed.measured))
        files = [(each, folder / f"{listed.name}.{each.suffix}") for each in FORMATS]
        beside = folder / f"{listed.name}{SUFFIX}.csv"
        for each, file in files:
            each.write(leaves, file)
        write_measured(listed.measured, beside, meta)
        written[listed.name] = [*(file for _, file in files), beside]
    return written


def notes(listed: PriorityList) -> list[str]:
    """What a reader must know about this list, in Dutch: its length, ties at the cut, the draw."""
    room = f"De lijst heeft plaats voor {listed.capacity} regels"
    lines = [f"{room}; {candidates(listed)}."]
    if listed.ties:
        lines.append(f"Gelijk geëindigd bij de grens: {', '.join(listed.ties)}.")
    if listed.draw is not None:
        lines.append(listed.draw.text)
    return lines


def _published(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns the list has, in reading order; empty columns are left out."""
    present = [name for name in COLUMNS if name in rows.columns]
    if "usage" in rows.columns:
        rows = rows.with_columns(pl.col("usage").str.replace_all("|", ", ", literal=True))
    if rows.is_empty():
        return rows.select(present)
    schema = rows.schema
    told = rows.select(_says_something(name, schema[name]) for name in present).row(0)
    return rows.select(name for name, says in zip(present, told, strict=True) if says)


def _says_something(name: str, dtype: pl.DataType) -> pl.Expr:
    held = pl.col(name)
    return (held.list.len() > 0 if isinstance(dtype, pl.List) else held.is_not_null()).any()


def _facts(listed: PriorityList) -> dict[str, Any]:
    return {
        "list": listed.name,
        "title": listed.title,
        "capacity": listed.capacity,
        "candidates": listed.total_candidates,
        "ties": list(listed.ties),
        "draw": None if listed.draw is None else listed.draw.as_dict(),
        "measured": as_facts(listed.measured),
    }
