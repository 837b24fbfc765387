from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from screening.errors import ProjectError
from screening.lists import LISTS, shared
from screening.lists.form import Field
from screening.publish.formats.csv import write_csv
from screening.publish.formats.json import write_json
from screening.publish.formats.xlsx import write_workbook
from screening.publish.meta import ListMeta
from screening.publish.notice import NOTICE, PROTECTED
from screening.publish.published import Published
from screening.reference.words import is_neutral

META = ListMeta(
    run="2026-01-01-abc",
    municipality="Meerwolde",
    purposes=("Integrale controle: adressen bekijken",),
    bases=("G-APV Gemeentewet 149",),
    pack_versions=("octopus versie 1",),
    recipient="Team Octopus",
    as_of=dt.date(2026, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)


COLUMNS = (
    shared.RANK, shared.ADDRESS, shared.REASONS, shared.FLOOR, shared.NEWEST,
    replace(shared.POINTS, hidden=True, group=15),
)  # fmt: skip
FORM = (Field("result_seen", "Aangetroffen", "code", "visit_outcome"),)


def leaving(rows: pl.DataFrame, **changes: Any) -> Published:
    return replace(Published(rows, COLUMNS, FORM, "Controlelijst", META), **changes)


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "rank": [1, 2],
            "address": ["Lindelaan 1", "=HYPERLINK(1)"],
            "reasons": [["12 actieve bedrijven", "geen vergunning"], ["+31 meldingen"]],
            "floor_m2": [120.5, None],
            "newest": [dt.date(2025, 12, 3), None],
            "points": [35.0, 20.0],
        }
    )


def test_csv_opens_in_a_dutch_spreadsheet(rows: pl.DataFrame, tmp_path: Path) -> None:
    write_csv(leaving(rows), tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig").splitlines()
    assert text[0].startswith("Nr.;Adres;Waarom op de lijst")
    assert "120,5" in text[1]
    assert "03-12-2025" in text[1]
    assert NOTICE in text[1]
    assert "Team Octopus" in text[2]


@pytest.mark.parametrize(
    "text",
    [
        "9999010000080202",
        "0123010000080202",
        "01234567",
        "000012345678",
        "12-1",
        "1/2",
        "3-2024",
        "1E5",
    ],
)
def test_csv_keeps_what_a_spreadsheet_would_change(
    text: str, rows: pl.DataFrame, tmp_path: Path
) -> None:
    write_csv(leaving(rows.with_columns(address=pl.lit(text))), tmp_path / "a.csv")
    for line in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1:]:
        assert line.split(";")[1] == f"\t{text}"


@pytest.mark.parametrize("text", ["12", "2025", "Dijk 12-1", "", "12-1 hs", "31-12-2025"])
def test_csv_leaves_other_texts_alone(text: str, rows: pl.DataFrame, tmp_path: Path) -> None:
    write_csv(leaving(rows.with_columns(address=pl.lit(text))), tmp_path / "a.csv")
    line = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1]
    assert line.split(";")[1].strip('"') == text


def test_no_format_holds_a_formula(rows: pl.DataFrame, tmp_path: Path) -> None:
    write_csv(leaving(rows), tmp_path / "a.csv")
    write_workbook(leaving(rows), tmp_path / "a.xlsx")
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ";'+31 meldingen" in text
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        for line in sheet.iter_rows():
            assert not [cell.coordinate for cell in line if cell.data_type == "f"]


def test_json_carries_rows_facts_and_notice(rows: pl.DataFrame, tmp_path: Path) -> None:
    write_json(leaving(rows, facts={"list": "octopus.auto"}), tmp_path / "a.json")
    content = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert content["meta"]["Status"] == NOTICE
    assert content["list"] == "octopus.auto"
    assert content["rows"][0]["reasons"] == ["12 actieve bedrijven", "geen vergunning"]


def test_the_workbook_is_ready_to_use(rows: pl.DataFrame, tmp_path: Path) -> None:
    write_workbook(leaving(rows, notes=["Een opmerking."]), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Overzicht", "Lijst", "1 Lindelaan 1", "2 =HYPERLINK(1)", "Keuzes"]
    sheet = book["Lijst"]
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:G5"
    assert sheet["A4"].hyperlink.location == "'1 Lindelaan 1'!A1"
    points = [cell.column_letter for cell in sheet[3] if cell.value == shared.POINTS.heading]
    assert sheet.column_dimensions[points[0]].hidden
    page = {line[0].value: line[1].value for line in book["1 Lindelaan 1"].iter_rows(max_col=2)}
    assert page["Waarom op de lijst"] == "• 12 actieve bedrijven"
    assert page["Status"] == NOTICE
    assert shared.POINTS.heading not in page


def test_the_same_list_gives_the_same_bytes(rows: pl.DataFrame, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(leaving(rows), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_list_is_still_a_list(rows: pl.DataFrame, tmp_path: Path) -> None:
    write_workbook(leaving(rows.clear()), tmp_path / "a.xlsx")
    write_csv(leaving(rows.clear()), tmp_path / "a.csv")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [
        "Overzicht",
        "Lijst",
        "Keuzes",
    ]


def test_a_list_without_recipient_is_refused() -> None:
    with pytest.raises(ProjectError, match="no recipient"):
        replace(META, recipient=" ")


def test_words_around_the_lists_are_neutral() -> None:
    headings = {each.heading for kind in LISTS.values() for each in (*kind.columns, *kind.form)}
    assert [text for text in [NOTICE, PROTECTED, *sorted(headings)] if not is_neutral(text)] == []
