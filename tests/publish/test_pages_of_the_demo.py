"""How many pages the lists of a run take on paper: what docs/lists.md says of each."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from screening.lists import LISTS
from screening.publish.formats.pdf import write_pdf
from screening.runs.published import published

if TYPE_CHECKING:
    from screening.pipeline import RunResult

FORM, CHOSEN = "In te vullen", "waarom gekozen"
ROW = re.compile(r"Peildatum \d\d-\d\d-\d{4} (\d+)\. ")
"""How the first page of a row begins: the head of every page, and its number."""


def sheets_of(
    run: RunResult, name: str, folder: Path, *, selection: bool = True
) -> tuple[list[str], list[tuple[int, str]], list[str]]:
    """The pages before the rows, those of the rows by number (0 where one runs on), those after."""
    [made, *_] = published(run.folder, name, selection=selection)
    write_pdf(made, folder / "a.pdf")
    pages = pypdf.PdfReader(folder / "a.pdf").pages
    texts = [re.sub(r"\s+", " ", each.extract_text().replace("\u200b", "")) for each in pages]
    began = [ROW.search(text[:120]) for text in texts]
    at = [number for number, found in enumerate(began) if found]
    first, last = at[0], at[-1] + 1
    of_rows = [
        (int(found[1]) if found else 0, text)
        for found, text in zip(began[first:last], texts[first:last], strict=True)
    ]
    return texts[:first], of_rows, texts[last:]


@pytest.mark.large
@pytest.mark.parametrize("name", [each for each in LISTS if each != "designation"])
def test_a_row_of_a_list_is_one_page_with_its_form(
    name: str, demo_run: RunResult, tmp_path: Path
) -> None:
    before, of_rows, after = sheets_of(demo_run, name, tmp_path, selection=name != "tvo")
    rows = demo_run.lists[name].height
    assert [number for number, _ in of_rows] == [*range(1, rows + 1)], "one page each, in order"
    assert all(text.count(FORM) == 1 for _, text in of_rows)
    assert 1 <= len(before) <= 3 + rows // 40
    assert 1 <= len(after) <= 3
    assert all(len(text) > 150 for text in (*before, *after)), "no page is white"


@pytest.mark.large
def test_a_case_is_one_sheet_to_weigh_and_one_that_says_why_it_was_chosen(
    demo_run: RunResult, tmp_path: Path
) -> None:
    _, of_rows, _ = sheets_of(demo_run, "tvo", tmp_path)
    rows = demo_run.lists["tvo"].height
    assert [number for number, _ in of_rows] == [n for n in range(1, rows + 1) for _ in range(2)]
    for (_, weighed), (_, chosen) in zip(of_rows[::2], of_rows[1::2], strict=True):
        assert (FORM in weighed, CHOSEN in weighed) == (True, False)
        assert (FORM in chosen, CHOSEN in chosen) == (False, True)


@pytest.mark.large
def test_an_area_with_many_peers_and_years_runs_on_to_a_second_page_at_most(
    demo_run: RunResult, tmp_path: Path
) -> None:
    _, of_rows, _ = sheets_of(demo_run, "designation", tmp_path)
    numbers = [number for number, _ in of_rows]
    assert [each for each in numbers if each] == [
        *range(1, demo_run.lists["designation"].height + 1)
    ]
    assert not [pair for pair in pairwise(numbers) if pair == (0, 0)]
    assert numbers.count(0) < len(numbers) / 4, "few of them"
