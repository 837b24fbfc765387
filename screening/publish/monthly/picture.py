"""The monthly picture as it is kept and shown: rounded, without small counts, areas only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from screening.comparison.statistics.levels import LEVELS as LEVEL_NAMES
from screening.comparison.statistics.levels import NOTABLE
from screening.prioritise.where import LEVELS
from screening.publish.monthly.ahead import before, foretold, outside, scored
from screening.publish.monthly.cells import month_of
from screening.publish.monthly.judged import KEY, YEAR, judged, stands_out
from screening.publish.monthly.protected import hidden, outward, rounded
from screening.publish.monthly.words import beside, coming, missed
from screening.reference.vocabulary import words

BACK = 5 * YEAR
"""Months of the series that are shown of what stands out."""


@dataclass(frozen=True)
class Asked:
    """Of whom and when the picture is; ``sources`` are name and date of what it is made of."""

    municipality: str
    as_of: dt.date
    at: int
    ahead: int
    sources: tuple[tuple[str, str], ...] = ()


def text_of(at: int) -> str:
    """A month as 2025-12."""
    year, month = month_of(at)
    return f"{year}-{month:02d}"


def called(kind: str) -> str:
    """A kind as people read it."""
    return words("phenomenon").get(kind, kind.replace("_", " "))


def picture(
    asked: Asked, cells: pl.DataFrame, ahead: pl.DataFrame, kept: pl.DataFrame
) -> dict[str, Any]:
    """Everything that is told of a month.

    ``ahead`` is foretold after it; ``kept`` is what was foretold before (:mod:`.ahead`).
    """
    own = cells.filter("own").with_columns(hidden=hidden(cells.filter("own")))
    names = own.select("area_code", "name", "level").unique("area_code", maintain_order=True)
    found = judged(cells, asked.at)
    told = _cells(found, own)
    known = before(kept, asked.at)
    hindcast = foretold(cells.join(known, on=KEY, how="anti"), asked.at - 1, 1)
    return {
        "month": text_of(asked.at), "as_of": asked.as_of.isoformat(),
        "municipality": asked.municipality, "sources": [list(each) for each in asked.sources],
        "cells": told, "ahead": _ahead(ahead, own, names),
        "missed": _missed(known, hindcast, own, names),
        "scores": [
            {**row, "kind_words": called(row["kind"])} for row in scored(kept, cells).to_dicts()
        ],
        "series": _series(told, own),
    }  # fmt: skip


def _shown(own: pl.DataFrame) -> pl.DataFrame:
    """Per cell its count as it is told: null where it is hidden."""
    count = pl.when(~pl.col("hidden")).then(rounded(pl.col("count")))
    return own.select(*KEY, "at", shown=count)


def _cells(found: pl.DataFrame, own: pl.DataFrame) -> list[dict[str, Any]]:
    shown = _shown(own)
    year_ago = shown.select(*KEY, at=pl.col("at") + YEAR, year_ago="shown")
    rows = found.join(shown, on=[*KEY, "at"], how="left", maintain_order="left")
    rows = rows.join(year_ago, on=[*KEY, "at"], how="left", maintain_order="left")
    rows = rows.with_columns(
        expected=rounded(pl.col("expected")), out=stands_out(pl.col("season"), pl.col("peers"))
    )
    return [_cell(row) for row in rows.iter_rows(named=True)]


def _cell(row: Mapping[str, Any]) -> dict[str, Any]:
    count, expected = row["shown"], row["expected"]
    low, high = (None, None)
    if expected is not None and row["high"] is not None:
        low, high = outward(row["low"], row["high"])
    per = row["inhabitants"]
    told = {
        **_place(row), "count": count, "last_year": row["year_ago"], "expected": expected,
        "low": low, "high": high,
        "rate": round(count / per * 1_000, 2) if count is not None and per else None,
        "peers_rate": None if row["peers_rate"] is None else round(row["peers_rate"], 2),
        "areas": row["areas"],
        "season": _level(row["season"], hidden=count is None),
        "peers": _level(row["peers"], hidden=count is None),
        "stands_out": row["out"],
    }  # fmt: skip
    return {**told, "words": beside(told, month_of(row["at"]))}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "area_code": row["area_code"], "name": row["name"], "level": LEVELS[row["level"]],
        "kind": row["kind"], "kind_words": called(row["kind"]),
    }  # fmt: skip


def _level(number: int | None, *, hidden: bool) -> str | None:
    """The name of a level; of a hidden count no more than that it stands out."""
    if number is None or (hidden and number < NOTABLE):
        return None
    return LEVEL_NAMES[min(number, NOTABLE) if hidden else number]


def _ahead(ahead: pl.DataFrame, own: pl.DataFrame, names: pl.DataFrame) -> list[dict[str, Any]]:
    year_ago = _shown(own).select(*KEY, at=pl.col("at") + YEAR, year_ago="shown")
    rows = ahead.join(names, on="area_code", how="left", maintain_order="left")
    rows = rows.join(year_ago, on=[*KEY, "at"], how="left", maintain_order="left")
    rows = rows.with_columns(told=rounded(pl.col("expected"))).filter(pl.col("told") > 0)
    return [_month_ahead(row) for row in rows.iter_rows(named=True)]


def _month_ahead(row: Mapping[str, Any]) -> dict[str, Any]:
    low80, high80 = outward(row["low80"], row["high80"])
    low95, high95 = outward(row["low95"], row["high95"])
    told = {
        **_place(row), "month": text_of(row["at"]), "expected": row["told"],
        "low80": low80, "high80": high80, "low95": low95, "high95": high95,
        "last_year": row["year_ago"],
    }  # fmt: skip
    return {**told, "words": coming(told, month_of(row["at"]))}


def _missed(
    kept: pl.DataFrame, hindcast: pl.DataFrame, own: pl.DataFrame, names: pl.DataFrame
) -> dict[str, Any]:
    """Counts of the month outside what was foretold of it; of what was not, worked out afterwards.

    ``expected_by_chance`` is how many of so many fall outside by themselves.
    """
    afterwards = hindcast.with_columns(afterwards=pl.lit(1))
    every = pl.concat([kept.with_columns(afterwards=pl.lit(0)), afterwards]).sort(KEY)
    came = outside(every, own).join(names, on="area_code", how="left", maintain_order="left")
    came = came.join(_shown(own), on=[*KEY, "at"], how="left", maintain_order="left")
    came = came.with_columns(told=rounded(pl.col("expected")))
    known = came.filter(pl.col("shown").is_not_null(), pl.col("told").is_not_null())
    rows = known.filter(pl.col("outside").is_not_null())
    return {
        "judged": known.height, "by_chance": round(known.height * 0.05, 1),
        "rows": [_one_missed(row) for row in rows.iter_rows(named=True)],
    }  # fmt: skip


def _one_missed(row: Mapping[str, Any]) -> dict[str, Any]:
    low, high = outward(row["low95"], row["high95"])
    told = {
        **_place(row), "month": text_of(row["at"]), "count": row["shown"],
        "expected": row["told"], "low95": low, "high95": high, "side": row["outside"],
        "made": text_of(row["made"]), "afterwards": bool(row["afterwards"]),
    }  # fmt: skip
    return {**told, "words": missed(told, month_of(row["at"]))}


def _series(told: list[dict[str, Any]], own: pl.DataFrame) -> list[dict[str, Any]]:
    """Of what stands out, and of the municipality, its counts month by month as they are told."""
    whole = LEVELS["municipality"]
    wanted = [
        (each["area_code"], each["kind"])
        for each in told
        if each["stands_out"] or each["level"] == whole
    ]
    keys = pl.DataFrame(wanted, schema=dict.fromkeys(KEY, pl.String), orient="row")
    last = own["at"].max()
    if last is None:
        return []
    shown = _shown(own).filter(pl.col("at") > int(last) - BACK)  # type: ignore[arg-type]
    held = keys.join(shown, on=KEY, how="left", maintain_order="left").sort(*KEY, "at")
    return [
        {"area_code": area, "kind": kind, "first": text_of(int(part["at"][0])),
         "at": part["at"].to_list(), "count": part["shown"].to_list()}
        for (area, kind), part in held.group_by(KEY, maintain_order=True)
    ]  # fmt: skip
