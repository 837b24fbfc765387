"""The monthly picture as files: a page of its own, and tables for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from screening.publish.flat import as_csv
from screening.publish.monthly.duiding import Duiding, duiding_of
from screening.publish.monthly.section import TITLE, monthly
from screening.publish.monthly.words import HIDDEN, level, named
from screening.publish.notice import NOTICE
from screening.publish.report.page import POLICY
from screening.publish.report.style import CSS
from screening.publish.report.tags import Html, tag

_CELLS = {
    "area_code": "Gebiedscode", "name": "Gebied", "level": "Niveau", "kind_words": "Soort",
    "month": "Maand", "count": "Aantal", "last_year": "Vorig jaar",
    "expected": "Eerdere jaren gemiddeld", "low": "Verwacht vanaf", "high": "Verwacht tot",
    "rate": "Per 1.000 inwoners", "peers_rate": "Vergelijkbare gebieden per 1.000 inwoners",
    "season": "Tegen eerdere jaren", "peers": "Tegen vergelijkbare gebieden", "note": "Toelichting",
    "duiding": "Duiding",
}  # fmt: skip
_AHEAD = {
    "area_code": "Gebiedscode", "name": "Gebied", "level": "Niveau", "kind_words": "Soort",
    "month": "Maand", "expected": "Verwacht", "low80": "80% vanaf", "high80": "80% tot",
    "low95": "95% vanaf", "high95": "95% tot", "last_year": "Vorig jaar", "words": "In een zin",
}  # fmt: skip
_TEXTS = {"area_code", "name", "level", "kind_words", "month", "season", "peers", "note", "duiding",
          "words"}  # fmt: skip
_REALS = {"rate", "peers_rate"}


def page(content: Mapping[str, Any], notes: Sequence[Duiding] = ()) -> str:
    """One HTML file; the same content gives the same bytes."""
    title = f"{TITLE}: {content['municipality']}, {named(content['month'])}"
    head = tag(
        "head", tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title), tag("style", Html(CSS)),
    )  # fmt: skip
    body = tag(
        "body", tag("header", tag("h1", title), tag("p", NOTICE, class_="let-op")),
        tag("main", monthly(content, notes), id="inhoud"),
    )  # fmt: skip
    return f"<!doctype html>\n{tag('html', head, body, lang='nl')}\n"


def cells_csv(content: Mapping[str, Any], notes: Sequence[Duiding] = ()) -> str:
    """A line per area and kind, also where the count is not told."""
    rows = [
        {
            **each, "month": content["month"], "season": level(each["season"]),
            "peers": level(each["peers"]), "note": HIDDEN if each["count"] is None else "",
            "duiding": " ".join(n.told for n in duiding_of(
                notes, each["area_code"], each["kind"], content["month"])),
        }
        for each in content["cells"]
    ]  # fmt: skip
    return as_csv(_frame(rows, _CELLS))


def ahead_csv(content: Mapping[str, Any]) -> str:
    """A line per area, kind and month to come."""
    return as_csv(_frame(content["ahead"], _AHEAD))


def _frame(rows: Sequence[Mapping[str, Any]], heads: Mapping[str, str]) -> pl.DataFrame:
    types = {
        name: pl.String if name in _TEXTS else pl.Float64 if name in _REALS else pl.Int64
        for name in heads
    }
    kept = [{name: row[name] for name in heads} for row in rows]
    return pl.DataFrame(kept, schema=types).rename(dict(heads))
