"""The report of the demo shows each picture that the plan asks for, with figures in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screening.files.private import new_folder, write_private
from screening.publish.report.areas import anchor
from screening.reference.pictures import pictures
from screening.runs.report import make_report
from tests.monthly_town import told_of, town
from tests.runs.test_report import cells, said, sections

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from screening.pipeline import RunResult

MONTH = "2025-12"


@pytest.fixture(scope="module")
def parts(demo_run: RunResult) -> dict[str, ET.Element]:
    return sections(make_report(demo_run.folder.parents[1]))


@pytest.mark.parametrize("name", pictures())
def test_each_picture_of_areas_is_in_the_report_of_the_demo_with_its_figures(
    name: str, parts: dict[str, ET.Element]
) -> None:
    picture, part = pictures()[name], parts[anchor(name)]
    assert picture.title in said(part)
    assert picture.mark in said(part)
    rows = [row for table in part.iter("table") for row in cells(table)[1:]]
    assert len(rows) > 3
    assert all(len([cell for cell in row if cell]) > 1 for row in rows)


def test_the_figures_per_month_and_the_map_are_in_it_too(parts: dict[str, ET.Element]) -> None:
    for name in ("maanden", "kaart"):
        assert list(parts[name].iter("{http://www.w3.org/2000/svg}svg")), name


def test_the_month_and_what_is_expected_are_in_it_once_they_were_worked_out(
    demo_run: RunResult, tmp_path: Path
) -> None:
    content = told_of(town())
    shutil.copytree(demo_run.folder, tmp_path / "runs" / demo_run.folder.name)
    new_folder(tmp_path / "months")
    write_private(tmp_path / "months" / f"{MONTH}.json", json.dumps(content))
    month = sections(make_report(tmp_path))["maandbeeld"]
    assert "december 2025" in said(month)
    assert "verwacht" in said(month).lower()
    assert [row for table in month.iter("table") for row in cells(table)[1:]]
