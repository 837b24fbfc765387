from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.files.neutralise import FORMULA, SHOWN, escaped, neutral, neutralised, visible
from screening.lists import shared
from screening.publish.formats.csv import write_csv
from screening.publish.formats.json import write_json
from screening.publish.formats.xlsx import write_workbook
from screening.publish.published import Published
from tests.publish.test_formats import META

STARTS = [*"=+-@|", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\uff5c", "\t", "\r", "\n"]
STEERING = ["\x00", "\x07", "\x08", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029",
            "\u200e", "\u202e", "\u2066", "\u061c", "\ufeff"]  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.text(
    st.sampled_from([*"=+-@|\uff1d\uff20\t\r\n a'", *STEERING]), max_size=8
)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\x1b"])
def test_what_starts_like_a_formula_gets_an_apostrophe(before: str, start: str) -> None:
    if before and start in "\t\r\n":
        return
    text = f"{before}{start}cmd!A1"
    assert neutral(text).startswith("'")
    assert neutralised(pl.DataFrame({"x": [text]}))["x"].item() == neutral(text)


def test_every_sign_that_is_read_as_one_of_the_starts_is_among_them() -> None:
    """Compatibility forms, such as the full-width ones, are the sign itself to other programs."""
    signs = {
        chr(code)
        for code in range(0x80, 0x11000)
        if unicodedata.normalize("NFKC", chr(code)) in set("=+-@|")
    }
    assert signs == set(FORMULA) - set("\\=+-@|")


@pytest.mark.parametrize("sign", STEERING)
def test_no_sign_that_steers_is_left(sign: str) -> None:
    assert visible(f"a{sign}b") == f"a{SHOWN}b"
    assert neutralised(pl.DataFrame({"x": [f"a{sign}b"]}))["x"].item() == f"a{SHOWN}b"


def test_text_that_is_harmless_stays_as_it_is() -> None:
    for text in ("Café 't Hoekje", "a-b", "1 + 1 = 2", "regel\nregel", "info@zaak.example", ""):
        assert neutral(text) == text


def test_ends_of_lines_are_one_kind_and_half_a_sign_is_shown() -> None:
    assert visible("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert visible("\udcff") == SHOWN


@given(TEXTS)
def test_a_text_and_a_column_are_treated_the_same_and_twice_is_once(text: str) -> None:
    assert neutralised(pl.DataFrame({"x": [text]}))["x"].item() == neutral(text)
    assert neutral(neutral(text)) == neutral(text)


def test_columns_keep_their_values_and_order_whatever_they_are_called() -> None:
    frame = pl.DataFrame({"^a.*$": ["=1", None], "-n": [1, None], "*": [None, "a\r\nb"]})
    made = neutralised(frame)
    assert made.to_dict(as_series=False) == {
        "^a.*$": ["'=1", None],
        "'-n": [1, None],
        "*": [None, "a\nb"],
    }
    assert neutralised(pl.DataFrame()).is_empty()


@given(TEXTS)
def test_json_means_the_same(text: str) -> None:
    written = escaped(json.dumps({"x": text}, ensure_ascii=False))
    assert json.loads(written) == {"x": text}
    assert visible(written) == written


def test_headers_are_cells_too_and_patterns_are_names() -> None:
    frame = pl.DataFrame({"=a": ["=1"], "^.*$": [1], "*": [None]})
    assert neutralised(frame).columns == ["'=a", "^.*$", "*"]


@pytest.mark.parametrize("sign", [*STARTS[:10], *STEERING])
def test_no_format_of_a_list_holds_it(tmp_path: Path, sign: str) -> None:
    texts = {"address": [f"{sign}1+1"], "trade_name": [[f"{sign}1+1"]]}
    rows = pl.DataFrame({"rank": [1], **texts, "reasons": [[f"{sign}x", "y"]]})
    columns = (shared.RANK, shared.ADDRESS, shared.TRADE_NAME, shared.REASONS)
    listed = Published(rows, columns, (), f"{sign}Lijst", META, notes=[f"{sign}let op"])
    write_csv(listed, tmp_path / "a.csv")
    write_workbook(listed, tmp_path / "a.xlsx")
    write_json(listed, tmp_path / "a.json")
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        cells += [cell.value for line in sheet.iter_rows() for cell in line if cell.value]
    assert any("1+1" in str(cell) for cell in cells)
    for cell in map(str, cells):
        assert not cell.lstrip().startswith(sign), cell
        assert visible(cell) == cell
    told = (tmp_path / "a.json").read_text("utf-8")
    assert json.loads(told)["rows"][0]["address"] == f"{sign}1+1"
    assert visible(told) == told
