"""Values with parts as Dutch text, said in one place; and names that mean harm stay names."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.files.neutralise import RISKY
from screening.lists import LISTS
from screening.lists.column import Column, Shape
from screening.lists.shapes import FIGURE, OWNER, PARTNER, PERMIT, VISIT, WANTED
from screening.prioritise.schema import type_of
from screening.publish.flat import flattened
from screening.publish.formats.csv import write_csv
from screening.publish.formats.json import write_json
from screening.publish.formats.xlsx import write_workbook
from screening.publish.published import Published
from tests.publish.test_formats import META

DAY = dt.date(2025, 3, 12)
HOSTILE = [
    "=HYPERLINK(1)", "+31 6", "-1", "@SUM(A1)", "|calc", "\t=1", "\uff1d1+1", "a;b\"c'd",
    "regel\r\n=2", "\u202eliam", "\x1b[31mrood", "<b>&amp;", "'", "",
]  # fmt: skip


def said(shape: Shape, *values: dict[str, Any], bullet: str = "") -> str | None:
    column = Column("told", "Gezegd", shape)
    rows = pl.DataFrame({"told": [list(values)]}, schema={"told": type_of(column)})
    text: str | None = flattened(rows, [column], "; ", bullet)["told"][0]
    return text


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        (VISIT, {"date": DAY, "agency": "politie", "findings": ["vloer", "opslag"],
                 "follow_up": "gedaan op 01-04-2025"},
         "12-03-2025, politie: vloer, opslag; hercontrole gedaan op 01-04-2025"),
        (VISIT, {"date": DAY}, "12-03-2025"),
        (VISIT, {"date": DAY, "findings": []}, "12-03-2025"),
        (PERMIT, {"kind": "alcoholvergunning", "operators": 2, "missing": ["houder"]},
         "alcoholvergunning, exploitanten: 2; niet bekend: houder"),
        (OWNER, {"kind": "woningcorporatie", "other_objects": 1234567},
         "woningcorporatie, andere objecten: 1.234.567"),
        (OWNER, {"kind": "overheid", "other_objects": 0}, "overheid, andere objecten: 0"),
        (PARTNER, {"partner": "politie", "question": "Is bijstand nodig?"},
         "politie: Is bijstand nodig?"),
        (WANTED, {"what": "wijk", "supplier": "CBS", "basis": "openbaar"},
         "wijk: bij CBS (openbaar)"),
        (FIGURE, {"what": "zaken", "count": 1250.0, "value": 2.5, "lower": 0.128, "upper": 100.0},
         "zaken: 1.250, dat is 2,5 (95%-interval 0,13 tot 100)"),
    ],
)  # fmt: skip
def test_a_value_reads_as_dutch_without_what_it_does_not_hold(
    shape: Shape, value: dict[str, Any], text: str
) -> None:
    empty: dict[str, Any] = dict.fromkeys(name for name, _ in shape.fields)
    assert said(shape, {**empty, **value}) == text


def test_several_values_stand_apart_and_none_is_nothing() -> None:
    partners = [{"partner": name, "question": None} for name in ("a", "b")]
    assert said(PARTNER, *partners, bullet="• ") == "• a; • b"
    assert said(PARTNER, partners[0], bullet="• ") == "a"
    assert said(PARTNER) is None


@given(st.integers(-(10**12), 10**12))
def test_points_between_thousands_can_be_read_back(number: int) -> None:
    text = said(OWNER, {"kind": "", "right": None, "since": None, "other_objects": number})
    assert text is not None
    told = text.removeprefix(", andere objecten: ")
    assert int(told.replace(".", "")) == number
    assert all(len(part) == 3 for part in told.lstrip("-").split(".")[1:])


def hostile(column: Column, text: str) -> Any:
    """A value of a column with this text wherever a text can stand."""
    if isinstance(column.kind, Shape):
        made = {"text": text, "texts": [text], "whole": 1, "number": 1.0, "date": DAY}
        return [{name: made[kind] for name, kind in column.kind.fields}]
    plain = {"text": text, "texts": [text, text], "whole": 1, "number": 1.0, "date": DAY}
    return plain[column.kind]


@pytest.mark.parametrize("name", ["octopus.auto", "tvo", "bibob", "designation"])
def test_names_that_mean_harm_reach_no_program(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    columns = kind.columns
    rows = [{**{c.key: hostile(c, text) for c in columns}, "rank": n}
            for n, text in enumerate(HOSTILE, 1)]  # fmt: skip
    frame = pl.DataFrame(rows, schema={column.key: type_of(column) for column in columns})
    listed = Published(frame, columns, kind.form, kind.title, META)
    write_csv(listed, tmp_path / "a.csv")
    table = [*csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig")), delimiter=";")]
    assert {len(line) for line in table} == {len(table[0])}
    assert len(table) == len(HOSTILE) + 1
    risky = pl.Series([cell for line in table for cell in line]).str.contains(RISKY)
    assert not risky.any()
    write_workbook(listed, tmp_path / "a.xlsx")
    cells = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx")
        for line in sheet.iter_rows()
        for cell in line
    ]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    write_json(listed, tmp_path / "a.json")
    content = (tmp_path / "a.json").read_text("utf-8")
    assert "\x1b" not in content
    assert "\u202e" not in content
    kept = json.loads(content)["rows"]
    texts = next(column.key for column in columns if column.kind == "texts")
    assert [row[texts][0] for row in kept] == HOSTILE
