"""The code on the page of an address: in the workbook and on paper, when there is a site."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdf

from screening.publish.form_address import code_of, form_address, forms_of, of_run
from screening.publish.formats.pdf import write_pdf
from screening.publish.formats.xlsx import write_workbook
from screening.publish.published import Published
from screening.runs.published import published

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from screening.pipeline import RunResult

SITE = "https://beoordelen.meerwolde.example"


def listed(demo_run: RunResult, site: str = SITE, name: str = "octopus.auto") -> Published:
    whole = published(demo_run.folder, name, site=site)[0]
    return replace(whole, rows=whole.rows.head(2))


def test_an_address_names_the_run_and_the_row(demo_run: RunResult) -> None:
    found = forms_of(listed(demo_run))
    assert len(found) == 2
    assert all(each.startswith(f"{SITE}/f/{of_run(demo_run.folder.name)}/r") for each in found)
    assert form_address(SITE, "2026-01-01-0123456789ab", "rx") == f"{SITE}/f/012345/rx/"


def test_without_a_site_and_for_decisions_there_is_none(demo_run: RunResult) -> None:
    assert forms_of(listed(demo_run, site="")) == []
    assert forms_of(listed(demo_run, name="tvo")) == []


def test_the_code_is_the_same_every_time() -> None:
    for kind in ("png", "svg"):
        assert code_of(SITE, kind) == code_of(SITE, kind)
    assert code_of(SITE, "png").startswith(b"\x89PNG")


def test_the_page_of_a_workbook_has_the_code_and_says_where_it_leads(
    demo_run: RunResult, tmp_path: Path
) -> None:
    found = listed(demo_run)
    for name, site in (("with", SITE), ("without", "")):
        write_workbook(
            replace(found, meta=replace(found.meta, site=site)), tmp_path / f"{name}.xlsx"
        )
    parts = {n: zipfile.ZipFile(tmp_path / f"{n}.xlsx").namelist() for n in ("with", "without")}
    assert len([part for part in parts["with"] if part.startswith("xl/media/")]) == 2
    assert not [part for part in parts["without"] if part.startswith("xl/media/")]
    book = openpyxl.load_workbook(tmp_path / "with.xlsx")
    for address in forms_of(found):
        (sheet,) = (each for each in book if address in _words_of(each))
        assert _picture(tmp_path / "with.xlsx", book.index(sheet) + 1) == code_of(address, "png")


def _picture(file: Path, number: int) -> bytes:
    """The picture on a sheet, which is written as ``sheet<number>.xml``."""
    with zipfile.ZipFile(file) as parts:
        drawing = _one(r"/(drawings/drawing\d+\.xml)", parts, f"worksheets/_rels/sheet{number}.xml")
        name = drawing.replace("drawings/", "drawings/_rels/")
        media = _one(r'/(media/[^"]+)"', parts, name)
        return parts.read(f"xl/{media}")


def _one(pattern: str, parts: zipfile.ZipFile, name: str) -> str:
    (found,) = re.findall(pattern, parts.read(f"xl/{name}.rels").decode())
    return str(found)


def _words_of(sheet: Worksheet) -> str:
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_paper_has_the_code_and_says_where_it_leads(demo_run: RunResult, tmp_path: Path) -> None:
    found = listed(demo_run)
    write_pdf(found, tmp_path / "list.pdf")
    written = pypdf.PdfReader(io.BytesIO((tmp_path / "list.pdf").read_bytes()))
    texts = ["".join(page.extract_text().split()) for page in written.pages]
    for address in forms_of(found):
        assert any(address in text for text in texts)
