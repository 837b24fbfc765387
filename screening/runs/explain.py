"""Why is this subject on a list? Answered from the values frozen in a run, nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from screening.runs.read import list_names, read_conclusions, read_list, read_signals

SHORTEST_NAME = 4
IDS = ("subject", "vbo_id", "kvk_nr", "est_nr", "application_id", "area_code")
NAMES = ("case", "address", "trade_name", "area_name", "subjects")


def explain_subject(run: Path, asked: str) -> dict[str, Any]:
    """Signals and conclusions about a subject, and where it stands on the lists of the run.

    ``asked`` is an id (of an address, establishment, company, area, application or park), a number
    or a name that some list or signal of the run holds, or part of such a name. Returns ``listed``,
    ``conclusions`` and ``signals``; all empty when the run holds nothing of the kind. A signal says
    in ``same_fact`` which of the others rest on a fact that it rests on: that counts once.
    """
    listed = [
        {"list": name, "rank": row["rank"], "name": _name(row), "row": row}
        for name in list_names(run)
        for row in read_list(run, name)["rows"]
        if _matches(row, asked)
    ]
    subjects = {asked} | {each for found in listed for each in _subjects(found["row"])}
    every = read_signals(run)
    subjects |= _named_in(every, asked)
    signals = _about(every, subjects)
    conclusions = _about(read_conclusions(run), subjects)
    return {
        "subject": asked,
        "listed": [{key: found[key] for key in ("list", "rank", "name")} for found in listed],
        "conclusions": [_conclusion(row) for row in conclusions.to_dicts()],
        "signals": _sharing([_signal(row) for row in signals.to_dicts()]),
    }


def _about(frame: pl.DataFrame, subjects: set[str]) -> pl.DataFrame:
    return frame.filter(pl.col("subject").is_in(sorted(subjects))).sort(
        "severity", "rule", "subject", descending=[True, False, False]
    )


def _matches(row: dict[str, Any], asked: str) -> bool:
    if asked in _subjects(row):
        return True
    return any(_is_part(asked, each) for name in NAMES for each in _texts(row.get(name)))


def _is_part(asked: str, name: str) -> bool:
    """Whether a text is part of a name: of some length, and no number, which must be whole."""
    long = len(asked) >= SHORTEST_NAME and not asked.isdecimal()
    return long and asked.casefold() in name.casefold()


def _named_in(signals: pl.DataFrame, asked: str) -> set[str]:
    """Subjects of the signals whose rows of evidence hold the number or the name asked about."""
    rows = signals.select("subject", "evidence").drop_nulls()
    likely = pl.col("evidence").str.to_lowercase().str.contains(_in_json(asked), literal=True)
    return {
        subject
        for subject, evidence in rows.filter(likely).iter_rows()
        for row in json.loads(evidence)
        for value in row.values()
        if str(value) == asked or (isinstance(value, str) and _is_part(asked, value))
    }


def _in_json(text: str) -> str:
    """A text as it stands within a JSON string, in lower case."""
    return json.dumps(text, ensure_ascii=False)[1:-1].lower()


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value if each is not None]
    return [] if value is None else [str(value)]


def _subjects(row: dict[str, Any]) -> list[str]:
    """Every id a row of a list speaks of."""
    ids = [each for name in IDS for each in _texts(row.get(name))]
    return ids + [member.split(":", 1)[1] for member in row.get("members") or [] if member]


def _name(row: dict[str, Any]) -> str:
    """What the row is called; a blind list has no subject."""
    return next((", ".join(_texts(row[name])) for name in (*NAMES, *IDS) if row.get(name)), "")


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


def _sharing(signals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The signals, each with the titles of the others that rest on a fact it rests on."""
    resting = [set(each.get("rests_on") or []) for each in signals]
    return [
        {
            **signal,
            "same_fact": [
                signals[other]["title"]
                for other, keys in enumerate(resting)
                if other != number and keys & own
            ],
        }
        for number, (signal, own) in enumerate(zip(signals, resting, strict=True))
    ]
