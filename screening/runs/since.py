"""What is new on a list since the run before: the newest whole run of an earlier date.

Which run that is decides what the lists say, so its name is one of the inputs of a run: the same
inputs still give the same run, byte for byte, and another run before gives another name. Only a run
of an *earlier* reference date counts. So a run that is repeated does not become its own
predecessor, and two runs of one day are told apart by ``screening diff``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import DamagedRunError
from screening.files.private import read_plain
from screening.prioritise.lists import DRAWN, KNOWN, NEW, PriorityList
from screening.runs.names import LOG, MANIFEST
from screening.runs.read import list_names, read_list
from screening.runs.verify import require_whole

_CASE, _ADDRESS = "case", "address:"
"""A case is the same one when it shares an address or company; all else is its place, and the
addresses that it stands for."""
_NAME = len("2026-01-01-")


def run_before(runs: Path, as_of: dt.date, say: Callable[[str], None]) -> Path | None:
    """The newest whole run with an earlier reference date; None when there is none.

    One that is damaged is passed over, and told to ``say``.
    """
    for folder in runs_before(runs, as_of):
        try:
            require_whole(folder)
        except DamagedRunError:
            say(f"the run {folder.name} is damaged, so lists are compared with one before it")
            continue
        return folder
    return None


def runs_before(runs: Path, as_of: dt.date) -> list[Path]:
    """Runs with an earlier reference date, whole or not, the newest first.

    Of one reference date the run that was made last is the newest.
    """
    earlier = [found for each in _folders(runs) if (found := _dated(each)) and found[0] < as_of]
    return [folder for _, _, folder in sorted(earlier, reverse=True)]


def _folders(runs: Path) -> list[Path]:
    try:
        return [each for each in runs.iterdir() if not each.name.startswith(".")]
    except OSError:
        return []


def _dated(folder: Path) -> tuple[dt.date, str, Path] | None:
    """Reference date of a run and when it was made; None for what is no run."""
    try:
        day = dt.date.fromisoformat(folder.name[: _NAME - 1])
        if not (folder / MANIFEST).is_file():
            return None
        last = read_plain(folder / LOG)[0].decode().removesuffix("\n").split("\n")[-1]
        return day, str(json.loads(last)["time"]), folder
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compared(lists: Sequence[PriorityList], before: Path | None) -> list[PriorityList]:
    """The lists with what is new and what changed per row since the run ``before``.

    Rows drawn at random are not compared: the draw is another one every time.
    """
    if before is None:
        return list(lists)
    there = {*list_names(before)}
    return [
        _compared(listed, read_list(before, listed.name), before.name)
        if listed.name in there
        else listed
        for listed in lists
    ]


def only_new(listed: PriorityList) -> PriorityList:
    """The same list with the rows alone that are new or changed since the run before.

    All of them where there is none before it. Rows drawn at random are left out: they are another
    draw, and no news.
    """
    news = pl.col("since_previous").eq_missing(pl.lit(NEW)) | pl.col("changed").is_not_null()
    if listed.before is None:
        news = pl.lit(value=True)
    kept = listed.rows.filter(news & ~pl.col("random"))
    return replace(listed, rows=kept, whole=listed.rows.height)


def _compared(listed: PriorityList, then: Mapping[str, Any], name: str) -> PriorityList:
    earlier: list[dict[str, Any]] = then["rows"]
    if any("place" not in row for row in earlier):
        return listed  # written before lists kept their places
    was = nodes_of(_flagged(earlier))
    now = listed.rows.with_row_index("row")
    mine = nodes_of(now.filter(~pl.col("random")).select("row", *_READ))
    matched = mine.join(was, on="node", suffix="_was")
    told = matched.group_by("row").agg(
        earlier=pl.col("rules_was").list.explode(empty_as_null=False).drop_nulls().unique(),
    )
    joined = now.join(told, on="row", how="left", maintain_order="left").with_columns(
        known=pl.col("earlier").is_not_null()
    )
    added = pl.col("rules").list.set_difference("earlier").list.sort()
    gone = pl.col("earlier").list.set_difference("rules").list.sort()
    told_as = pl.element().replace(_titles(listed, then))
    changed = pl.concat_list(
        added.list.eval("erbij: " + told_as), gone.list.eval("weg: " + told_as)
    )  # fmt: skip
    since = (
        pl.when(pl.col("random"))
        .then(None)
        .when("known")
        .then(pl.lit(KNOWN))
        .otherwise(pl.lit(NEW))
    )
    rows = joined.with_columns(
        since_previous=since,
        changed=pl.when(pl.col("known") & (changed.list.len() > 0)).then(changed),
    ).select(listed.rows.columns)
    left = was.join(mine, on="node", how="semi")["row"].unique()
    return replace(
        listed,
        rows=rows.cast(listed.rows.schema),
        before=name,
        gone=was["row"].n_unique() - left.len(),
    )


def _titles(listed: PriorityList, then: Mapping[str, Any]) -> dict[str, str]:
    """What rules are called, those of the run before that there are no more as well."""
    was = (then.get("measured") or {}).get("rules", ())
    now = listed.measured.to_dicts()
    return {str(each["rule"]): str(each["title"]) for each in (*was, *now)}


_READ = ["place_type", "place", "members", "rules"]


def _flagged(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows of an earlier list that stood there for a reason, as it was written."""
    kept = [
        {key: row.get(key) for key in _READ}
        for row in rows
        if row["place"] and row.get("origin") != DRAWN
    ]
    schema: dict[str, Any] = {"place_type": pl.String, "place": pl.String, **dict.fromkeys(
        ["members", "rules"], pl.List(pl.String)
    )}  # fmt: skip
    return pl.DataFrame(kept, schema=schema).with_row_index("row")


def nodes_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Per ``row`` every ``node`` by which it is known again, with its ``rules``.

    ``rows`` has row, place_type, place, members (texts) and rules (texts).
    """
    itself = pl.concat_str("place_type", "place", separator=":")
    addresses = pl.col("members").list.filter(pl.element().str.starts_with(_ADDRESS))
    elsewhere = pl.concat_list(itself).list.set_union(addresses.fill_null([]))
    nodes = pl.when(pl.col("place_type") == _CASE).then("members").otherwise(elsewhere)
    return rows.select("row", "rules", node=nodes).explode("node", empty_as_null=False)
