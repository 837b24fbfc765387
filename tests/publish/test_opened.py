"""Workbooks of a run as LibreOffice opens and prints them: all in one go, for it is slow."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest
import xlsxwriter
from openpyxl.utils import range_boundaries

from screening.publish.notice import ANNEX
from tests.publish.printed_words import absent, outside, overlapping, pages_of

if TYPE_CHECKING:
    from screening.pipeline import RunResult

OFFICE = shutil.which("soffice")
KINDS = (
    "octopus.kamer", "octopus.park", "adr", "tvo", "bibob", "care", "designation", "starters"
)  # fmt: skip
WORKBOOKS = (*KINDS, f"octopus.kamer{ANNEX}", f"octopus.auto{ANNEX}")
FORM = "In te vullen"
ROW = re.compile(r"Pagina \d+ van \d+\n(\d+)\. ")
"""How the page of a row begins: the head of every page, and its number."""
LONG = ("bibob", "designation")
"""An application may have more reasons, and an area more peers, than a page holds."""
FOOT, CUT = "Pagina", "cut"
FAULTS = re.compile(r"Err:\d|#REF!|#NAME\?|#VALUE!|#N/A|#DIV/0!|###")
"""What a spreadsheet shows where it could not make something of a cell."""

pytestmark = [
    pytest.mark.large,
    pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here (apt install libreoffice-calc)"),
    pytest.mark.skipif(
        shutil.which("pdftotext") is None, reason="no pdftotext here (apt install poppler-utils)"
    ),
]


@pytest.fixture(scope="module")
def papers(demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pdf of each workbook, as it would be printed."""
    place = tmp_path_factory.mktemp("office")
    files = [workbook(demo_run, name) for name in WORKBOOKS]
    files.append(_cut(place / f"{CUT}.xlsx"))
    home = f"-env:UserInstallation={(place / 'home').as_uri()}"
    subprocess.run(
        [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", place, *files],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    assert not [name for name in WORKBOOKS if not (place / f"{name}.pdf").is_file()]
    return place


@pytest.fixture(scope="module")
def printed(papers: Path) -> Mapping[str, list[str]]:
    """Per workbook the texts of its pages on paper."""
    files = sorted(papers.glob("*.pdf"))
    return {
        file.stem: [page.extract_text() for page in pypdf.PdfReader(file).pages] for file in files
    }


def _cut(file: Path) -> Path:
    """A workbook of which a row is too low, and a cell too narrow, for what they say."""
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for line in range(2):
            sheet.set_row(line, 20)
            sheet.write_string(line, 0, "een reden om te kijken", wrapped)
        sheet.write_string(3, 0, "onafgebroken")
        sheet.write_string(3, 1, "daarnaast")
        sheet.print_area(0, 0, 3, 1)
    return file


def workbook(run: RunResult, name: str) -> Path:
    return run.folder / "lists" / f"{name}.xlsx"


def texts_on_paper(file: Path) -> Iterator[str]:
    """What is written in the cells of a workbook that are printed."""
    for sheet in openpyxl.load_workbook(file):
        if sheet.sheet_state != "visible":
            continue
        first, top, last, bottom = range_boundaries(sheet.print_area.split("!")[-1])
        folded = {
            index
            for each in sheet.column_dimensions.values() if each.hidden
            for index in range(each.min, each.max + 1)
        }  # fmt: skip
        for row in sheet.iter_rows(top, bottom, first, last):
            yield from (
                cell.value
                for cell in row
                if isinstance(cell.value, str) and cell.column not in folded
            )


def sheets_of(run: RunResult, name: str) -> list[str]:
    book = openpyxl.load_workbook(workbook(run, name), read_only=True)
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


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_text_is_cut_or_stands_over_another(
    name: str, papers: Path, demo_run: RunResult
) -> None:
    pages = pages_of(papers / f"{name}.pdf")
    for number, page in enumerate(pages, 1):
        assert not [*overlapping(page)], f"page {number}"
        assert not outside(page, FOOT), f"page {number}"
    assert not absent([*texts_on_paper(workbook(demo_run, name))], pages)


def test_a_cut_text_would_be_seen(papers: Path) -> None:
    pages = pages_of(papers / f"{CUT}.pdf")
    assert [*overlapping(pages[0])]
    assert "onafgebroken" in absent(["onafgebroken", "daarnaast"], pages)


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
    assert running_on <= (len(own) / 10 if name in LONG else 0)
