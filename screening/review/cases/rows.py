"""The rows of a list of a run, with everything of each that people will read or that names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from screening.lists import LISTS, ListKind
from screening.prioritise.lists import DRAWN
from screening.publish.flat import spoken
from screening.publish.marks import row_key
from screening.runs.origins import origins_of
from screening.runs.published import rows_of
from screening.runs.read import read_annex, read_list
from screening.runs.since import nodes_of

_SEARCHED = (
    "case", "address", "trade_name", "area_name", "subjects", "vbo_id", "kvk_nr", "est_nr",
    "application_id",
)  # fmt: skip
"""Columns by which people look a row up."""
_TOPICS = (
    "phenomena",
    "registration_kinds",
    "application_kind",
    "area_level",
    "branch_group",
    "families",
)
"""Columns that say what a row is about, beside the theme of its list."""
_IDENTITY = ["place_type", "place", "members", "rules"]


@dataclass(frozen=True)
class ListOfRun:
    """A list of a run; ``rows`` in its order, and ``nodes`` (row, node) by which they are known.

    ``packs`` are those of which a rule can put something on it. ``before`` is the name of the run
    that its rows were compared with; None when there was none.
    """

    kind: ListKind
    facts: Mapping[str, Any]
    rows: Sequence[Row]
    nodes: pl.DataFrame
    packs: frozenset[str]
    before: str | None = None


@dataclass(frozen=True)
class Row:
    """A row of a list as people will read it."""

    row: Mapping[str, Any]
    told: Mapping[str, Sequence[str]]
    annex: Mapping[str, Sequence[str]]
    title: str
    key: str
    origin: str
    names: Sequence[str]
    topics: Sequence[str] = ()

    @property
    def changed(self) -> list[str]:
        """What has changed since the run before, in words."""
        return list(self.told.get("changed") or [])

    @property
    def drawn(self) -> bool:
        """Whether it was drawn at random."""
        return self.origin == DRAWN

    def place(self, name: str) -> str:
        """The one value of a column as text; empty where there is none."""
        return next(iter(self.told.get(name) or []), "")


def list_of_run(run: Path, name: str) -> ListOfRun:
    """Read a list of a run. Raises RunError or DamagedRunError when it cannot be read."""
    content, kind = read_list(run, name), LISTS[name]
    frame = rows_of(content, kind.open_columns)
    told = spoken(frame, kind.open_columns)
    annex = _annex(run, kind)
    origins = origins_of(run, name)
    rows = []
    for raw, texts in zip(content["rows"], told, strict=True):
        said = {column: values for column, values in texts.items() if values}
        place = (raw["place_type"], raw["place"])
        rows.append(
            Row(
                row=raw,
                told=said,
                annex=annex.get(_at(raw), {}),
                title=_title(kind, said),
                key=row_key(name, *place),
                origin=raw.get("origin") or origins.get(place) or "",
                names=sorted({each for key in _SEARCHED for each in said.get(key, ())}),
                topics=sorted({each for key in _TOPICS for each in said.get(key, ())}),
            )
        )
    measured = (content.get("measured") or {}).get("rules", ())
    packs = frozenset(str(each["pack"]) for each in measured)
    facts = {**content["meta"], "title": content["title"], "notes": content.get("notes", [])}
    return ListOfRun(kind, facts, rows, _nodes(frame), packs, content.get("before"))


def digest(*parts: object) -> str:
    """Hash of what was shown, whatever the order of keys."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _nodes(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.select(_IDENTITY).with_row_index("row")
    found = nodes_of(rows).drop_nulls("node")
    return found.select(pl.col("row").cast(pl.Int64), pl.col("node").cast(pl.String)).unique(
        maintain_order=True
    )


def _annex(run: Path, kind: ListKind) -> dict[tuple[str, ...], dict[str, list[str]]]:
    content = read_annex(run, kind.name)
    if content is None:
        return {}
    told = spoken(rows_of(content, kind.annex_columns), kind.annex_columns)
    protected = {column.key for column in kind.annex_columns if column.protected}
    return {
        _at(raw): {key: texts for key, texts in said.items() if texts and key in protected}
        for raw, said in zip(content["rows"], told, strict=True)
    }


def _at(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a row of the annex and its row of the list meet."""
    return (str(row.get("vbo_id")), str(row.get("address")))


def _title(kind: ListKind, told: Mapping[str, Sequence[str]]) -> str:
    parts = [", ".join(told.get(key, ())) for key in kind.paper.headed(told)]
    return " · ".join(part for part in parts if part)[:300] or kind.title
