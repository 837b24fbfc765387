"""Workbooks of a run as LibreOffice opens and prints them: all in one go, for it is slow."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from screening.publish.notice import ANNEX

if TYPE_CHECKING:
    from screening.pipeline import RunResult

OFFICE = shutil.which("soffice")
KINDS = ("octopus.kamer", "adr", "tvo", "care", "designation", "starters")
WORKBOOKS = (*KINDS, f"octopus.kamer{ANNEX}")
FORM = "In te vullen"
ROW = re.compile(r"Pagina \d+ van \d+\n(\d+)\. ")
"""How the page of a row begins: the head of every page, and its number."""
FAULTS = re.compile(r"Err:\d|#REF!|#NAME\?|#VALUE!|#N/A|#DIV/0!|###")
"""What a spreadsheet shows where it could not make something of a cell."""

pytestmark = [
    pytest.mark.large,
    pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here (apt install libreoffice-calc)"),
]


@pytest.fixture(scope="module")
def printed(
    demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, list[str]]:
    """Per workbook the texts of its pages on paper."""
    place = tmp_path_factory.mktemp("office")
    files = [demo_run.folder / "lists" / f"{name}.xlsx" for name in WORKBOOKS]
    home = f"-env:UserInstallation={(place / 'home').as_uri()}"
    subprocess.run(
        [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", place, *files],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {file.stem: _pages(place / f"{file.stem}.pdf") for file in files}


def _pages(file: Path) -> list[str]:
    assert file.is_file(), f"{file.stem} was not opened"
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def sheets_of(run: RunResult, name: str) -> list[str]:
    book = openpyxl.load_workbook(run.folder / "lists" / f"{name}.xlsx", read_only=True)
    names = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    book.close()
    return names


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_page_that_is_printed_says_something(
    name: str, printed: Mapping[str, list[str]]
) -> None:
    pages = printed[name]
    assert pages
    for number, text in enumerate(pages, 1):
        assert len(text.split()) > 5, f"page {number} is white"
        assert not FAULTS.search(text), f"page {number}: {FAULTS.findall(text)}"


@pytest.mark.parametrize("name", KINDS)
def test_a_row_is_one_page_and_no_sheet_is_left_out(
    name: str, printed: Mapping[str, list[str]], demo_run: RunResult
) -> None:
    own = [sheet for sheet in sheets_of(demo_run, name) if re.match(r"\d", sheet)]
    assert len(own) == min(demo_run.lists[name].height, 60)
    began = [ROW.search(text[:200]) for text in printed[name]]
    numbers = [int(found[1]) for found in began if found]
    assert numbers == [*range(1, len(own) + 1)]
    of_rows = printed[name][next(at for at, found in enumerate(began) if found) :]
    assert sum(FORM in text for text in of_rows) == len(own)
    running_on = len(of_rows) - len(own)
    assert running_on <= (name == "designation"), "an area may have more peers than a page holds"
