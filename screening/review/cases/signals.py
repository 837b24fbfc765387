"""The signals behind rows of a list, each with what was read, from where and of which day.

Only signals of rules that put the row on this list, or that such a conclusion rests on: what
another list says of the same address, under another law perhaps, is not told here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

_KEPT = [
    "rule", "version", "subject_type", "subject", "family", "severity", "basis", "title", "text",
    "values", "conditions", "why", "innocent", "verify", "newest", "evidence", "proxies",
]  # fmt: skip
_NODE = pl.concat_str("subject_type", "subject", separator=":")


def asked_of(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Per row (its number) and subject the rules that the row names; columns row, node, rule."""
    frame = pl.DataFrame(
        {
            "row": range(len(rows)),
            "node": [_subjects(row) for row in rows],
            "rule": [list(row.get("rules") or []) for row in rows],
        },
        schema={"row": pl.Int64, "node": pl.List(pl.String), "rule": pl.List(pl.String)},
    )
    return (
        frame.explode("node", empty_as_null=False)
        .explode("rule", empty_as_null=False)
        .drop_nulls()
        .unique(maintain_order=True)
    )


def signals_of(
    asked: pl.DataFrame, signals: pl.DataFrame, conclusions: pl.DataFrame
) -> dict[int, list[dict[str, Any]]]:
    """Per row its signals, the heaviest first; and those that its conclusions rest on."""
    resting = (
        conclusions.select("rule", "reasons", node=_NODE)
        .join(asked, on=["rule", "node"])
        .explode("reasons", empty_as_null=False)
        .select(
            "row",
            node=pl.concat_str(
                pl.col("reasons").struct.field("subject_type"),
                pl.col("reasons").struct.field("subject"),
                separator=":",
            ),
            rule=pl.col("reasons").struct.field("rule"),
        )
    )
    wanted = pl.concat([asked.select("row", "node", "rule"), resting]).unique()
    found = (
        signals.with_columns(node=_NODE)
        .join(wanted, on=["rule", "node"])
        .sort("row", "severity", "rule", "subject", descending=[False, True, False, False])
    )
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for signal in found.select("row", *_KEPT).to_dicts():
        told[signal.pop("row")].append(_plain(signal))
    return told


def vanished(known: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    """Signals of cases that a run no longer has: case, rule, subject and title.

    ``known`` has these columns as they were when the case was last on a list.
    """
    return known.join(signals.select("rule", "subject"), on=["rule", "subject"], how="anti")


def _subjects(row: Mapping[str, Any]) -> list[str]:
    members = [each for each in row.get("members") or [] if each]
    return [*members, f"{row.get('place_type')}:{row.get('place')}",
            f"{row.get('subject_type')}:{row.get('subject')}"]  # fmt: skip


def _plain(signal: dict[str, Any]) -> dict[str, Any]:
    parsed = {
        name: json.loads(signal[name]) if signal.get(name) else None
        for name in ("evidence", "proxies")
    }
    said: dict[str, Any] = json.loads(json.dumps({**signal, **parsed}, default=str))
    return said
