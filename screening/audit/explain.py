"""Why is this subject on a list? Answered from the values frozen in a run, nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from screening.audit.read import list_names, read_conclusions, read_list, read_signals

SHORTEST_NAME = 4
IDS = ("subject", "vbo_id", "kvk_nr", "est_nr", "application_id", "area_code")
NAMES = ("case", "address", "trade_name", "area_name")


def explain_subject(run: Path, asked: str) -> dict[str, Any]:
    """Signals and conclusions about a subject, and where it stands on the lists of the run.

    ``asked`` is an id (of an address, establishment, company, area, application or park), or part
    of the name of a listed row. Returns ``listed``, ``conclusions`` and ``signals``; all empty
    when nothing about the subject was flagged.
    """
    listed = [
        {"list": name, "rank": row["rank"], "name": _name(row), "row": row}
        for name in list_names(run)
        for row in read_list(run, name)["rows"]
        if _matches(row, asked)
    ]
    subjects = {asked} | {each for found in listed for each in _subjects(found["row"])}
    signals = _about(read_signals(run), subjects)
    conclusions = _about(read_conclusions(run), subjects)
    return {
        "subject": asked,
        "listed": [{key: found[key] for key in ("list", "rank", "name")} for found in listed],
        "conclusions": [_conclusion(row) for row in conclusions.to_dicts()],
        "signals": [_signal(row) for row in signals.to_dicts()],
    }


def _about(frame: pl.DataFrame, subjects: set[str]) -> pl.DataFrame:
    return frame.filter(pl.col("subject").is_in(sorted(subjects))).sort(
        "severity", "rule", "subject", descending=[True, False, False]
    )


def _matches(row: dict[str, Any], asked: str) -> bool:
    if any(asked in _texts(row.get(name)) for name in IDS):
        return True
    text = asked.casefold()
    return len(text) >= SHORTEST_NAME and any(
        text in each.casefold() for name in NAMES for each in _texts(row.get(name))
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value if each is not None]
    return [] if value is None else [str(value)]


def _subjects(row: dict[str, Any]) -> list[str]:
    """Every id a row of a list speaks of."""
    ids = [each for name in IDS for each in _texts(row.get(name))]
    return ids + [member.split(":", 1)[1] for member in row.get("members") or [] if member]


def _name(row: dict[str, Any]) -> str:
    return next((", ".join(_texts(row[name])) for name in NAMES if row.get(name)), row["subject"])


def _conclusion(row: dict[str, Any]) -> dict[str, Any]:
    reasons = [reason["text"] or reason["rule"] for reason in row["reasons"]]
    return {**row, "reasons": reasons}


def _signal(row: dict[str, Any]) -> dict[str, Any]:
    parsed: dict[str, Any] = {
        name: json.loads(row[name]) if row.get(name) else None
        for name in ("parameters", "evidence", "proxies")
        if name in row
    }
    return {**row, **parsed}
