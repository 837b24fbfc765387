"""Figures of areas in words: the same in the report, on the site and on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from screening.detect.explain.dutch import say
from screening.detect.explain.labels import LEVELS as JUDGED
from screening.prioritise.where import LEVELS as LEVELS_IN_WORDS
from screening.publish.area_pictures import PRECISE_FROM
from screening.publish.charts.words import percentage, whole
from screening.publish.meta import dutch_date

LEVELS = {**LEVELS_IN_WORDS, "estate": "bedrijventerrein"}
NOT_SHOWN = "niet getoond"
UNKNOWN = "onbekend"


def heads() -> tuple[str, ...]:
    """Headings of the columns of :func:`cells`."""
    return ("Gegeven", "Aantal", "Op", "Waarde", "Interval", "Vergelijkbare gebieden", "Oordeel",
            "Jaar")  # fmt: skip


def kind_of_area(level: str | None) -> str:
    """What kind of area it is (Dutch)."""
    return LEVELS.get(level or "", level or UNKNOWN)


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """One figure of an area as it is read; a hidden number says so, an unknown one too."""
    label = row["label"] if not row["branch"] else f"{row['label']}: {row['branch']}"
    year = "" if row["year"] is None else str(row["year"])
    if row["hidden"]:
        return (label, NOT_SHOWN, "", "", "", "", str(row["reason"]), year)
    if row["kind"] == "day":
        shown = UNKNOWN if row["day"] is None else dutch_date(dt.date.fromisoformat(row["day"]))
        return (label, "", "", shown, "", "", "", year)
    count = UNKNOWN if row["count"] is None else whole(row["count"])
    per = "" if row["of"] is None else whole(row["of"])
    interval = ""
    if row["low"] is not None and row["value"] is not None:
        interval = f"{_told(row, 'low')} tot {_told(row, 'high')}"
    peers = "" if row["expected"] is None else _told(row, "expected")
    if peers and row["ratio"] is not None:
        peers = f"{peers} (hier {say(float(row['ratio']), hint='1')} keer)"
    judged = JUDGED.get(row["level"] or "", "") or str(row["reason"] or "")
    value = "" if row["value"] is None else _told(row, "value")
    return (label, count, per, value, interval, peers, judged, year)


def above_in_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """Which figures are above those of comparable areas, beyond what chance makes likely."""
    compared = [row for row in rows if row["ratio_low"] is not None]
    above = dict.fromkeys(row["label"] for row in compared if row["above"])
    if not compared:
        return "Deze gegevens zijn niet vergeleken met andere gebieden."
    if not above:
        return "Geen van de vergeleken cijfers ligt duidelijk boven dat van vergelijkbare gebieden."
    return "Duidelijk boven vergelijkbare gebieden: " + "; ".join(above) + "."


def _told(row: Mapping[str, Any], name: str) -> str:
    if row["kind"] == "share":
        return percentage(row[name])
    return say(float(row[name]), hint="1" if (row["count"] or 0) >= PRECISE_FROM else "0")
