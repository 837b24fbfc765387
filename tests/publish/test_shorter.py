"""The page of a row is one page that can be read: what is too much is shortened, and said so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from screening.lists import LISTS, shared
from screening.lists.kind import ListKind
from screening.publish.formats.xlsx import write_workbook
from screening.publish.paper.document import pages_of
from screening.publish.paper.shorter import REST, STEPS, versions
from screening.publish.workbook.fit import height
from screening.publish.workbook.page import LABEL, PAPER_HEIGHT, SMALLEST
from screening.runs.published import published
from tests.publish.test_paper import listed, read, text_of
from tests.thorough import some

if TYPE_CHECKING:
    from screening.pipeline import RunResult

FULL = ["octopus.kamer", "octopus.park", "adr", "tvo", "bibob", "care", "starters"]
SAID = "Een tekst van zo veel woorden als er in een reden of een vraag {}gewoonlijk staan, nummer"
SHORTENED = re.compile(REST.format(r"\d+") + "$")


def crowded(kind: ListKind, texts: int, more: str = "op een gewone dag ") -> Any:
    """A list of which each column of texts holds so many, but for who is there: few are named."""
    several = [f"{SAID.format(more)} {number}." for number in range(texts)]
    few = {column.key for column in shared.OCCUPANTS}
    filled = [each.key for each in kind.open_columns if each.kind == "texts"]
    return listed(kind, 2, **{key: several for key in filled if key not in few})


def sheets(path: Path) -> list[Any]:
    return [each for each in openpyxl.load_workbook(path) if each.title[0].isdigit()]


def fits(sheet: Any) -> bool:
    high = sum(sheet.row_dimensions[n].height or 0 for n in range(1, sheet.max_row + 1))
    return (sheet.page_setup.fitToHeight or 1) == 1 and high * SMALLEST < PAPER_HEIGHT


@pytest.mark.parametrize("more", ["op een gewone dag ", ""], ids=["apart", "in one line"])
@pytest.mark.parametrize("name", FULL)
def test_a_crowded_row_is_one_page_of_the_workbook_and_says_where_the_rest_is(
    name: str, more: str, tmp_path: Path
) -> None:
    write_workbook(crowded(LISTS[name], 30, more), tmp_path / "a.xlsx")
    for sheet in sheets(tmp_path / "a.xlsx"):
        assert fits(sheet)
        told = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
        assert any(SHORTENED.search(text) for text in told)
        assert sheet.cell(sheet.max_row, 1).value == LISTS[name].form[-1].heading


@pytest.mark.parametrize("name", some(FULL, of=4))
def test_a_crowded_row_is_one_page_of_the_pdf_with_its_form(name: str, tmp_path: Path) -> None:
    texts = [text_of(page) for page in read(crowded(LISTS[name], 30), tmp_path).pages]
    forms = [number for number, text in enumerate(texts) if "In te vullen" in text]
    assert len(forms) == 2
    assert all(REST.split(": ")[1] in texts[number] for number in forms)
    apart = 2 if LISTS[name].paper.selection else 1
    assert forms[1] - forms[0] == apart, "nothing runs on between them"


def test_what_fits_is_told_in_full_and_reasons_longest() -> None:
    [page, _] = pages_of(crowded(LISTS["octopus.kamer"], 6))["pages"]
    whole, *shorter = versions(page)
    assert whole is page
    assert len(shorter) == len(STEPS)

    def longest(page: Any) -> dict[bool, int]:
        blocks = [block for section in page["sections"] for block in section["blocks"]]
        return {
            kept: max(len(texts) for _, texts, least, _ in blocks if least == kept)
            for kept in (True, False)
        }

    assert [longest(each) for each in shorter] == [
        {True: 6, False: 5}, {True: 6, False: 4}, {True: 6, False: 3}, {True: 6, False: 2},
        {True: 4, False: 2}, {True: 2, False: 2},
    ]  # fmt: skip


def test_the_evidence_of_a_designation_is_never_shortened(tmp_path: Path) -> None:
    published = crowded(LISTS["designation"], 60)
    write_workbook(published, tmp_path / "a.xlsx")
    for sheet in sheets(tmp_path / "a.xlsx"):
        assert sheet.page_setup.fitToHeight == 0
        told = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
        assert any(f"nummer {59}." in text for text in told)
        assert not any("zie de lijst" in text for text in told)
    [page, _] = pages_of(published)["pages"]
    assert list(versions(page)) == [page]


@pytest.mark.parametrize("name", [*FULL, "designation"])
def test_what_is_asked_can_be_read_where_there_is_least_room(name: str, tmp_path: Path) -> None:
    write_workbook(crowded(LISTS[name], 30), tmp_path / "a.xlsx")
    for sheet in sheets(tmp_path / "a.xlsx"):
        for number in range(sheet.max_row - len(LISTS[name].form) + 1, sheet.max_row + 1):
            needed = height([(str(sheet.cell(number, 1).value), LABEL)])
            assert sheet.row_dimensions[number].height >= needed


@pytest.mark.large
def test_every_row_of_the_demo_is_one_page_of_its_workbook(
    demo_run: RunResult, tmp_path: Path
) -> None:
    for name, made in demo_run.lists.items():
        if LISTS[name].paper.runs_on or made.is_empty():
            continue
        write_workbook(published(demo_run.folder, name)[0], tmp_path / f"{name}.xlsx")
        running_on = [each.title for each in sheets(tmp_path / f"{name}.xlsx") if not fits(each)]
        assert not running_on, name
