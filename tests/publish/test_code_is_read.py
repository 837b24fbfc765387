"""The code on a printed page, read by another program than the one that drew it, off the picture.

A telephone sees a page, not a file: the page is drawn as a picture, as sharp as a cheap printer and
one that is photographed, and what a reader finds in it must lead to the form of that row.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp
from django.urls import resolve

from screening.publish.form_address import forms_of
from screening.publish.formats.pdf import write_pdf
from screening.runs.published import published

if TYPE_CHECKING:
    from screening.pipeline import RunResult
    from screening.publish.published import Published

SITE = "https://beoordelen.meerwolde.example"
PDFTOPPM = shutil.which("pdftoppm")
pytestmark = pytest.mark.skipif(PDFTOPPM is None, reason="pdftoppm is not here (poppler-utils)")


@pytest.fixture(scope="module")
def printed(
    demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Published, Path]:
    """Three rows of a list of addresses on paper."""
    whole = published(demo_run.folder, "octopus.auto", site=SITE)[0]
    made = replace(whole, rows=whole.rows.head(3))
    file = tmp_path_factory.mktemp("printed") / "list.pdf"
    write_pdf(made, file)
    return made, file


def pages_of(file: Path, dots: int) -> list[Any]:
    """The pages as pictures in grey, with so many dots to an inch."""
    drawn = subprocess.run(
        [str(PDFTOPPM), "-gray", "-r", str(dots), str(file)], capture_output=True, check=True
    ).stdout
    found = []
    while drawn:
        head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", drawn)
        assert head
        wide, high = int(head[1]), int(head[2])
        end = head.end() + wide * high
        found.append(np.frombuffer(drawn[head.end() : end], np.uint8).reshape(high, wide))
        drawn = drawn[end:]
    return found


def read(picture: Any) -> list[str]:
    return [str(each.text) for each in zxingcpp.read_barcodes(picture)]


def creased(picture: Any) -> Any:
    """A page that was folded through its code, and photographed with dust on it."""
    found = zxingcpp.read_barcodes(picture)
    worn = picture.astype(int)
    for each in found:
        corner, across = each.position.top_left, each.position.top_right
        middle = (corner.x + across.x) // 2
        worn[:, middle : middle + 2] = 255
    dust = np.random.default_rng(1).normal(0, 25, worn.shape)
    return np.clip(worn + dust, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("dots", [150, 300])
def test_the_page_of_each_row_leads_to_the_form_of_that_row(
    printed: tuple[Published, Path], dots: int
) -> None:
    made, file = printed
    codes = [read(each) for each in pages_of(file, dots)]
    assert [code for of_page in codes for code in of_page] == forms_of(made)
    assert max(len(each) for each in codes) == 1, "a page has the code of its own row alone"


def test_a_page_that_was_folded_is_still_read(printed: tuple[Published, Path]) -> None:
    made, file = printed
    pages = [each for each in pages_of(file, 200) if read(each)]
    assert [read(creased(each)) for each in pages] == [[form] for form in forms_of(made)]


def test_what_was_read_is_the_address_of_the_form_on_the_site(
    printed: tuple[Published, Path],
) -> None:
    _, file = printed
    for page in pages_of(file, 150):
        for address in read(page):
            found = resolve(address.removeprefix(SITE))
            assert found.url_name == "visit_form"


def test_a_page_of_a_project_without_a_site_has_none(demo_run: RunResult, tmp_path: Path) -> None:
    whole = published(demo_run.folder, "octopus.auto")[0]
    write_pdf(replace(whole, rows=whole.rows.head(1)), tmp_path / "list.pdf")
    assert [read(each) for each in pages_of(tmp_path / "list.pdf", 150) if read(each)] == []
