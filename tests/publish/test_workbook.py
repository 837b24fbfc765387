"""Workbooks of lists, read back with openpyxl: what prints, what can be filled in, what it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from screening.lists import LISTS, shared
from screening.publish.formats.xlsx import PAGES, write_workbook
from screening.publish.notice import NOTICE
from screening.publish.published import Published
from screening.publish.workbook.fit import LINE, TALLEST, height, lines, width_for
from screening.publish.workbook.names import LONGEST, sheet_names
from tests.publish.test_paper import listed

KINDS = ["octopus.kamer", "adr", "tvo", "bibob", "designation", "care"]


def book_of(published: Published, folder: Path) -> Any:
    write_workbook(published, folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def pages_of(book: Any) -> list[Worksheet]:
    return [sheet for sheet in book if sheet.title[0].isdigit()]


@pytest.mark.parametrize("name", KINDS)
def test_it_opens_with_what_the_list_is_and_how_to_read_it(name: str, tmp_path: Path) -> None:
    sheet = book_of(listed(LISTS[name]), tmp_path).worksheets[0]
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    for text in ("2 regels", NOTICE, "Team Octopus", "Een opmerking.", "Veel bedrijven (a.b)"):
        assert text in texts
    assert sheet.page_setup.paperSize == 9


@pytest.mark.parametrize("name", KINDS)
def test_a_row_has_one_upright_a4_with_the_form_of_its_list(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    pages = pages_of(book_of(listed(kind), tmp_path))
    assert len(pages) == 2
    for page in pages:
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight or 1) == (1, 1)
        assert "Pagina" in str(page.oddFooter.right.text)
        labels = [line[0].value for line in page.iter_rows(max_col=1)]
        assert [each.heading for each in kind.form] == labels[-len(kind.form) :]
        assert "Status" in labels


def test_answers_that_are_counted_are_chosen_from_a_list(tmp_path: Path) -> None:
    kind = LISTS["octopus.kamer"]
    book = book_of(listed(kind), tmp_path)
    page, choices = pages_of(book)[0], book["Keuzes"]
    assert choices.sheet_state == "hidden"
    rules = {str(each.sqref): each for each in page.data_validations.dataValidation}
    for field in kind.form:
        line = next(c[0].row for c in page.iter_rows(max_col=1) if c[0].value == field.heading)
        rule = rules.get(f"B{line}")
        if field.codes is None:
            assert rule is None or rule.type == "date"
            continue
        assert rule is not None
        words = [
            str(cell[0].value)
            for cell in choices[str(rule.formula1).split("!")[1].replace("$", "")]
        ]
        assert words == list(field.choices.values())
        assert rule.showErrorMessage == (field.answer == "code")


@pytest.mark.parametrize("name", KINDS)
def test_the_list_prints_on_a4_with_what_it_shows(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    sheet = book_of(listed(kind), tmp_path)["Lijst"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    by_heading = {cell.value: cell.column_letter for cell in sheet[3]}
    shown = [c for c in kind.open_columns if c.key in kind.paper.sheet]
    last = max(openpyxl.utils.column_index_from_string(by_heading[c.heading]) for c in shown)
    assert sheet.print_area.endswith(f"${openpyxl.utils.get_column_letter(last)}$5")
    hidden = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden |= set(range(dimension.min, dimension.max + 1))
    for heading, letter in by_heading.items():
        folded = openpyxl.utils.column_index_from_string(letter) in hidden
        told = heading in {each.heading for each in (*shown, *kind.form)}
        assert folded != told, heading


def test_a_row_is_as_high_as_its_longest_text_needs(tmp_path: Path) -> None:
    made = listed(LISTS["octopus.kamer"], 2)
    long = ["Een reden met veel woorden, die niet op een regel past. " * 8] * 3
    rows = made.rows.with_columns(pl.Series("reasons", [long, ["kort"]], pl.List(pl.String)))
    sheet = book_of(replace(made, rows=rows), tmp_path)["Lijst"]
    width = shared.REASONS.width
    assert sheet.row_dimensions[4].height >= LINE * 3 * (len(long[0]) / (width * 2.2))
    assert sheet.row_dimensions[5].height < sheet.row_dimensions[4].height


def test_numbers_of_addresses_are_text_and_days_are_days(tmp_path: Path) -> None:
    bag = "0123010000080202"
    book = book_of(listed(LISTS["octopus.kamer"], 1, vbo_id=bag, kvk_nr=["01234567"]), tmp_path)
    sheet = book["Lijst"]
    cells = {head.value: cell for head, cell in zip(sheet[3], sheet[4], strict=True)}
    assert (cells["BAG-id"].value, cells["BAG-id"].data_type) == (bag, "s")
    assert (cells["KVK-nummer"].value, cells["KVK-nummer"].data_type) == ("01234567", "s")
    assert cells["Nieuwste gegeven"].value == dt.datetime.fromisoformat("2025-12-02")
    page = pages_of(book)[0]
    told = {line[n].value: line[n + 1].value for line in page.iter_rows(max_col=4) for n in (0, 2)}
    assert told["BAG-id"] == bag
    assert told["Bewaren tot"] == dt.datetime.fromisoformat("2025-12-02")


def test_the_planning_is_a_round_with_a_link_to_each_page(tmp_path: Path) -> None:
    made = listed(LISTS["octopus.kamer"], 3)
    rows = made.rows.with_columns(
        pl.Series("district", ["B", "A", "A"]), pl.Series("street", ["x", "z", "y"])
    )
    book = book_of(replace(made, rows=rows), tmp_path)
    sheet = book["Planning"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[-2:] == ["Ploeg", "Tijd"]
    plot = heads.index("Perceel") + 1
    assert [sheet.cell(line, plot).value for line in (4, 5, 6)] == [
        "parcel 3", "parcel 2", "parcel 1",
    ]  # fmt: skip
    assert [sheet.cell(line, 1).value for line in (4, 5, 6)] == ["3", "2", "1"]
    for line in (4, 5, 6):
        target = sheet.cell(line, 1).hyperlink.location.split("!")[0].strip("'")
        assert target.startswith(f"{sheet.cell(line, 1).value} ")
        assert target in book.sheetnames
    assert "Planning" not in book_of(listed(LISTS["tvo"]), tmp_path).sheetnames


@pytest.mark.large
def test_no_more_pages_than_rows_and_no_more_than_can_be_used(tmp_path: Path) -> None:
    kind = LISTS["octopus.auto"]
    assert len(pages_of(book_of(listed(kind, 0), tmp_path))) == 0
    assert len(pages_of(book_of(listed(kind, 40), tmp_path))) == 40
    book = book_of(listed(LISTS["bibob"], PAGES + 5), tmp_path)
    assert len(pages_of(book)) == PAGES
    assert book["Lijst"].max_row == PAGES + 5 + 3
    told = [str(cell.value) for line in book["Overzicht"].iter_rows() for cell in line]
    assert f"{PAGES + 5} regels; de eerste {PAGES} hebben een blad" in told


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_every_address_gives_a_name_that_a_spreadsheet_takes(addresses: list[str]) -> None:
    made = listed(LISTS["octopus.kamer"], len(addresses))
    told = [{"rank": [str(n)], "address": [each]} for n, each in enumerate(addresses, 1)]
    names = sheet_names(made, told)
    assert len({name.casefold() for name in names}) == len(addresses)
    for name in names:
        assert 0 < len(name) <= LONGEST
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name


@pytest.mark.parametrize(
    ("list_name", "row", "name"),
    [
        ("adr", {"address": "Seinwachterstraat 6, Meerwolde, 9122ST"}, "7 Seinwachterstraat 6"),
        (
            "adr",
            {"address": "Burgemeester van der Meulenstraat 112-A, Meerwolde"},
            "7 Burgemeester van der… 112-A",
        ),
        ("bibob", {"application_id": "AANV-P00265", "activity": "verbouwing",
                   "address": "Haverstede 73, Meerwolde"}, "7 Haverstede 73"),
        ("bibob", {"application_id": "AANV-P00265", "activity": "verbouwing van een bedrijfspand"},
         "7 AANV-P00265, verbouwing van"),
        ("tvo", {"case": "Casus 445c8b", "case_about": "Oude Veendijk 3, Meerwolde (en nog 3)"},
         "7 Oude Veendijk 3"),
        ("tvo", {"case": "Casus 445c8b", "case_about": "Internationale Handelmaatschappij Zuid "
                 "B.V. (en nog 13)"}, "7 Internationale"),
        ("tvo", {"case": "Casus 445c8b"}, "7 Casus 445c8b"),
    ],
)  # fmt: skip
def test_a_sheet_is_called_after_where_it_is_in_whole_words(
    list_name: str, row: dict[str, str], name: str
) -> None:
    told = {"rank": ["7"], **{key: [text] for key, text in row.items()}}
    assert sheet_names(listed(LISTS[list_name], 1), [told]) == [name]


@pytest.mark.parametrize(
    "address",
    ["Dijk 1 [achter]", "A/B: 'hoek' *?\\", "x" * 200, "'", "History", "\x00\x01", "文" * 40],
)
def test_odd_addresses_open(address: str, tmp_path: Path) -> None:
    pages = pages_of(book_of(listed(LISTS["octopus.kamer"], 2, address=address), tmp_path))
    assert [page.title[0] for page in pages] == ["1", "2"]


def test_a_text_longer_than_a_row_can_be_high_stands_in_several(tmp_path: Path) -> None:
    long = " ".join(f"woord{n}" for n in range(1_500))
    page = pages_of(book_of(listed(LISTS["octopus.kamer"], 1, reasons=[long]), tmp_path))[0]
    pieces = [
        str(line[1].value) for line in page.iter_rows(max_col=2) if "woord" in str(line[1].value)
    ]
    assert " ".join(pieces) == long
    assert len(pieces) > 1
    heights = [page.row_dimensions[n].height or 0 for n in range(1, page.max_row + 1)]
    assert max(heights) <= TALLEST


def test_a_run_written_again_gives_the_same_workbook(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(listed(LISTS["tvo"]), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_lines_are_counted_as_words_wrap() -> None:
    assert lines("", 10) == 1
    assert lines("kort", 10) == 1
    assert lines("a\nb\nc", 10) == 3
    assert lines("WWWW WWWW WWWW WWWW", 9) == 4
    assert lines("x" * 100, 10) >= 9
    assert lines("iiiiiiiiiiiiiiiiiiii", 10) < lines("WWWWWWWWWWWWWWWWWWWW", 10)
    assert height([("a\nb", 10), ("c", 10)]) >= 2 * LINE
    assert height([("a\n" * 1_000, 10)]) <= TALLEST + 2
    assert width_for(["woord " * 600], 20, 110) > 20
    assert width_for(["kort"], 20, 110) == 20


@given(st.text(max_size=200), st.integers(5, 80))
def test_a_wider_column_never_needs_more_lines(text: str, width: int) -> None:
    assert lines(text, width + 20) <= lines(text, width)
